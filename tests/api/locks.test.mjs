// One script at a time on a target, over all tasks (rule O9): who waits says so, in the
// order of coming, and neither a cancel nor a killed process makes two meet or keeps the
// target for ever. On a real SSH target and on the server.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { linesOf, player, step } from "../lib/process.mjs";
import { startServer } from "../lib/server.mjs";
import { startSshd } from "../lib/sshd.mjs";

let server, sshd, p, folder, target;
let files = 0;

before(async () => {
	[server, sshd] = await Promise.all([startServer({ env: { SLIPWAY_TASK_CAP: "8" } }), startSshd("busy", ["KexAlgorithms curve25519-sha256"])]);
	p = await player(server);
	folder = mkdtempSync(join(tmpdir(), "slipway-locks-"));
	chmodSync(folder, 0o777);
	const account = await p.made("accounts", { Name: "Key", AccountType: "SshKeyPair", Username: sshd.username, PrivateKeyFile: { HasValue: true, NewValue: sshd.privateKey } });
	target = await p.made("machines", { Name: "busy", EnvironmentIds: [p.environments.Dev.Id], Roles: ["web"], SkipInitialHealthCheck: true,
		Endpoint: { CommunicationStyle: "Ssh", Host: "127.0.0.1", Port: sshd.port, AccountId: account.Id, Fingerprint: sshd.fingerprint, DotNetCorePlatform: "linux-x64" } });
});
after(async () => {
	await server?.stop();
	sshd?.stop();
	if (folder) rmSync(folder, { recursive: true });
});

const bypass = (value) => ({ Name: "OctopusBypassDeploymentMutex", Value: value });
const onTarget = (name, body, more = {}) => step(name, body, { role: "web", ...more, action: { Properties: { "Octopus.Action.RunOnServer": "false", ...more.properties } } });

/** Marks of scripts: `+ name` when one begins, `- name` when it ends; scripts end when they are let go. */
function marks() {
	const path = join(folder, `marks-${++files}`);
	writeFileSync(path, "");
	chmodSync(path, 0o666);
	return {
		lines: () => readFileSync(path, "utf8").split("\n").filter(Boolean),
		letGo: (name) => writeFileSync(path, `go ${name}\n`, { flag: "a" }),
		/** What begins, waits until it is let go, and ends. */
		body: (name) => `echo "+ ${name}" >> ${path}; until grep -q "^go ${name}$" ${path}; do sleep 0.1; done; echo "- ${name}" >> ${path}`,
		quick: (name) => `echo "+ ${name}" >> ${path}; echo "- ${name}" >> ${path}`,
		/** Begins, and ends when `count` have begun. */
		meeting: (name, count) => `echo "+ ${name}" >> ${path}; until [ $(grep -c "^+" ${path}) -ge ${count} ]; do sleep 0.1; done; echo "- ${name}" >> ${path}`,
		has(line) { return this.lines().includes(line); },
		order() { return this.lines().filter((line) => line[0] === "+").map((line) => line.slice(2)).join(" "); },
	};
}
/** No two that are not let to were there at once. */
function assertApart(lines) {
	let inside = null;
	for (const line of lines.filter((one) => /^[+-]/.test(one))) {
		assert.equal(inside, line[0] === "+" ? null : line.slice(2), lines.join("\n"));
		inside = line[0] === "+" ? line.slice(2) : null;
	}
}

/** A deployment of a project of its own. */
const start = async (steps, variables = []) => p.deploy(await p.release(steps, { variables }));
const log = async ({ TaskId }) => linesOf(await p.details(TaskId));
const says = (deployment, pattern) => p.until(`${pattern} in ${deployment.TaskId}`, async () => (await log(deployment)).find((line) => pattern.test(line)));
const began = (m, name) => p.until(`the start of ${name}`, () => m.has(`+ ${name}`));
const cancel = ({ TaskId }) => p.call("POST", `/api/tasks/${TaskId}/cancel`, undefined, 200);

/** Processes of this server's runner whose command line fits. */
const runners = (pattern) => readdirSync("/proc").filter((name) => /^\d+$/.test(name)).filter((pid) => {
	try {
		return pattern.test(readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ")) &&
			readFileSync(`/proc/${pid}/environ`, "latin1").includes(`SLIPWAY_HOME=${server.home}`);
	} catch { return false; }
}).map(Number);
const executorOf = ({ TaskId }) => runners(new RegExp(`slipway-runner executor ${TaskId} `));

test("O9: tasks take turns on a target, in the order of coming, and say for whom they wait", async () => {
	const m = marks();
	const a = await start([onTarget("A", m.body("a"))]);
	await began(m, "a");
	const b = await start([onTarget("B", m.quick("b"))]);
	const line = await says(b, /Waiting/);
	const { Description } = await p.read(`/api/tasks/${a.TaskId}`);
	assert.equal(line, `Step 1: B/busy: Wait Waiting for '${Description}' (${a.TaskId}), which uses busy.`);
	assert.equal((await p.details(b.TaskId)).Children[0].Children[0].Status, "Running");
	const c = await start([onTarget("C", m.quick("c"))], [bypass("True")]);
	await says(c, /Waiting for .*, which uses busy/);
	const d = await start([onTarget("D", m.quick("d"))]);
	await says(d, /Waiting/);
	const check = await p.made("tasks", { Name: "Health", Description: "Check", SpaceId: "Spaces-1", Arguments: { MachineIds: [target.Id] } });
	await says({ TaskId: check.Id }, /Waiting/);
	const elsewhere = await start([step("E", m.quick("server"))]);
	assert.equal((await p.result(elsewhere)).state, "Success", "the server is not the target");
	m.letGo("a");
	for (const one of [a, b, c, d]) assert.equal((await p.result(one)).state, "Success");
	assert.equal((await p.ended(check.Id)).State, "Success");
	assert.equal(m.order(), "a server b c d");
	assertApart(m.lines().filter((one) => !one.endsWith("server")));
	assert.ok((await log(b)).some((one) => one.endsWith("busy: Info It is free now.")));
});

test("O9: OctopusBypassDeploymentMutex lets scripts meet on a target, of a waiting one they keep behind", async () => {
	const m = marks();
	const both = await Promise.all(["a", "b"].map((name) => start([onTarget(name, m.meeting(name, 2))], [bypass("True")])));
	for (const one of both) assert.equal((await p.result(one)).state, "Success");
	const n = marks();
	const shared = await start([onTarget("S", n.body("s"))], [bypass("True")]);
	await began(n, "s");
	const alone = await start([onTarget("X", n.quick("x"))], [bypass("False")]);
	await says(alone, /which uses busy/);
	const late = await start([onTarget("L", n.quick("l"))], [bypass("True")]);
	await says(late, new RegExp(`\\(${alone.TaskId}\\), which came first to busy`));
	n.letGo("s");
	for (const one of [shared, alone, late]) assert.equal((await p.result(one)).state, "Success");
	assert.equal(n.order(), "s x l");
});

test("O9: steps side by side and a rolling window share a target of their own task in turn", async () => {
	const m = marks();
	const { state, outcome, lines } = await p.play([onTarget("A", m.quick("a")), onTarget("B", m.quick("b"), { beside: true }),
		onTarget("C", m.quick("c"), { beside: true, window: 1 }), onTarget("D", m.quick("d"))]);
	assert.equal(state, "Success", lines.join("\n"));
	assert.equal(outcome, "A✓[busy✓] B✓[busy✓] C✓[busy✓] D✓[busy✓]");
	assertApart(m.lines());
	assert.ok(lines.some((line) => /Waiting for another script of this task, which uses busy/.test(line)), lines.join("\n"));
	const meeting = await p.play([onTarget("A", m.meeting("a", 6)), onTarget("B", m.meeting("b", 6), { beside: true })], { variables: [bypass("true")] });
	assert.equal(meeting.state, "Success", meeting.lines.join("\n"));
});

test("O9: a cancel while waiting ends the task at once, and others do not wait for it", async () => {
	const m = marks();
	const a = await start([onTarget("A", m.body("a"))]);
	await began(m, "a");
	const b = await start([onTarget("B", m.quick("b")), step("After", "true", { on: "Always" })]);
	await says(b, /Waiting/);
	const c = await start([onTarget("C", m.quick("c"))]);
	await says(c, /Waiting/);
	await cancel(b);
	const { state, outcome } = await p.result(b);
	assert.deepEqual([state, outcome], ["Canceled", "Bc[busyc] Afterc"]);
	assert.ok(!m.has("- a"), "the other one runs on");
	await cancel(a);
	assert.equal((await p.result(a)).state, "Canceled");
	assert.equal((await p.result(c)).state, "Success", "a cancelled script lets go");
	assert.equal(m.order(), "a c");
});

test("O9: failed attempts let go while they wait for the next, and queue again", async () => {
	const m = marks();
	const again = `[ -e ${folder}/tried ] || { touch ${folder}/tried; ${m.quick("first")}; exit 1; }; ${m.quick("second")}`;
	const retry = { "Octopus.Action.AutoRetry.MaximumCount": "1", "Octopus.Action.AutoRetry.MinimumBackoff": "1" };
	const a = await start([onTarget("A", again, { properties: retry })]);
	await says(a, /Retry 1 of 1/);
	const b = await start([onTarget("B", m.quick("b"))]);
	for (const one of [a, b]) assert.equal((await p.result(one)).state, "Success");
	assertApart(m.lines());
	assert.equal(m.order().split(" ").sort().join(" "), "b first second");
});

test("O9: on the server scripts run side by side, unless the variable is False", async () => {
	const m = marks();
	for (const one of await Promise.all(["a", "b"].map((name) => start([step(name, m.meeting(name, 2))]))))
		assert.equal((await p.result(one)).state, "Success");
	const n = marks();
	const alone = await start([step("A", n.body("a"))], [bypass("False")]);
	await began(n, "a");
	const next = await start([step("B", n.quick("b"))]);
	await says(next, /Waiting for .*, which uses the server/);
	n.letGo("a");
	for (const one of [alone, next]) assert.equal((await p.result(one)).state, "Success");
	assertApart(n.lines());
});

test("O9: killed executors, runners and shims neither let two meet nor keep the target", async () => {
	const m = marks();
	const a = await start([onTarget("A", m.body("a"))]);
	await began(m, "a");
	const b = await start([onTarget("B", m.body("b"))]);
	await says(b, /Waiting/);
	const c = await start([onTarget("C", m.quick("c"))]);
	await says(c, /Waiting/);
	const killAndWait = async (what, pids, back) => {
		for (const pid of pids) process.kill(pid, "SIGKILL");
		await p.until(`${what} comes back`, () => back().some((pid) => !pids.includes(pid)));
	};
	for (const one of [a, b]) await killAndWait("an executor", executorOf(one), () => executorOf(one));
	await killAndWait("the runner", runners(/slipway-runner /), () => executorOf(c));
	assert.deepEqual(m.order(), "a");
	m.letGo("a");
	await began(m, "b");
	const shims = runners(/slipway-runner shim /);
	await killAndWait("the shim", shims, () => runners(/slipway-runner shim /));
	assert.equal(m.order(), "a b");
	await cancel(b);
	assert.equal((await p.result(a)).state, "Success");
	assert.equal((await p.result(b)).state, "Canceled");
	assert.equal((await p.result(c)).state, "Success");
	assert.equal(m.order(), "a b c");
	for (const one of [a, b, c]) assert.equal((await log(one)).filter((line) => /Waiting/.test(line)).length, one === a ? 0 : 1, "said once");
});

test("T3: deployments of one project to one environment go in the order of the queue", async () => {
	const m = marks();
	const release = await p.release([step("A", m.body("#{Octopus.Deployment.Comments}"))]);
	const first = await p.deploy(release, { Comments: "one" });
	await began(m, "one");
	const others = [];
	for (const Comments of ["two", "three", "four"]) others.push(await p.deploy(release, { Comments }));
	const [two, three, four] = others;
	const behind = async ({ TaskId }) => (await p.read(`/api/tasks/${TaskId}/queued-behind`)).Items.map((task) => task.Id);
	assert.deepEqual((await behind(four)).sort(), [first, two, three].map((one) => one.TaskId).sort());
	await cancel(three);
	assert.equal((await p.ended(three.TaskId)).State, "Canceled");
	for (const name of ["one", "two", "four"]) m.letGo(name);
	for (const one of [first, two, four]) assert.equal((await p.result(one)).state, "Success");
	assert.equal(m.order(), "one two four");
	assertApart(m.lines());
});
