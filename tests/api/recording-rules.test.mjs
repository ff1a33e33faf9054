// The rules of recordings: whose they are, what is in them, when they end, and that
// nothing that was recorded can break out of the script.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cookiesOf, startServer } from "../lib/server.mjs";

const S = "/api/Spaces-1";
const folder = mkdtempSync(join(tmpdir(), "slipway-recording-"));
let server;

before(async () => {
	server = await startServer();
});
after(async () => {
	await server?.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function does(method, path, json, options) {
	const answer = await server.api(method, path, json, options);
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.body;
}

/** Records what work does: the recording with its requests. */
async function record(name, work) {
	const { Id } = await does("POST", "/api/slipway/recordings", { Name: name, AllRequests: true });
	try {
		await work();
	} finally {
		await does("POST", `/api/slipway/recordings/${Id}/stop`);
	}
	return does("GET", `/api/slipway/recordings/${Id}`);
}

const exported = async ({ Id }, format) => (await server.api("GET", `/api/slipway/recordings/${Id}/export?format=${format}`)).text;

async function makeProject(name) {
	const [group] = await does("GET", `${S}/projectgroups/all`);
	const [lifecycle] = await does("GET", `${S}/lifecycles/all`);
	return does("POST", `${S}/projects`, { Name: name, ProjectGroupId: group.Id, LifecycleId: lifecycle.Id });
}

const scriptStep = (name, body) => ({
	Name: name,
	Properties: { "Octopus.Action.TargetRoles": "a" },
	Actions: [{
		Name: name,
		ActionType: "Octopus.Script",
		Properties: {
			"Octopus.Action.Script.ScriptSource": "Inline", "Octopus.Action.Script.Syntax": "Bash",
			"Octopus.Action.Script.ScriptBody": body,
		},
	}],
});

async function addStep(project, step) {
	const process = await does("GET", `${S}/deploymentprocesses/${project.DeploymentProcessId}`);
	process.Steps.push(step);
	return does("PUT", `${S}/deploymentprocesses/${project.DeploymentProcessId}`, process);
}

/** Runs a script against the same server. */
function run(script) {
	return new Promise((done) => {
		const child = spawn("bash", ["-s"], {
			env: { PATH: process.env.PATH, TMPDIR: folder, OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.apiKey },
		});
		let output = "";
		for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
		child.on("close", (status) => done({ status, output }));
		child.stdin.end(script);
	});
}

test("recordings of others are not there", async () => {
	const recording = await record("Mine", () => does("POST", `${S}/environments`, { Name: "Mine" }));
	const password = "long enough 4711";
	await does("POST", "/api/users", { Username: "eve", DisplayName: "Eve", Password: password, IsActive: true });
	const login = await fetch(`${server.url}/api/users/login`, {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: JSON.stringify({ Username: "eve", Password: password }),
	});
	assert.equal(login.status, 200);
	const Cookie = cookiesOf(login).map((one) => one.split(";")[0]).join("; ");
	const eve = { key: null, headers: { Cookie } };
	for (const path of ["", "/export?format=bash", "/export?format=json"]) {
		const { status } = await server.api("GET", `/api/slipway/recordings/${recording.Id}${path}`, undefined, eve);
		assert.equal(status, 404);
	}
	assert.equal((await does("GET", "/api/slipway/recordings", undefined, eve)).TotalResults, 0);
});

test("log-in, keys, users, reads, previews and refusals are not recorded", async () => {
	const me = await does("GET", "/api/users/me");
	const { Items } = await record("Nothing", async () => {
		await does("POST", "/api/users/login", { Username: server.username, Password: server.password });
		const key = await does("POST", `/api/users/${me.Id}/apikeys`, { Purpose: "short" });
		await does("DELETE", `/api/users/${me.Id}/apikeys/${key.Id}`);
		await does("GET", `${S}/environments`);
		assert.equal((await server.api("POST", `${S}/environments`, { Name: "" })).status, 400);
		assert.equal((await server.api("DELETE", `${S}/environments/Environments-999`)).status, 404);
	});
	assert.deepEqual(Items, []);
});

test("a repeated request is recorded once, the key in an address never", async () => {
	const recording = await record("Once", async () => {
		const options = { headers: { "Idempotency-Key": "once-and-only" } };
		for (let i = 0; i < 2; i++) await does("POST", `${S}/environments`, { Name: "Once" }, options);
		await does("POST", `${S}/environments?apikey=${server.apiKey}`, { Name: "By address" }, { key: null });
	});
	assert.deepEqual(recording.Items.map(({ Query }) => Query), ["", ""]);
	assert.ok(!JSON.stringify(recording).includes(server.apiKey));
});

test("requests at the same time are all recorded, one after the other", async () => {
	const { Items } = await record("Together", () =>
		Promise.all(Array.from({ length: 12 }, (_, i) => does("POST", `${S}/environments`, { Name: `At once ${i}` }))),
	);
	assert.deepEqual(Items.map(({ Number }) => Number), Array.from({ length: 12 }, (_, i) => i + 1));
});

test("a recording ends with its five hundredth request", async () => {
	const { Id } = await does("POST", "/api/slipway/recordings", { Name: "Many", AllRequests: true });
	const environment = await does("POST", `${S}/environments`, { Name: "Edited" });
	for (let i = 0; i < 500; i++)
		await does("PUT", `${S}/environments/${environment.Id}`, { Name: "Edited", Description: `${i}` });
	const { Count, IsRunning } = await does("GET", `/api/slipway/recordings/${Id}`);
	assert.deepEqual({ Count, IsRunning }, { Count: 500, IsRunning: false });
});

test("two secrets of one name are two variables", async () => {
	const project = await makeProject("Secrets");
	const path = `${S}/variables/${project.VariableSetId}`;
	const sensitive = (Value) => ({ Name: "Pw", Value, IsSensitive: true, Type: "Sensitive" });
	const recording = await record("Secrets", async () => {
		const set = await does("GET", path);
		set.Variables.push(sensitive("first-secret-value"));
		const saved = await does("PUT", path, set);
		saved.Variables[0].Value = "second-secret-value";
		await does("PUT", path, saved);
	});
	const json = await exported(recording, "json");
	assert.deepEqual(JSON.parse(json).Secrets, ["SECRET_PW", "SECRET_PW_2"]);
	assert.doesNotMatch(json + JSON.stringify(recording), /first-secret-value|second-secret-value/);
});

test("a library variable set is found by its name, its variables by the set", async () => {
	const library = await does("POST", `${S}/libraryvariablesets`, { Name: "Recorded library" });
	const path = `${S}/variables/${library.VariableSetId}`;
	const project = await makeProject("With library");
	const save = async (variables) => does("PUT", path, { ...(await does("GET", path)), Variables: variables });
	const recording = await record("Library", async () => {
		await save([{ Name: "A", Value: "recorded" }]);
		await does("PUT", `${S}/projects/${project.Id}`, { ...project, IncludedLibraryVariableSetIds: [library.Id] });
	});
	await save([{ Name: "A", Value: "changed" }]);
	await does("PUT", `${S}/projects/${project.Id}`, project);
	const replayed = await run(await exported(recording, "bash"));
	assert.equal(replayed.status, 0, replayed.output);
	assert.deepEqual((await does("GET", path)).Variables.map((v) => v.Value), ["recorded"]);
	assert.deepEqual((await does("GET", `${S}/projects/${project.Id}`)).IncludedLibraryVariableSetIds, [library.Id]);
});

test("values of prompted variables and keys of accounts are secrets", async () => {
	const { privateKey } = generateKeyPairSync("ed25519");
	const key = Buffer.from(privateKey.export({ format: "pem", type: "pkcs8" })).toString("base64");
	const [environment] = await does("GET", `${S}/environments/all`);
	const project = await makeProject("Prompted");
	await addStep(project, scriptStep("Say", "echo"));
	const set = await does("GET", `${S}/variables/${project.VariableSetId}`);
	set.Variables.push({ Name: "Asked", Value: "", Prompt: { Label: "Asked" } });
	await does("PUT", `${S}/variables/${project.VariableSetId}`, set);
	const recording = await record("Prompted", async () => {
		await does("POST", `${S}/accounts`, {
			Name: "by-key", AccountType: "SshKeyPair", Username: "u", PrivateKeyFile: { HasValue: true, NewValue: key },
			PrivateKeyPassphrase: { HasValue: true, NewValue: "pass-phrase-text" },
		});
		const release = await does("POST", `${S}/releases`, { ProjectId: project.Id, Version: "1.0.0" });
		await does("POST", `${S}/deployments`, {
			ReleaseId: release.Id, EnvironmentId: environment.Id, FormValues: { Asked: "typed-when-asked" },
		});
	});
	const texts = [JSON.stringify(recording), await exported(recording, "bash"), await exported(recording, "json")];
	for (const text of texts) {
		assert.doesNotMatch(text, /pass-phrase-text|typed-when-asked/);
		assert.ok(!text.includes(key));
	}
});

test("nothing that was recorded breaks out of the script", async () => {
	const mark = join(folder, "owned");
	const evil = `x'"; touch ${mark}; $(touch ${mark}) \`touch ${mark}\` \\ }`;
	const project = await makeProject(`Evil ${evil}`);
	const recording = await record(evil, async () => {
		const step = scriptStep(evil, `JSON\nDATA\n${evil}`);
		step.Properties[`${evil}Id`] = "Environments-1";
		step.Actions[0].Inputs = { "@secret": `SECRET}"; ${evil}`, more: { "@ref": evil } };
		await addStep(project, step);
		const form = new FormData();
		const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
		form.append("fileToUpload", new Blob([Buffer.from(png, "base64")], { type: "image/png" }), "a;type=text'$(id).png");
		const logo = await fetch(`${server.url}${S}/projects/${project.Id}/logo`, {
			method: "POST", headers: { "X-Octopus-ApiKey": server.apiKey }, body: form,
		});
		assert.equal(logo.status, 200);
	});
	const { status, output } = await run(await exported(recording, "bash"));
	assert.equal(status, 0, output);
	assert.equal(existsSync(mark), false);
	const { Steps } = await does("GET", `${S}/deploymentprocesses/${project.DeploymentProcessId}`);
	assert.equal(Steps[0].Actions[0].Properties["Octopus.Action.Script.ScriptBody"], `JSON\nDATA\n${evil}`);
	assert.deepEqual(JSON.parse(await exported(recording, "json")).Secrets, []);
});
