// Targets over SSH: discovering the host key, health, a step on two targets at once,
// cancelling, shared connections, and what a wrong key or a silent host comes to.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { startServer } from "../lib/server.mjs";
import { startSshd } from "../lib/sshd.mjs";

const s = "/api/Spaces-1";
let server, east, west, environment, accounts, project;

const base64 = (text) => Buffer.from(text).toString("base64");

async function made(path, json) {
	const { status, body } = await server.api("POST", `${s}/${path}`, json);
	assert.equal(status, 201, JSON.stringify(body));
	return body;
}

async function read(path) {
	const { status, body } = await server.api("GET", path.startsWith("/") ? path : `${s}/${path}`);
	assert.equal(status, 200, JSON.stringify(body));
	return body;
}

// Waits for a condition, ten times longer than a slow machine needs.
async function until(isTrue, otherwise) {
	for (let tries = 0; tries < 1200; tries++) {
		const value = await isTrue();
		if (value) return value;
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.fail(await otherwise());
}

async function ended(taskId) {
	return until(async () => {
		const task = await read(`/api/tasks/${taskId}`);
		return task.IsCompleted && task;
	}, async () => `${taskId} does not end:\n${await raw(taskId)}`);
}

const saysAt = (taskId, pattern) => until(async () => pattern.test(await raw(taskId)), () => raw(taskId));

async function health(machine) {
	const task = await made("tasks", { Name: "Health", Description: `Check ${machine.Name}`, SpaceId: "Spaces-1",
		Arguments: { MachineIds: [machine.Id] } });
	return { task: await ended(task.Id), machine: await read(`machines/${machine.Id}`) };
}

async function target(sshd, name, more = {}) {
	return made("machines", {
		Name: name, EnvironmentIds: [environment.Id], Roles: ["web-server"], SkipInitialHealthCheck: true,
		Endpoint: { CommunicationStyle: "Ssh", Host: "127.0.0.1", Port: sshd.port, Fingerprint: sshd.fingerprint,
			AccountId: accounts[sshd.name].Id, DotNetCorePlatform: "linux-x64", ...more },
	});
}

const step = (name, body, syntax = "Bash", more = {}) => ({
	Name: name, Properties: { "Octopus.Action.TargetRoles": "web-server" },
	Actions: [{ Name: name, ActionType: "Octopus.Script", Properties: {
		"Octopus.Action.RunOnServer": "false", "Octopus.Action.Script.ScriptSource": "Inline",
		"Octopus.Action.Script.Syntax": syntax, "Octopus.Action.Script.ScriptBody": body, ...more } }],
});

let version = 0;
async function deploy(...steps) {
	const process = await read(`deploymentprocesses/${project.DeploymentProcessId}`);
	const saved = await server.api("PUT", `${s}/deploymentprocesses/${process.Id}`, { ...process, Steps: steps });
	assert.equal(saved.status, 200, saved.text);
	const release = await made("releases", { ProjectId: project.Id, Version: `1.0.${++version}` });
	return (await made("deployments", { ReleaseId: release.Id, EnvironmentId: environment.Id })).TaskId;
}

// Processes of our instance, by their environment or command line.
function processes(test) {
	return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid)).map((pid) => {
		try {
			const texts = ["cmdline", "environ"].map((name) => readFileSync(`/proc/${pid}/${name}`, "utf8"));
			return { pid: Number(pid), command: texts[0].replaceAll("\0", " "), environment: texts[1].split("\0") };
		} catch {
			return { command: "", environment: [] }; // ended, or not ours
		}
	}).filter(test);
}

const runners = () => processes((p) => p.environment.includes(`SLIPWAY_HOME=${server.home}`) &&
	/^\S*slipway-runner /.test(p.command));

function runDir() {
	const line = runners()[0].environment.find((text) => text.startsWith("SLIPWAY_RUN_DIR="));
	return line.slice("SLIPWAY_RUN_DIR=".length);
}

// No process of ssh and no folder of a connection is left over.
async function nothingIsLeft() {
	const folder = runDir();
	const left = () => [...readdirSync(folder).filter((name) => /^(ssh|link)-/.test(name)),
		...processes((p) => /^ssh/.test(p.command) && p.command.includes(folder)).map((p) => p.command)];
	await until(() => left().length === 0, () => `left over: ${left().join(", ")}`);
}

const raw = async (taskId) => (await server.api("GET", `/api/tasks/${taskId}/raw`)).text;

before(async () => {
	[server, east, west] = await Promise.all([startServer(), startSshd("east"), startSshd("west")]);
	environment = await made("environments", { Name: "Test" });
	accounts = {};
	for (const sshd of [east, west])
		accounts[sshd.name] = await made("accounts", { Name: `key of ${sshd.name}`, AccountType: "SshKeyPair",
			Username: sshd.username, PrivateKeyFile: { HasValue: true, NewValue: base64(sshd.privateKey) } });
	const group = (await read("projectgroups/all"))[0], lifecycle = (await read("lifecycles/all"))[0];
	project = await made("projects", { Name: "Hello", ProjectGroupId: group.Id, LifecycleId: lifecycle.Id });
});

after(async () => {
	east?.stop();
	west?.stop();
	await server?.stop();
});

test("the host key is discovered by the runner", async () => {
	const found = await read(`machines/discover?host=127.0.0.1&port=${east.port}&type=Ssh`);
	assert.equal(found.Endpoint.Fingerprint, east.fingerprint);
});

test("a target that answers is healthy, and its system is known", async () => {
	const checked = await health(await target(east, "east"));
	assert.equal(checked.task.State, "Success", await raw(checked.task.Id));
	assert.equal(checked.machine.HealthStatus, "Healthy");
	assert.match(checked.machine.OperatingSystem, /^Linux /);
	assert.equal(checked.machine.ShellName, "bash");
	const connection = await read(`machines/${checked.machine.Id}/connection`);
	assert.ok(connection.Logs.some((line) => line.MessageText.startsWith("Operating system: Linux")));
});

test("a step runs on two targets at the same time", async () => {
	await target(west, "west");
	const meeting = `${east.home}/meeting`;
	mkdirSync(meeting);
	const id = await deploy(step("Say Hello", `echo "Hello from $(get_octopusvariable Octopus.Machine.Name) on $TARGET"
		: > ${meeting}/$TARGET; n=0
		until [ -e ${meeting}/east ] && [ -e ${meeting}/west ]; do n=$((n + 1)); [ $n -lt 600 ] || exit 1; sleep 0.1; done`));
	const task = await ended(id), log = await raw(id);
	assert.equal(task.State, "Success", log);
	assert.match(log, /Hello from east on east/);
	assert.match(log, /Hello from west on west/);
	const details = await read(`/api/tasks/${id}/details`);
	assert.deepEqual(details.ActivityLogs[0].Children[0].Children.map((n) => [n.Name, n.Status]),
		[["east", "Success"], ["west", "Success"]]);
});

test("python runs there too, and a failure on one target fails the step", async () => {
	const id = await deploy(step("Fail", 'import sys, os\nprint("on", os.environ["TARGET"])\nsys.exit(os.environ["TARGET"] == "west")', "Python"), step("Then", "echo then"));
	const task = await ended(id), log = await raw(id);
	assert.equal(task.State, "Failed", log);
	const [fail, then] = (await read(`/api/tasks/${id}/details`)).ActivityLogs[0].Children;
	assert.deepEqual(fail.Children.map((n) => n.Status), ["Success", "Failed"]);
	assert.equal(then.Status, "Skipped");
});

test("a cancel ends the script on the target", async () => {
	const id = await deploy(step("Short", "true"), step("Long", 'echo "begin $$"; sleep 601; echo end'));
	await saysAt(id, /begin \d/);
	assert.equal((await server.api("POST", `/api/tasks/${id}/cancel`)).status, 200);
	assert.equal((await ended(id)).State, "Canceled");
	assert.doesNotMatch(await raw(id), /\| +end/);
	await nothingIsLeft();
});

test("a task logs in once to each target, however many steps there are", async () => {
	const before = [east, west].map((sshd) => sshd.logins());
	const id = await deploy(step("One", "echo one"), step("Two", 'echo "two $TARGET"'), step("Three", "echo three"));
	assert.equal((await ended(id)).State, "Success", await raw(id));
	assert.match(await raw(id), /two east/);
	assert.match(await raw(id), /two west/);
	assert.deepEqual([east, west].map((sshd, i) => sshd.logins() - before[i]), [1, 1]);
	await nothingIsLeft();
});

test("a target that takes one session a connection gets more connections", async () => {
	const narrow = await startSshd("narrow", ["MaxSessions 1"]);
	try {
		accounts.narrow = await made("accounts", { Name: "key of narrow", AccountType: "SshKeyPair",
			Username: narrow.username, PrivateKeyFile: { HasValue: true, NewValue: base64(narrow.privateKey) } });
		const machine = await target(narrow, "narrow");
		const meet = `: > ${narrow.home}/$TARGET-$(get_octopusvariable Octopus.Step.Name); n=0
			until [ $(ls ${narrow.home} | grep -c "^$TARGET-") -eq 2 ]; do n=$((n + 1)); [ $n -lt 600 ] || exit 1; sleep 0.1; done`;
		const together = { OctopusBypassDeploymentMutex: "True" };
		const parallel = { ...step("Two", meet, "Bash", together), StartTrigger: "StartWithPrevious" };
		const before = narrow.logins();
		const id = await deploy(step("First", "true"), step("One", meet, "Bash", together), parallel, step("Last", 'echo "last $TARGET"'));
		assert.equal((await ended(id)).State, "Success", await raw(id));
		assert.match(await raw(id), /last narrow/);
		assert.ok(narrow.logins() - before >= 2, "two sessions over one connection");
		assert.equal((await server.api("DELETE", `${s}/machines/${machine.Id}`)).status, 200);
		await nothingIsLeft();
	} finally {
		narrow.stop();
	}
});

// A deployment whose scripts count slowly, and something that happens meanwhile.
async function countWhile(strike) {
	const mark = `${east.home}/runs`, go = `${mark}-go`;
	rmSync(mark, { force: true });
	rmSync(go, { force: true });
	const id = await deploy(step("Before", "true"), step("Count", `[ $TARGET = west ] || echo run >> ${mark}
		for i in $(seq 1 20); do echo "line $i"; sleep 0.1; done
		n=0; until [ -e ${go} ]; do n=$((n + 1)); [ $n -lt 1200 ] || exit 1; sleep 0.1; done
		for i in $(seq 21 40); do echo "line $i"; sleep 0.1; done`), step("After", "echo after"));
	await saysAt(id, /line 5/);
	strike();
	writeFileSync(go, "");
	assert.equal((await ended(id)).State, "Success", await raw(id));
	const [, count] = (await read(`/api/tasks/${id}/details`)).ActivityLogs[0].Children;
	assert.equal(count.Children.length, 2);
	for (const unit of count.Children)
		assert.deepEqual(unit.LogElements.filter((l) => l.MessageText.startsWith("line ")).map((l) => l.MessageText),
			Array.from({ length: 40 }, (_, i) => `line ${i + 1}`), unit.Name);
	return { log: await raw(id), runs: readFileSync(mark, "utf8") };
}

test("a killed shim is followed by another: no line is lost, the script runs once", async () => {
	const { log, runs } = await countWhile(() => execFileSync("pkill", ["-KILL", "-f", `slipway-runner shim ${server.home}/spool`]));
	assert.equal(runs, "run\n", log);
});

test("a cut connection is made again", async () => {
	const folder = runDir();
	const { log, runs } = await countWhile(() => {
		const masters = processes((p) => /^ssh: /.test(p.command) && p.command.includes(folder));
		assert.equal(masters.length, 2);
		for (const { pid } of masters) process.kill(pid, "SIGKILL");
	});
	assert.equal(runs, "run\n", log);
	assert.match(log, /The target '127.0.0.1' cannot be reached over SSH: .*Trying again/);
	assert.doesNotMatch(log, /mux/);
	await nothingIsLeft();
});

test("a killed runner with all its parts is followed by another", async () => {
	const { log, runs } = await countWhile(() => {
		for (const { pid } of runners()) process.kill(pid, "SIGKILL");
	});
	assert.equal(runs, "run\n", log);
	await nothingIsLeft();
});

test("nothing is left on the targets", () => {
	for (const sshd of [east, west])
		assert.deepEqual(readdirSync(`${sshd.home}/.slipway/work`), [], sshd.name);
});

test("another host key makes a target unhealthy, a silent port unavailable", async () => {
	const changed = await health(await target(east, "changed", { Fingerprint: west.fingerprint }));
	assert.equal(changed.task.State, "Failed");
	assert.equal(changed.machine.HealthStatus, "Unhealthy");
	assert.match(changed.machine.StatusSummary, /does not have the key that was saved/);
	const silent = await health(await target(east, "silent", { Port: 1 }));
	assert.equal(silent.task.State, "Failed");
	assert.equal(silent.machine.HealthStatus, "Unavailable");
});

// A port that takes connections and never says anything.
async function silentPort() {
	const sockets = [];
	const listener = createServer((socket) => sockets.push(socket.on("error", () => {})));
	await new Promise((done) => listener.listen(0, "127.0.0.1", done));
	return { port: listener.address().port, count: () => sockets.length,
		stop: () => { listener.close(); for (const socket of sockets) socket.destroy(); } };
}

// A target on that port with a policy of its own.
async function impatient(name, port, policy) {
	const { Id } = await made("machinepolicies", { Name: `Policy of ${name}`, ...policy });
	const machine = await target(east, name, { Port: port });
	const saved = await server.api("PUT", `${s}/machines/${machine.Id}`, { ...machine, MachinePolicyId: Id });
	assert.equal(saved.status, 200, saved.text);
	return saved.body;
}

test("the machine policy says how long and how often a silent host is tried", async () => {
	const silent = await silentPort();
	try {
		const machine = await impatient("hasty", silent.port, { ConnectionConnectTimeout: "00:00:02",
			ConnectionRetryCountLimit: 2, ConnectionRetrySleepInterval: "00:00:01", ConnectionRetryTimeLimit: "00:05:00" });
		const { task, machine: checked } = await health(machine);
		const log = await raw(task.Id);
		const seconds = (Date.parse(task.CompletedTime) - Date.parse(task.StartTime)) / 1000;
		assert.equal(checked.HealthStatus, "Unavailable");
		assert.match(log, /The host '127\.0\.0\.1' has no SSH server that answers on port \d+ within 2 seconds: check the host/);
		assert.equal(log.match(/Trying again in 1 second/g)?.length, 2, log);
		assert.ok(seconds >= 8, `three tries of 2 s and two pauses of 1 s took ${seconds} s`);

		const id = await deploy(step("Try", "echo ran"));
		assert.equal((await ended(id)).State, "Failed");
		const tried = (await read(`/api/tasks/${id}/details`)).ActivityLogs[0].Children[0].Children.find((n) => n.Name === "hasty");
		assert.equal(tried.Status, "Failed");
		assert.equal(tried.LogElements.filter((l) => l.MessageText.includes("Trying again in 1 second")).length, 2);
		assert.doesNotMatch(tried.LogElements.map((l) => l.MessageText).join("\n"), /^ran$/m);
		await server.api("DELETE", `${s}/machines/${machine.Id}`);
	} finally {
		silent.stop();
	}
});

test("retries end at the policy's time limit, too", async () => {
	const machine = await impatient("brief", 1, { ConnectionConnectTimeout: "00:00:02", ConnectionRetryCountLimit: 100,
		ConnectionRetrySleepInterval: "00:00:02", ConnectionRetryTimeLimit: "00:00:03" });
	const { task, machine: checked } = await health(machine);
	assert.equal(checked.HealthStatus, "Unavailable");
	assert.ok((await raw(task.Id)).match(/Trying again/g).length <= 1, await raw(task.Id));
});

test("a cancel does not wait for a silent host", async () => {
	const silent = await silentPort();
	try {
		const machine = await impatient("mute", silent.port, { ConnectionConnectTimeout: "00:05:00", ConnectionRetryTimeLimit: "00:10:00" });
		const task = await made("tasks", { Name: "Health", Description: "Check mute", SpaceId: "Spaces-1",
			Arguments: { MachineIds: [machine.Id] } });
		await until(() => silent.count() > 0, () => "it is not tried");
		assert.equal((await server.api("POST", `/api/tasks/${task.Id}/cancel`)).status, 200);
		assert.equal((await ended(task.Id)).State, "Canceled"); // which waits less long than five minutes
		await nothingIsLeft();
	} finally {
		silent.stop();
	}
});
