// What scripts say and leave, and what becomes of it under the real executor: all in one
// deployment whose steps are scripts, and a second group of steps that reads what the first
// left. "case N" is a number of the table of script cases; the same cases run as single
// attempts on the server and over SSH in tests/runner/attempt.sh.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { startServer } from "../lib/server.mjs";
import { talkTo } from "../lib/talk.mjs";

let server, task, environment;
const nodes = {};
const { send, made, read, raw, ended } = talkTo(() => server);

const python = { "Octopus.Action.Script.Syntax": "Python" };
const message = (name, fields = {}) => `##octopus[${name}${Object.entries(fields).map(([key, value]) =>
	` ${key}='${Buffer.from(value).toString("base64")}'`).join("")}]`;

/** Name of the step: script, more properties of the action. The first group runs at once. */
const first = {
	C1: ["echo a >&2"],
	C2: ["echo a >&2", { "Octopus.Action.FailScriptOnErrorOutput": "True" }],
	C3: [`echo "${message("mask", { value: "abcd" })}" >&2`, { "Octopus.Action.FailScriptOnErrorOutput": "True" }],
	C4: ["exit 3"],
	C5: ['fail_step "no disk"; echo x'],
	C6: ["set -euo pipefail; set_octopusvariable P v"],
	C7: ['set_octopusvariable E ""'],
	C8: ['s="$(printf "s3%s" cret-81934)"; set_octopusvariable S "$s" -sensitive; echo "$s"'],
	C9: ["set_octopusvariable V \"$(printf \"one\\nt\\303\\251']\")\""],
	C10: ["echo \"##octopus[setVariable name='x']\""],
	C11: ['echo "say ##octopus[stdout-error]"; echo b'],
	C12: ["printf '50%%\\r##octopus[stdout-warning]\\nw\\n'"],
	C13: ['echo "##octopus[stderr-progress]"; sleep 1; echo c >&2'],
	C14: ['echo "##octopus[stdout-ignore]"; echo d'],
	C15: ['set -x; write_highlight "a  *"'],
	C16: ['v=$(head -c 1048576 /dev/zero | tr "\\0" v); set_octopusvariable B "$v"; echo "${v:0:102400}"'],
	C17: ["exit 4\r\n"],
	C18: ['echo "#{A} #{Nope}"'],
	C19: ['echo "$# $1|$2"', { "Octopus.Action.Script.ScriptParameters": `"a b" 'c'` }],
	C19p: ["import sys\nprint(sys.argv[1:])", { ...python, "Octopus.Action.Script.ScriptParameters": `"a b" 'c'` }],
	C20: ['for n in "@" "x]y\\$z" "\\$(id)"; do echo "$n=$(get_octopusvariable "$n")"; done'],
	C21: ["bash -c 'cat <&3'; cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c ver[b]orgen-21"],
	Records: [[message("set-environmentstate", { key: "k", value: "v", type: "t" }), message("create-awsaccount", { name: "n", secretKey: "geheim-77", accessKey: "a" }),
		message("delete-target", { machine: "w1" }), message("no-such-thing"), message("foundPackage", { id: "x" })].map((m) => `echo "${m}"`).join("\n")],
};
const second = {
	R2: ['echo "#{Octopus.Action[C2].Output.Octopus.Action.Script.ExitCode}"'],
	R7: ['echo "[#{Octopus.Action[C7].Output.E}]"; v="Octopus.Action[C7].Output.E"; [ "${octopus_parameters[$v]-none}" = "" ] && echo exists'],
	R8: ['get_octopusvariable "Octopus.Action[C8].Output.S" | tr a-z A-Z'],
	R9: ['printf %s "$(get_octopusvariable "Octopus.Action[C9].Output.V")" | od -An -tx1 | tr -d " \\n"'],
	R14: ["echo e"],
	R16: ['v=$(get_octopusvariable "Octopus.Action[C16].Output.B"); echo "${#v} $(printf %s "$v" | tr -d v | wc -c)"'],
};

const step = (name, [body, properties = {}], isFirst) => ({
	Name: name, Condition: "Always", StartTrigger: isFirst ? "StartAfterPrevious" : "StartWithPrevious", Properties: {},
	Actions: [{ Name: name, ActionType: "Octopus.Script", Properties: {
		"Octopus.Action.RunOnServer": "true", "Octopus.Action.Script.Syntax": "Bash", "Octopus.Action.Script.ScriptBody": body,
		"Octopus.Action.Script.SuppressEnvironmentLogging": "True", ...properties } }],
});
const group = (steps) => Object.entries(steps).map(([name, script], i) => step(name, script, i === 0));

before(async () => {
	server = await startServer();
	environment = await made("environments", { Name: "Test" });
	const project = await made("projects", { Name: "Scripts", ProjectGroupId: "ProjectGroups-1", LifecycleId: "Lifecycles-1" });
	const values = { A: "1", "@": "at", "x]y$z": "odd", "$(id)": "not run" };
	const set = await read(project.Links.Variables);
	assert.equal((await send("PUT", project.Links.Variables, { ...set, Variables: [
		...Object.entries(values).map(([Name, Value]) => ({ Name, Value })), { Name: "Hidden", Value: "verborgen-21", IsSensitive: true },
	] })).status, 200);
	const process = await read(project.Links.DeploymentProcess);
	assert.equal((await send("PUT", project.Links.DeploymentProcess, { ...process, Steps: [...group(first), ...group(second)] })).status, 200);
	const release = await made("releases", { ProjectId: project.Id, Version: "1.0.0" });
	task = await ended((await made("deployments", { ReleaseId: release.Id, EnvironmentId: environment.Id })).TaskId);
	for (const node of (await read(`/api/tasks/${task.Id}/details`)).ActivityLogs[0].Children)
		nodes[node.Name.replace(/^Step \d+: /, "")] = { status: node.Status, lines: node.Children[0].LogElements };
});

after(async () => server?.stop());

const isOurs = (line) => /^(Exit code: |Service message |Guided failure )/.test(line.MessageText);
const says = (name) => nodes[name].lines.filter((line) => !isOurs(line)).map((line) => `${line.Category[0]} ${line.MessageText}`);

/** The step ends so, with exactly these lines (level, text). */
const expected = [
	["case 1: stderr is Error and no failure", "C1", "Success", ["E a"]],
	["case 2: unless it counts as one", "C2", "Failed", ["E a", "F The script wrote to its error stream, which counts as a failure here."]],
	["case 2: its exit code is -1", "R2", "Success", ["I -1"]],
	["case 3: a message on stderr is no error", "C3", "Success", []],
	["case 4: an exit code", "C4", "Failed", ["F The remote script failed with exit code 3"]],
	["case 5: fail_step ends the script with its message", "C5", "Failed", ["F no disk"]],
	["case 6: helpers under set -euo pipefail", "C6", "Success", []],
	["case 7: an empty output exists", "R7", "Success", ["I []", "I exists"]],
	["case 8: a sensitive output is masked", "C8", "Success", ["I ********"]],
	["case 8: and read by a later step", "R8", "Success", ["I S3CRET-81934"]],
	["case 9: a value is byte-equal in the next step", "R9", "Success", [`I ${Buffer.from("one\nté']").toString("hex")}`]],
	["case 10: what cannot be parsed warns", "C10", "Success", ["W Could not parse '##octopus[setVariable name='x']'"]],
	["case 11: a message counts at a line's start", "C11", "Success", ["I say ##octopus[stdout-error]", "I b"]],
	["case 12: a progress bar in front does not hide it", "C12", "Success", ["W w"]],
	["case 13: stderr as progress", "C13", "Success", ["V c"]],
	["case 14: ignored lines", "C14", "Success", []],
	["case 14: are those of one script", "R14", "Success", ["I e"]],
	["case 16: an output of 1 MiB is whole", "R16", "Success", ["I 1048576 0"]],
	["case 17: CRLF", "C17", "Failed", ["F The remote script failed with exit code 4"]],
	["case 19: parameters", "C19", "Success", ["I 2 a b|c"]],
	["case 19: in Python", "C19p", "Success", ["I ['a b', 'c']"]],
	["case 20: strange names, nothing executed", "C20", "Success", ["I @=at", "I x]y$z=odd", "I $(id)=not run"]],
];
for (const [what, name, status, lines] of expected) {
	test(what, () => {
		assert.deepEqual(says(name), lines);
		assert.ok(status === nodes[name].status || status === "Success" && nodes[name].status === "SuccessWithWarning", nodes[name].status);
	});
}

test("case 8: neither the secret nor its base64 is stored", () => {
	for (const text of ["s3cret-81934", Buffer.from("s3cret-81934").toString("base64")]) {
		let found = "";
		try {
			found = execFileSync("grep", ["-rlaF", text, `${server.home}/db/base`, `${server.home}/spool`, `${server.home}/log`], { encoding: "utf8" });
		} catch (error) {
			assert.equal(error.status, 1, "nothing is found");
		}
		assert.equal(found, "");
	}
});

test("case 15: set -x does not disturb a helper", () => {
	assert.ok(says("C15").includes("H a  *"), says("C15").join("\n"));
	assert.ok(says("C15").some((line) => /^E \++ write_highlight 'a  \*'/.test(line)), says("C15").join("\n"));
});

test("case 16: a line of 100 KiB is cut at 64 KiB, with a mark", () => {
	const [line] = nodes.C16.lines.filter((one) => one.Category === "Info").map((one) => one.MessageText);
	assert.equal(line, `${"v".repeat(65536)} ... (cut: this line is longer than 64 KiB)`);
});

test("case 18: what cannot be resolved stays, and is told", () => {
	assert.ok(says("C18").includes("I 1 #{Nope}"), says("C18").join("\n"));
	assert.ok(says("C18").some((line) => /^V .*Nope/.test(line)), says("C18").join("\n"));
});

test("case 21: descriptor 3 is closed for children, no secret is in arguments or environments", () => {
	assert.ok(says("C21").some((line) => /^E .*Bad file descriptor/.test(line)), says("C21").join("\n"));
	assert.ok(says("C21").includes("I 0"), says("C21").join("\n"));
});

test("messages without an effect here say so, secrets of theirs are not shown", async () => {
	const log = nodes.Records.lines.map((line) => `${line.Category} ${line.MessageText}`);
	assert.ok(log.includes("Verbose Unknown service message 'no-such-thing'"), log.join("\n"));
	assert.ok(log.includes("Warning The service message 'create-awsaccount' has no effect in this version."), log.join("\n"));
	assert.ok(log.includes("Warning The service message 'delete-target' has no effect in this version."), log.join("\n"));
	assert.ok(!log.some((line) => /foundPackage/.test(line)), log.join("\n"));
	assert.doesNotMatch(await raw(task.Id), /geheim-77/);
	assert.equal((await read("accounts")).TotalResults, 0);
});
