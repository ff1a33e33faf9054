// Targets over SSH: discovering the host key, health, a step on two targets at once,
// cancelling, and what a wrong key or a silent host comes to.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
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

async function ended(taskId) {
	for (let tries = 0; tries < 600; tries++) {
		const task = await read(`/api/tasks/${taskId}`);
		if (task.IsCompleted) return task;
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.fail(`${taskId} does not end:\n${(await server.api("GET", `/api/tasks/${taskId}/raw`)).text}`);
}

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

const step = (name, body, syntax = "Bash") => ({
	Name: name, Properties: { "Octopus.Action.TargetRoles": "web-server" },
	Actions: [{ Name: name, ActionType: "Octopus.Script", Properties: {
		"Octopus.Action.RunOnServer": "false", "Octopus.Action.Script.ScriptSource": "Inline",
		"Octopus.Action.Script.Syntax": syntax, "Octopus.Action.Script.ScriptBody": body } }],
});

let version = 0;
async function deploy(...steps) {
	const process = await read(`deploymentprocesses/${project.DeploymentProcessId}`);
	const saved = await server.api("PUT", `${s}/deploymentprocesses/${process.Id}`, { ...process, Steps: steps });
	assert.equal(saved.status, 200, saved.text);
	const release = await made("releases", { ProjectId: project.Id, Version: `1.0.${++version}` });
	return (await made("deployments", { ReleaseId: release.Id, EnvironmentId: environment.Id })).TaskId;
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
	const id = await deploy(step("Say Hello", 'echo "begin $(date +%s%N)"; sleep 1; echo "Hello from $(get_octopusvariable Octopus.Machine.Name) on $TARGET"; echo "end $(date +%s%N)"'));
	const task = await ended(id), log = await raw(id);
	assert.equal(task.State, "Success", log);
	assert.match(log, /Hello from east on east/);
	assert.match(log, /Hello from west on west/);
	const begins = [...log.matchAll(/begin (\d+)/g)].map((m) => BigInt(m[1]));
	const ends = [...log.matchAll(/end (\d+)/g)].map((m) => BigInt(m[1]));
	assert.ok(begins[0] < ends[1] && begins[1] < ends[0], "one after the other");
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
	const id = await deploy(step("Long", 'echo "begin $$"; sleep 61; echo end'));
	for (let tries = 0; !/begin \d/.test(await raw(id)); tries++) {
		assert.ok(tries < 300, await raw(id));
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.equal((await server.api("POST", `/api/tasks/${id}/cancel`)).status, 200);
	assert.equal((await ended(id)).State, "Canceled");
	assert.doesNotMatch(await raw(id), /\| +end/);
});

test("a killed shim is followed by another: no line is lost, the script runs once", async () => {
	const mark = `${east.home}/runs`;
	const id = await deploy(step("Count", `[ $TARGET = west ] || echo run >> ${mark}; for i in $(seq 1 40); do echo "line $i"; sleep 0.1; done`));
	for (let tries = 0; !/line 5/.test(await raw(id)); tries++) {
		assert.ok(tries < 300, await raw(id));
		await new Promise((done) => setTimeout(done, 100));
	}
	execFileSync("pkill", ["-KILL", "-f", `slipway-runner shim ${server.home}/spool`]);
	assert.equal((await ended(id)).State, "Success", await raw(id));
	const [count] = (await read(`/api/tasks/${id}/details`)).ActivityLogs[0].Children;
	for (const unit of count.Children)
		assert.deepEqual(unit.LogElements.filter((l) => l.MessageText.startsWith("line ")).map((l) => l.MessageText),
			Array.from({ length: 40 }, (_, i) => `line ${i + 1}`), unit.Name);
	assert.equal(readFileSync(mark, "utf8"), "run\n");
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
