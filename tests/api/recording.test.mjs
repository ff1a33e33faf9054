// What somebody did is recorded and replayed on an empty server, as a script and as
// JSON: the same project is there and its deployment says the same.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root, startServer } from "../lib/server.mjs";

const S = "/api/Spaces-1";
// Text that a careless exporter would run, expand or cut.
const script = "echo 'Hello, World!'\n\techo \"$(echo tab) `echo tick` \\\\ '@{id_Projects_1}' Projects-1\"\n\nJSON\nDATA\necho end \n";
const nasty = "Hello $(touch /tmp/slipway-owned) `id` 'quoted' \"World\"";
const png = Buffer.from(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

let first, folder, recording;

before(async () => {
	first = await startServer();
	folder = mkdtempSync(join(tmpdir(), "slipway-recording-"));
});
after(async () => {
	await first?.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function does(server, method, path, json, status = [200, 201]) {
	const answer = await server.api(method, path, json);
	assert.ok([status].flat().includes(answer.status), `${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.body;
}

async function ended(server, task) {
	for (let i = 0; i < 600; i++) {
		const { body } = await server.api("GET", `/api/tasks/${task}`);
		if (body.IsCompleted) return body;
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new Error(`${task} did not end`);
}

/** Runs a program to its end: {status, output}. */
function run(command, args, env) {
	return new Promise((done) => {
		const child = spawn(command, args, { env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, ...env } });
		let output = "";
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text) => (output += text));
		child.on("close", (status) => done({ status, output }));
	});
}

const step = (name, environments) => ({
	Name: name,
	Properties: { "Octopus.Action.TargetRoles": "web-server" },
	Actions: [{
		Name: name,
		ActionType: "Octopus.Script",
		Environments: environments,
		Properties: {
			"Octopus.Action.RunOnServer": "false",
			"Octopus.Action.Script.ScriptSource": "Inline",
			"Octopus.Action.Script.Syntax": "Bash",
			"Octopus.Action.Script.ScriptBody": script,
		},
	}],
});

test("what is done while a recording runs is in it", async () => {
	const started = await does(first, "POST", "/api/slipway/recordings", { Name: `New\nproject ${nasty}`, AllRequests: true }, 201);
	const environment = await does(first, "POST", `${S}/environments`, { Name: "Test" });
	await does(first, "POST", `${S}/machines`, {
		Name: "region", EnvironmentIds: [environment.Id], Roles: ["web-server"], Endpoint: { CommunicationStyle: "None" },
	});
	await does(first, "POST", `${S}/accounts`, {
		AccountType: "UsernamePassword", Name: "deploy", Username: "deploy", Password: { HasValue: true, NewValue: "correct horse" },
	});
	const lifecycles = await does(first, "GET", `${S}/lifecycles/all`);
	const groups = await does(first, "GET", `${S}/projectgroups/all`);
	const project = await does(first, "POST", "/api/projects", {
		Name: nasty, LifecycleId: lifecycles[0].Id, ProjectGroupId: groups[0].Id,
	});
	const form = new FormData();
	form.append("fileToUpload", new Blob([png], { type: "image/png" }), "logo.png");
	const logo = await fetch(`${first.url}${S}/projects/${project.Id}/logo`, {
		method: "POST", headers: { "X-Octopus-ApiKey": first.apiKey }, body: form,
	});
	assert.equal(logo.status, 200, await logo.text());
	const path = `${S}/deploymentprocesses/${project.DeploymentProcessId}`;
	let process = await does(first, "GET", path);
	process.Steps.push(step("Say Hello", [environment.Id]));
	process = await does(first, "PUT", path, process);
	process.Steps.push(step("Skipped", []));
	process = await does(first, "PUT", path, process);
	const variables = await does(first, "GET", `${S}/variables/${project.VariableSetId}`);
	variables.Variables.push(
		{ Name: "Db.Password", Value: "battery staple", IsSensitive: true, Type: "Sensitive", Scope: { Environment: [environment.Id] } });
	await does(first, "PUT", `${S}/variables/${project.VariableSetId}`, variables);
	const [channel] = (await does(first, "GET", `${S}/projects/${project.Id}/channels`)).Items;
	const release = await does(first, "POST", `${S}/releases`, { ProjectId: project.Id, ChannelId: channel.Id, Version: "1.0.0" });
	const deployment = await does(first, "POST", `${S}/deployments`, {
		ReleaseId: release.Id, EnvironmentId: environment.Id, SkipActions: [process.Steps[1].Actions[0].Id],
	});
	assert.equal((await ended(first, deployment.TaskId)).State, "Success");
	await does(first, "POST", `${S}/releases`, { ProjectId: project.Id, Version: "not a version" }, 400);
	await does(first, "GET", `${S}/projects`);
	recording = await does(first, "POST", `/api/slipway/recordings/${started.Id}/stop`);
	await does(first, "POST", `${S}/environments`, { Name: "Afterwards" });
	recording = await does(first, "GET", `/api/Spaces-1/slipway/recordings/${started.Id}`);
	assert.equal(recording.IsRunning, false);
	assert.deepEqual(recording.Items.map((i) => `${i.Method} ${i.Path.split("/")[3]}`), [
		"POST environments", "POST machines", "POST accounts", "POST projects", "POST projects", "PUT deploymentprocesses",
		"PUT deploymentprocesses", "PUT variables", "POST releases", "POST deployments",
	]);
	assert.equal(recording.Items[3].Path, `${S}/projects`, "paths name their space");
});

test("no secret is in a recording", async () => {
	for (const format of ["", "/export?format=bash", "/export?format=json"]) {
		const { text } = await first.api("GET", `/api/slipway/recordings/${recording.Id}${format}`);
		assert.doesNotMatch(text, /correct horse|battery staple|API-/);
		assert.match(text, /SECRET_DEPLOY_PASSWORD/);
		assert.match(text, /SECRET_DB_PASSWORD/);
	}
});

test("recordings are a person's own and can be changed", async () => {
	const path = `/api/slipway/recordings/${recording.Id}`;
	assert.equal((await does(first, "PUT", path, { Name: "Renamed" })).Name, "Renamed");
	await does(first, "PUT", path, { Name: " " }, 400);
	assert.equal((await does(first, "GET", "/api/slipway/recordings")).Items[0].Count, 10);
	assert.equal((await does(first, "GET", "/api/slipway/recordings?running=true")).TotalResults, 0);
	await does(first, "GET", "/api/slipway/recordings/Recordings-999", undefined, 404);
	const two = await does(first, "POST", "/api/slipway/recordings", { Name: "Second" }, 201);
	await does(first, "POST", "/api/slipway/recordings", { Name: "Third" }, 400);
	const environment = await does(first, "POST", `${S}/environments`, { Name: "Gone" });
	await does(first, "DELETE", `${S}/environments/${environment.Id}`);
	assert.equal((await does(first, "DELETE", `/api/slipway/recordings/${two.Id}/items/1`)).Items.length, 1);
	await does(first, "DELETE", `/api/slipway/recordings/${two.Id}`);
	await does(first, "GET", `/api/slipway/recordings/${two.Id}`, undefined, 404);
	await does(first, "PUT", path, { Name: `New\nproject ${nasty}` });
});

/** What the replay must have made, whatever the ids are. */
async function assertSame(server) {
	const project = (await does(server, "GET", `${S}/projects/all`)).find((p) => p.Name === nasty);
	assert.ok(project, "the project is there");
	const process = await does(server, "GET", `${S}/deploymentprocesses/${project.DeploymentProcessId}`);
	assert.deepEqual(process.Steps.map((s) => s.Name), ["Say Hello", "Skipped"]);
	const [action] = process.Steps[0].Actions;
	assert.equal(action.Properties["Octopus.Action.Script.ScriptBody"], script);
	const environments = await does(server, "GET", `${S}/environments/all`);
	const test = environments.find((e) => e.Name === "Test");
	assert.deepEqual(action.Environments, [test.Id]);
	assert.equal(environments.some((e) => e.Name === "Afterwards"), false);
	const logo = await fetch(`${server.url}${project.Links.Logo}`, { headers: { "X-Octopus-ApiKey": server.apiKey } });
	assert.deepEqual(Buffer.from(await logo.arrayBuffer()), png);
	const variables = await does(server, "GET", `${S}/variables/${project.VariableSetId}`);
	assert.deepEqual(variables.Variables.map((v) => [v.Name, v.Value, v.Scope]), [["Db.Password", null, { Environment: [test.Id] }]]);
	const release = await does(server, "GET", `${S}/projects/${project.Id}/releases/1.0.0`);
	const [deployment] = (await does(server, "GET", `${S}/releases/${release.Id}/deployments`)).Items;
	assert.equal((await ended(server, deployment.TaskId)).State, "Success");
	assert.deepEqual(deployment.SkipActions, [process.Steps[1].Actions[0].Id]);
	const log = await server.api("GET", `/api/tasks/${deployment.TaskId}/raw`);
	assert.match(log.text, /Hello, World!/);
	assert.match(log.text, /tab tick \\ '@\{id_Projects_1\}' Projects-1/);
}

/** An empty server whose numbers differ from the recorded ones. */
async function emptyServer(more) {
	const server = await startServer();
	for (const name of more) {
		const made = await does(server, "POST", `${S}/environments`, { Name: name });
		await does(server, "DELETE", `${S}/environments/${made.Id}`);
		const lifecycle = await does(server, "POST", `${S}/lifecycles`, { Name: `First ${name}` });
		await does(server, "DELETE", `${S}/lifecycles/${lifecycle.Id}`);
	}
	return server;
}

const replayEnv = (server) => ({
	OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.apiKey,
	SECRET_DEPLOY_PASSWORD: "correct horse", SECRET_DB_PASSWORD: "battery staple",
});

test("the script builds the same on an empty server and deploys it", async () => {
	const { text, headers } = await first.api("GET", `/api/slipway/recordings/${recording.Id}/export?format=bash`);
	assert.match(headers.get("content-disposition"), /attachment; filename="Recordings-1\.sh"/);
	assert.match(headers.get("content-type"), /^text\/plain/);
	const file = join(folder, "recording.sh");
	writeFileSync(file, text);
	const missing = await run("bash", [file], { OCTOPUS_URL: "http://127.0.0.1:1" });
	assert.notEqual(missing.status, 0);
	assert.match(missing.output, /OCTOPUS_API_KEY/);
	const second = await emptyServer(["Other", "Another"]);
	try {
		const { status, output } = await run("bash", [file], replayEnv(second));
		assert.equal(status, 0, output);
		assert.match(output, /Success: Deploy/);
		await assertSame(second);
		const again = await run("bash", [file], replayEnv(second));
		assert.equal(again.status, 1, "a second run stops at the first name that is taken");
		assert.match(again.output, /already in use/);
	} finally {
		await second.stop();
	}
});

test("the JSON is replayed by tools/replay.mjs", async () => {
	const { text } = await first.api("GET", `/api/slipway/recordings/${recording.Id}/export`);
	const file = join(folder, "recording.json");
	writeFileSync(file, text);
	const second = await emptyServer(["Other"]);
	try {
		const { status, output } = await run(process.execPath, [join(root, "tools/replay.mjs"), file], replayEnv(second));
		assert.equal(status, 0, output);
		await assertSame(second);
	} finally {
		await second.stop();
	}
});
