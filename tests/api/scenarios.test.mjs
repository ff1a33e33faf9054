// The scenarios of the process rules, numbered as there, played by the real runner:
// order, conditions, machines, windows, retries. Those of people are in
// interruptions.test.mjs, those of variables in variables.test.mjs and templates.test.mjs.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startServer } from "../lib/server.mjs";
import { startSshd } from "../lib/sshd.mjs";
import { linesOf, manual, outcomeOf, parent, player, script, step, when } from "../lib/process.mjs";

let server, p, folder;
const m = {};
let files = 0;

before(async () => {
	server = await startServer();
	p = await player(server);
	for (const name of ["w1", "w2", "w3"]) m[name] = await p.target(name, "web");
	m.d1 = await p.target("d1", "db");
	folder = mkdtempSync(join(tmpdir(), "slipway-play-"));
	chmodSync(folder, 0o755);
});
after(async () => {
	await server?.stop();
	if (folder) rmSync(folder, { recursive: true });
});

/** An empty file that scripts may write to. */
function file() {
	const path = join(folder, `file-${++files}`);
	writeFileSync(path, "");
	chmodSync(path, 0o666);
	return path;
}
const linesIn = (path) => readFileSync(path, "utf8").split("\n").filter(Boolean);
const machine = "$(get_octopusvariable Octopus.Machine.Name)";
const waitFor = (path, text) => `until grep -q "${text}" ${path}; do sleep 0.1; done`;

/** A script that says when it begins and ends, and waits until `together` have begun. */
const meet = (path, together) => `echo "+ ${machine}" >> ${path}
until [ $(grep -c "^+" ${path}) -ge ${together} ]; do sleep 0.1; done
echo "- ${machine}" >> ${path}`;

/** The most that ran at once. */
function mostAtOnce(path) {
	let now = 0, most = 0;
	for (const line of linesIn(path)) {
		now += line[0] === "+" ? 1 : -1;
		most = Math.max(most, now);
	}
	return most;
}

async function expect(outcome, state, steps, more, choices) {
	const done = await p.play(steps, more, choices);
	assert.equal(done.outcome, outcome, done.lines.join("\n"));
	assert.equal(done.state, state, done.lines.join("\n"));
	return done;
}

test("1: after a failure Success is skipped, Failure and Always run", async () => {
	const { lines } = await expect("A✗ B– C✓ D✓", "Failed", [step("A", "exit 1"), step("B"), step("C", "true", { on: "Failure" }), step("D", "true", { on: "Always" })]);
	assert.ok(lines.some((line) => line.endsWith('Info Step "B" runs only on success and an earlier step has failed; skipping.')), lines.join("\n"));
	assert.ok(lines.includes("root: Fatal The deployment failed because one or more steps failed."), lines.join("\n"));
});

test("2: success later does not heal", () => expect("A✗ B✓ C–", "Failed", [step("A", "exit 1"), step("B", "true", { on: "Failure" }), step("C")]));

test("3: without a failure what runs on failure is skipped", async () => {
	const { lines } = await expect("A✓ B–", "Success", [step("A"), step("B", "true", { on: "Failure" })]);
	assert.ok(lines.some((line) => line.endsWith('Verbose Step "B" runs on failure and no failures have been encountered; skipping.')), lines.join("\n"));
});

test("4: a failure stops nothing beside it", () => expect("A✗ B✓ C–", "Failed", [step("A", "exit 1"), step("B", "true", { beside: true }), step("C")]));

test("5: groups are formed before disabled steps drop out, numbers stay", async () => {
	const log = file();
	const { root } = await expect("A✓ C✓", "Success", [step("A", `echo A >> ${log}`),
		step("B", "true", { action: { IsDisabled: true } }), step("C", `echo C >> ${log}`, { beside: true })]);
	assert.deepEqual(root.Children.map((node) => node.Name), ["Step 1: A", "Step 3: C"]);
	assert.deepEqual(linesIn(log), ["A", "C"], "C is not beside A");
});

test("6: which values of an expression are true", async () => {
	const values = ["0", "No ", "FALSE", " ", "off", "#{Missing}"];
	const { outcome, lines } = await p.play(values.map((value, i) => step(`S${i}`, "true", { when: value })));
	assert.equal(outcome, "S0– S1– S2– S3✓ S4✓ S5–", lines.join("\n"));
	assert.ok(lines.includes('Step 2: S1/Server: Info Skipping this step as its run condition evaluated to "No "'), lines.join("\n"));
	assert.ok(lines.some((line) => /S5\/Server: Warning .*'#{Missing}'/.test(line)), lines.join("\n"));
	const quiet = await p.play([step("A", "true", { when: "#{if Missing}1#{/if}" })]);
	assert.equal(quiet.outcome, "A–");
	assert.ok(!quiet.lines.some((line) => line.includes("Warning")), quiet.lines.join("\n"));
});

test("7: conditions read what became of earlier steps", () => expect("A✗ B✓ C–", "Failed", [step("A", "exit 1"),
	step("B", "true", { when: '#{if Octopus.Step[A].Status.Code == "Failed"}1#{/if}' }),
	step("C", "true", { when: "#{unless Octopus.Deployment.Error}1#{/unless}" })]));

test("8: conditions hold for each machine by itself", async () => {
	const { lines } = await expect("A✓[w1✓ w2✓ w3✓] B✓[w1✓ w2– w3–]", "Success", [
		step("A", `[ "${machine}" = w1 ] && go=True || go=False; set_octopusvariable Go $go`, { role: "web" }),
		step("B", "true", { role: "web", when: "#{Octopus.Action[A].Output.Go}" })]);
	assert.equal(lines.filter((line) => line.includes("w2: ") && line.includes('evaluated to "False"')).length, 1, lines.join("\n"));
});

test("9: what keeps a step from running keeps all its children", async () => {
	await expect("P–[X– Y–]", "Success", [parent("P", [script("X", "true"), script("Y", "true", when("1"))], { when: "0" })]);
	await expect("P–[w1–[X– Y–] w2–[X– Y–] w3–[X– Y–]]", "Success", [parent("P", [script("X", "true"), script("Y", "true")], { role: "web", when: "false" })]);
});

test("10: a rolling step stops with the machine that failed", async () => {
	const { lines } = await expect("P✗[w1✗[X✗ Y–] w2–[X– Y–] w3–[X– Y–]]", "Failed",
		[parent("P", [script("X", `[ "${machine}" != w1 ]`), script("Y", "true")], { role: "web", window: 1 })]);
	assert.equal(lines.filter((line) => line.endsWith("not started because machine 'w1' failed")).length, 4, lines.join("\n"));
});

test("11: machines that already run are let finish", async () => {
	const log = file();
	const x = `echo "${machine}" >> ${log}
if [ "${machine}" = w1 ]; then ${waitFor(log, "w2")}; exit 1; fi
${waitFor(log, "open")}`;
	const release = await p.release([parent("P", [script("X", x), script("Y", "true")], { role: "web", window: 2 })]);
	const deployment = await p.deploy(release);
	await p.until("the failure on w1", async () => outcomeOf(await p.details(deployment.TaskId)).includes("w1✗"));
	writeFileSync(log, "open\n", { flag: "a" });
	const done = await p.result(deployment);
	assert.equal(done.outcome, "P✗[w1✗[X✗ Y–] w2✓[X✓ Y✓] w3–[X– Y–]]", done.lines.join("\n"));
	assert.equal(done.state, "Failed");
});

test("12: not rolling, all machines are tried, ten at once", async () => {
	for (let n = 1; n <= 12; n++) await p.target(`n${String(n).padStart(2, "0")}`, "many");
	const log = file();
	const { outcome, state, lines } = await p.play([step("A", `${meet(log, 10)}\n[ "${machine}" != n01 ]`, { role: "many" })]);
	assert.equal(state, "Failed");
	assert.match(outcome, /^A✗\[n01✗ n02✓ n03✓ .* n12✓\]$/, lines.join("\n"));
	assert.equal(linesIn(log).filter((line) => line[0] === "+").length, 12);
	assert.equal(mostAtOnce(log), 10);
});

test("13, O4: of window and variable the lesser counts", async () => {
	const window = (value, scope) => ({ Name: "Octopus.Action.MaxParallelism", Value: String(value), ...(scope && { Scope: scope }) });
	for (const [what, wanted, of, variables, warning] of [
		["window 5, variable 2", 2, { window: 5 }, [window(2)]],
		["window 2, variable 5", 2, { window: 2 }, [window(5)]],
		["the variable alone", 2, {}, [window(2)]],
		["an expression as window", 2, { window: "#{Two}" }, [{ Name: "Two", Value: "2" }]],
		["no number", 3, { window: 3 }, [window("many")], /the variable 'Octopus.Action.MaxParallelism' is ignored/],
	]) {
		const log = file();
		const { state, lines } = await p.play([step("A", meet(log, wanted), { role: "web", ...of })], { variables });
		assert.equal(state, "Success", `${what}\n${lines.join("\n")}`);
		assert.equal(mostAtOnce(log), wanted, what);
		if (warning) assert.ok(lines.some((line) => warning.test(line)), `${what}\n${lines.join("\n")}`);
	}
});

test("14: of a step without roles the children run in sequence", async () => {
	const release = await p.release([parent("P", [manual("Look"), script("X", "true")])]);
	const deployment = await p.deploy(release);
	const asked = await p.until("the question", async () => (await p.read(`interruptions?regarding=${deployment.TaskId}&pendingOnly=true`)).Items[0]);
	assert.equal(outcomeOf(await p.details(deployment.TaskId)), "P~[Look~ X?]");
	await p.call("PUT", asked.Links.Responsible, undefined, 200);
	await p.call("POST", asked.Links.Submit, { Result: "Proceed" }, 200);
	assert.equal((await p.result(deployment)).outcome, "P✓[Look✓ X✓]");
});

test("15, C4: a child with an expression runs after a failed one, and reads why", async () => {
	await expect("P✗[w1✗[X✗ Y✓]]", "Failed", [parent("P", [script("X", "exit 1"), script("Y", "true", when("1"))], { role: "web" })],
		{}, { SpecificMachineIds: [m.w1.Id] });
	await expect("P✗[w1✗[X✗ Y✓ Z–] w2✓[X✓ Y– Z✓] w3✓[X✓ Y– Z✓]]", "Failed", [parent("P", [
		script("X", `[ "${machine}" != w1 ]`), script("Y", "true", when("#{if Octopus.Deployment.Error}1#{/if}")), script("Z", "true")], { role: "web" })]);
});

test("16: steps of other environments and channels leave no node, numbers stay", async () => {
	const { root, lines } = await expect("A✓ C✓", "Success", [step("A"),
		step("B", "true", { action: { Environments: [p.environments.Test.Id] } }), step("C"),
		step("D", "true", { action: { ExcludedEnvironments: [p.environments.Dev.Id] } })]);
	assert.deepEqual(root.Children.map((node) => node.Name), ["Step 1: A", "Step 3: C"]);
	assert.ok(lines.includes("root: Verbose Step 2: B does not apply to environment 'Dev'"), lines.join("\n"));
	assert.ok(lines.includes("root: Verbose Step 4: D does not apply to environment 'Dev'"), lines.join("\n"));
	const inTest = { action: { Environments: [p.environments.Test.Id] } };
	const children = await expect("P✓[Y✓]", "Success", [parent("P", [script("X", "true", inTest.action), script("Y", "true")])]);
	assert.ok(children.lines.includes("root: Verbose Step 1.1: X does not apply to environment 'Dev'"), children.lines.join("\n"));
	assert.deepEqual(children.root.Children[0].Children.map((node) => node.Name), ["1.2: Y"]);
});

test("18, 19: a role that nobody has", async () => {
	const nobody = step("N", "true", { role: "nobody" });
	const { lines } = await expect("N– W✓[w1✓ w2✓ w3✓]", "Success", [nobody, step("W", "true", { role: "web" })]);
	assert.ok(lines.includes("Step 1: N: Warning Skipping this step as no machines were found in the role: nobody"), lines.join("\n"));
	const refused = await p.play([nobody, step("S")]);
	assert.deepEqual([refused.state, refused.outcome], ["Failed", ""], "nothing ran");
	const policy = { ProjectConnectivityPolicy: { AllowDeploymentsToNoTargets: true } };
	await expect("N– S✓", "Success", [nobody, step("S")], policy);
});

test("20, F6: chosen and excluded machines", async () => {
	const { lines } = await expect("W✓[w1✓] D–", "Success", [step("W", "true", { role: "web" }), step("D", "true", { role: "db" })], {},
		{ SpecificMachineIds: [m.w1.Id, m.w2.Id], ExcludedMachineIds: [m.w2.Id] });
	assert.ok(lines.includes("Step 2: D: Info Skipping this step as no machines were found in the role: db"), lines.join("\n"));
	assert.ok(lines.includes("root: Info Deploying only to these specifically included machines: w1, w2"), lines.join("\n"));
	assert.ok(lines.some((line) => /^root: Info .*excluded machines: w2$/.test(line)), lines.join("\n"));
});

test("23: on the server on behalf of each machine", async () => {
	const { lines } = await expect("A✓[w1✓ w2✓ w3✓]", "Success", [step("A", `echo "for:${machine}"`, { role: "WEB" })]);
	assert.deepEqual(lines.flatMap((line) => line.match(/Info for:(.*)/)?.[1] ?? []).sort(), ["w1", "w2", "w3"]);
});

test("24: what may be skipped", async () => {
	const release = await p.release([step("A"), step("B", "true", { action: { IsRequired: true } }), step("C", "true", { action: { IsDisabled: true } })]);
	const [a, b, c] = release.steps.map(({ Actions: [action] }) => action.Id);
	const choose = (id, wanted) => p.call("POST", "deployments", { ReleaseId: release.Id, EnvironmentId: p.environments.Dev.Id, SkipActions: [id] }, wanted);
	await choose(b, 400);
	await choose("unknown", 400);
	assert.equal((await p.result(await choose(c, 201))).outcome, "A✓ B✓");
	const { outcome, lines } = await p.result(await choose(a, 201));
	assert.equal(outcome, "A– B✓");
	assert.ok(lines.includes("Step 1: A: Info Skipping this step as it was excluded when the deployment was created"), lines.join("\n"));
});

test("41: what refers to a step follows its name and goes with it", async () => {
	const { project, steps } = await p.release([step("A"), step("B")]);
	const [a, b] = steps.map(({ Actions: [action] }) => action.Id);
	const save = async (link, change) => p.call("PUT", link, change(await p.read(link)), 200);
	const scopes = async () => (await p.read(project.Links.Variables)).Variables.map((v) => [v.Name, v.Scope.Action]);
	await save(project.Links.Variables, (set) => ({ ...set, Variables: [
		{ Name: "X", Value: "1", Scope: { Action: [a] } }, { Name: "Y", Value: "2", Scope: { Action: [a, b] } }] }));
	await save(project.Links.DeploymentProcess, (process) => {
		process.Steps[0].Name = process.Steps[0].Actions[0].Name = "Renamed";
		return process;
	});
	assert.deepEqual(await scopes(), [["X", [a]], ["Y", [a, b]]]);
	await save(project.Links.DeploymentProcess, (process) => ({ ...process, Steps: process.Steps.slice(1) }));
	assert.deepEqual(await scopes(), [["Y", [b]]]);
});

test("42: a cancelled task runs nothing more, not even what always runs", async () => {
	const log = file();
	const release = await p.release([step("A", `echo begun >> ${log}; ${waitFor(log, "never")}`), step("B", "true", { on: "Always" })]);
	const deployment = await p.deploy(release);
	await p.until("the start", () => linesIn(log).length > 0);
	await p.call("POST", `/api/tasks/${deployment.TaskId}/cancel`, undefined, 200);
	const { outcome, state } = await p.result(deployment);
	assert.deepEqual([outcome, state], ["Ac Bc", "Canceled"]);
});

test("43: a task that waited too long never starts", async () => {
	const log = file();
	const release = await p.release([step("A", `echo begun >> ${log}; ${waitFor(log, "open")}`)]);
	const first = await p.deploy(release);
	await p.until("the start", () => linesIn(log).length > 0);
	const expiry = new Date(Date.now() + 1000).toISOString();
	const second = await p.deploy(release, { QueueTime: new Date().toISOString(), QueueTimeExpiry: expiry });
	const task = await p.ended(second.TaskId);
	assert.equal(task.State, "TimedOut");
	assert.ok(task.CompletedTime, "T1: every final state has its time");
	writeFileSync(log, "open\n", { flag: "a" });
	assert.equal((await p.ended(first.TaskId)).State, "Success");
	assert.equal(linesIn(log).filter((line) => line === "begun").length, 1);
});

const retries = (count, backoff = 0) => ({ Properties: {
	"Octopus.Action.AutoRetry.MaximumCount": String(count), "Octopus.Action.AutoRetry.MinimumBackoff": String(backoff) } });
const child = (node, ...names) => names.reduce((at, name) => at.Children.find((one) => one.Name === name), node);
const texts = (node) => node.LogElements.map((line) => line.MessageText).join("\n");

test("40, G4, T7: a failed script runs again by itself, each attempt a node", async () => {
	const log = file();
	const body = (wanted) => `echo x >> ${log}; n=$(grep -c x ${log}); echo "run $n"; set_octopusvariable Run "$n"; [ $n -ge ${wanted} ]`;
	const { root, task } = await expect("A✓ B✓", "Success", [step("A", body(3), { action: retries(2) }),
		step("B", 'echo "it was run #{Octopus.Action[A].Output.Run} #{Octopus.Step[A].Status.Code}"')]);
	const unit = child(root, "Step 1: A", "Server");
	assert.deepEqual(unit.Children.map((one) => [one.Name, one.Status]), [["Attempt 1", "Failed"], ["Attempt 2", "Failed"], ["Attempt 3", "Success"]]);
	for (const n of [1, 2, 3]) {
		assert.match(texts(child(unit, `Attempt ${n}`)), new RegExp(`^run ${n}$`, "m"));
		assert.ok(child(unit, `Attempt ${n}`).Started && child(unit, `Attempt ${n}`).Ended);
	}
	assert.match(texts(unit), /Retry 1 of 2 follows in 0 seconds/);
	assert.doesNotMatch(texts(unit), /^run/m);
	assert.match(texts(child(root, "Step 2: B", "Server")), /it was run 3 Succeeded/);
	const raw = (await server.api("GET", `/api/tasks/${task.Id}/raw`)).text;
	assert.deepEqual(raw.match(/Attempt \d|run \d$|Step 2: B/gm), ["Attempt 1", "run 1", "Attempt 2", "run 2", "Attempt 3", "run 3", "Step 2: B"], raw);
	const again = file();
	await expect("A✗", "Failed", [step("A", `echo x >> ${again}; exit 1`, { action: retries("#{Times}") })], { variables: [{ Name: "Times", Value: "1" }] });
	assert.equal(linesIn(again).length, 2, "one run and one retry");
});

test("G2, G4: guidance comes after the retries, and gives new ones", async () => {
	const log = file();
	const release = await p.release([step("A", `echo x >> ${log}; [ $(grep -c x ${log}) -ge 4 ]`, { action: retries(1) })]);
	const deployment = await p.deploy(release, { UseGuidedFailure: true });
	const asked = await p.until("the question", async () => (await p.read(`interruptions?regarding=${deployment.TaskId}&pendingOnly=true`)).Items[0]);
	assert.equal(linesIn(log).length, 2);
	await p.call("PUT", asked.Links.Responsible, undefined, 200);
	await p.call("POST", asked.Links.Submit, { Guidance: "Retry" }, 200);
	const { root, state } = await p.result(deployment);
	assert.equal(state, "Success");
	assert.deepEqual(child(root, "Step 1: A", "Server").Children.map((one) => one.Status), ["Failed", "Failed", "Failed", "Success"]);
});

test("G4: what runs beyond its time is ended, and that is a failure", async () => {
	const log = file();
	const limit = { ...retries(1).Properties, "Octopus.Action.ExecutionTimeout.Minutes": "0.02" };
	const { lines } = await expect("A✗ B✓", "Failed", [step("A", `echo x >> ${log}; ${waitFor(log, "never")}`, { action: { Properties: limit } }),
		step("B", "true", { on: "Failure" })]);
	assert.equal(linesIn(log).length, 2, "each run has its time");
	assert.ok(lines.some((line) => /time limit/.test(line)), lines.join("\n"));
});

/** Kills the executors of this server, as a crash would; how many. */
const killExecutors = () => readdirSync("/proc").filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
	try {
		if (!/slipway-runner\0executor/.test(readFileSync(`/proc/${pid}/cmdline`, "latin1")) ||
			!readFileSync(`/proc/${pid}/environ`, "latin1").includes(`SLIPWAY_HOME=${server.home}`)) return false;
		process.kill(Number(pid), "SIGKILL");
		return true;
	} catch { return false; }
}).length;

test("a retry, a window and what runs beside survive the end of their executor", async () => {
	const log = file(), wide = file();
	const release = await p.release([
		step("A", `echo x >> ${log}; [ $(grep -c x ${log}) -ge 2 ]`, { action: retries(1, 1) }),
		step("B", `echo "${machine}" >> ${wide}; ${waitFor(log, "open")}`, { role: "web", window: 2, beside: true })]);
	const deployment = await p.deploy(release);
	await p.until("the failure", async () => linesIn(wide).length === 2 &&
		linesOf(await p.details(deployment.TaskId)).some((line) => line.includes("Retry 1 of 1 follows")));
	assert.equal(killExecutors(), 1);
	await p.until("the retry", () => linesIn(log).length === 2);
	assert.equal(linesIn(wide).length, 2, "the window is kept");
	writeFileSync(log, "open\n", { flag: "a" });
	const { outcome, state, lines } = await p.result(deployment);
	assert.deepEqual([outcome, state], ["A✓ B✓[w1✓ w2✓ w3✓]", "Success"], lines.join("\n"));
	assert.deepEqual([linesIn(log).filter((line) => line === "x").length, linesIn(wide).sort()], [2, ["w1", "w2", "w3"]], "each once");
});

test("a cancelled task does not run again what failed", async () => {
	const log = file();
	const release = await p.release([step("A", `echo x >> ${log}; exit 1`, { action: retries(3, 3600) })]);
	const deployment = await p.deploy(release);
	await p.until("the retry", async () => linesOf(await p.details(deployment.TaskId)).some((line) => line.includes("Retry 1 of 3 follows in 3600 seconds")));
	await p.call("POST", `/api/tasks/${deployment.TaskId}/cancel`, undefined, 200);
	const { outcome, state } = await p.result(deployment);
	assert.deepEqual([outcome, state, linesIn(log).length], ["Ac", "Canceled", 1]);
});

test("21, F4: a machine that cannot be reached", async () => {
	const account = await p.made("accounts", { Name: "Nobody", AccountType: "UsernamePassword", Username: "nobody", Password: { HasValue: true, NewValue: "not-a-secret" } });
	const policy = await p.made("machinepolicies", { Name: "Once", ConnectionConnectTimeout: "00:00:10", ConnectionRetryCountLimit: 0 });
	const away = await p.made("machines", { Name: "away", EnvironmentIds: [p.environments.Dev.Id], Roles: ["far"], SkipInitialHealthCheck: true, MachinePolicyId: policy.Id,
		Endpoint: { CommunicationStyle: "Ssh", Host: "127.0.0.1", Port: 1, AccountId: account.Id, Fingerprint: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", DotNetCorePlatform: "linux-x64" } });
	await p.target("near", "far");
	const steps = [step("A", "true", { role: "far" }), step("B", 'echo "without:#{Octopus.Deployment.ExcludedMachines}"', { role: "far" })];
	const skip = (...roles) => ({ ProjectConnectivityPolicy: { SkipMachineBehavior: "SkipUnavailableMachines", TargetRoles: roles } });
	for (const step_ of steps) step_.Actions[0].Properties["Octopus.Action.RunOnServer"] = "false";
	await expect("A✗[away✗ near✓] B–[away– near–]", "Failed", steps);
	await expect("A✗[away✗ near✓] B–[away– near–]", "Failed", steps, skip("db"));
	const { lines, deployment } = await expect("Aw[away✗ near✓] B✓[away– near✓]", "Success", steps, skip());
	assert.ok(lines.some((line) => line.includes("Machine 'away' is unavailable and is left out from here on")), lines.join("\n"));
	assert.ok(lines.some((line) => line.endsWith(`without:${away.Id}`)), lines.join("\n"));
	assert.deepEqual(deployment.DeployedToMachineIds.length, 1, "the excluded one was not deployed to");

	const check = await p.made("tasks", { Name: "Health", Description: "Check", SpaceId: "Spaces-1", Arguments: { MachineIds: [away.Id] } });
	await p.ended(check.Id);
	assert.equal((await p.read(away.Links.Self)).HealthStatus, "Unavailable");
	await expect("A✓[near✓] B✓[near✓]", "Success", steps, skip());
	await expect("A✗[away✗ near✓] B–[away– near–]", "Failed", steps, skip("db"));
});

test("22: a machine that is unhealthy, and one with warnings", async () => {
	const sshd = await startSshd("sick");
	try {
		const account = await p.made("accounts", { Name: "Key", AccountType: "SshKeyPair", Username: sshd.username, PrivateKeyFile: { HasValue: true, NewValue: sshd.privateKey } });
		const policy = await p.made("machinepolicies", { Name: "Warns", MachineHealthCheckPolicy: { HealthCheckType: "RunScript",
			BashHealthCheckPolicy: { RunType: "Inline", ScriptBody: 'echo_warning "The disk is nearly full."' } } });
		const patient = (name, more, fingerprint) => p.made("machines", { Name: name, EnvironmentIds: [p.environments.Dev.Id], Roles: ["ward"], SkipInitialHealthCheck: true, ...more,
			Endpoint: { CommunicationStyle: "Ssh", Host: "127.0.0.1", Port: sshd.port, AccountId: account.Id, Fingerprint: fingerprint, DotNetCorePlatform: "linux-x64" } });
		const sick = await patient("sick", {}, "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
		const full = await patient("full", { MachinePolicyId: policy.Id }, sshd.fingerprint);
		await p.target("well", "ward");
		const check = await p.made("tasks", { Name: "Health", Description: "Check", SpaceId: "Spaces-1", Arguments: { MachineIds: [sick.Id, full.Id] } });
		await p.ended(check.Id);
		assert.equal((await p.read(sick.Links.Self)).HealthStatus, "Unhealthy");
		assert.equal((await p.read(full.Links.Self)).HealthStatus, "HasWarnings");
		const steps = [step("A", "true", { role: "ward" })];
		await expect("A✓[full✓ sick✓ well✓]", "Success", steps);
		const { lines } = await expect("A✓[full✓ well✓]", "Success", steps, { ProjectConnectivityPolicy: { ExcludeUnhealthyTargets: true } });
		assert.ok(lines.some((line) => line.startsWith("root: Warning Machine 'sick' is unhealthy")), lines.join("\n"));
	} finally {
		await sshd.stop();
	}
});

// Not here: packages (25-28), tenants (17, 31, 44); 45 is with the step Deploy a Release.
test("every scenario has a test of its number", () => {
	const named = new Set();
	for (const file of ["scenarios", "interruptions", "variables", "templates"]) {
		const text = readFileSync(new URL(`${file}.test.mjs`, import.meta.url), "utf8");
		for (const [, numbers] of text.matchAll(/^test\(["']((?:[A-Z]?\d+(?:, )?)+):/gm))
			for (const number of numbers.split(", ")) named.add(number);
	}
	const wanted = Array.from({ length: 43 }, (_, i) => i + 1).filter((n) => ![17, 25, 26, 27, 28, 31].includes(n));
	assert.deepEqual(wanted.filter((n) => !named.has(String(n))), []);
});
