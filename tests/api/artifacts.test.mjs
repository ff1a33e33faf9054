// Artifacts: left by scripts on the server, on its behalf and on an SSH target, added by
// clients; listed, downloaded, deleted with their content.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { startServer } from "../lib/server.mjs";
import { startSshd } from "../lib/sshd.mjs";
import { talkTo } from "../lib/talk.mjs";

let server, sshd, environment, project, taskId;
const { send, made, read, raw, until, ended } = talkTo(() => server);

const stored = () => readdirSync(`${server.home}/store/artifacts`).length;
const storedBecomes = (count) => until(`a store of ${count} files`, async () => stored() === count);
const content = (artifact, headers = {}) => fetch(server.url + artifact.Links.Content,
	{ headers: { "X-Octopus-ApiKey": server.apiKey, ...headers } });
const put = (artifact, body, headers = {}, method = "PUT") => fetch(server.url + artifact.Links.Content,
	{ method, body, headers: { "X-Octopus-ApiKey": server.apiKey, ...headers } });

const step = (name, plan, body) => ({
	Name: name, Properties: { "Octopus.Action.TargetRoles": plan === "server" ? "" : plan },
	Actions: [{ Name: name, ActionType: "Octopus.Script", Properties: {
		"Octopus.Action.RunOnServer": plan === "server" ? "true" : "false", "Octopus.Action.Script.Syntax": "Bash",
		"Octopus.Action.Script.ScriptBody": body } }],
});

let version = 0;
async function deploy(...steps) {
	const process = await read(`deploymentprocesses/${project.DeploymentProcessId}`);
	assert.equal((await send("PUT", `deploymentprocesses/${process.Id}`, { ...process, Steps: steps })).status, 200);
	const release = await made("releases", { ProjectId: project.Id, Version: `1.0.${++version}` });
	const deployment = await made("deployments", { ReleaseId: release.Id, EnvironmentId: environment.Id });
	return { release, deployment, task: await ended(deployment.TaskId) };
}

before(async () => {
	server = await startServer();
	sshd = await startSshd("east");
	environment = await made("environments", { Name: "Test" });
	const account = await made("accounts", { Name: "key", AccountType: "SshKeyPair", Username: sshd.username,
		PrivateKeyFile: { HasValue: true, NewValue: Buffer.from(sshd.privateKey).toString("base64") } });
	const machine = (name, role, Endpoint) => made("machines", { Name: name, Roles: [role],
		EnvironmentIds: [environment.Id], SkipInitialHealthCheck: true, Endpoint });
	await machine("east", "ssh", { CommunicationStyle: "Ssh", Host: "127.0.0.1", Port: sshd.port,
		Fingerprint: sshd.fingerprint, AccountId: account.Id, DotNetCorePlatform: "linux-x64" });
	await machine("region", "region", { CommunicationStyle: "None" });
	const group = (await read("projectgroups/all"))[0], lifecycle = (await read("lifecycles/all"))[0];
	project = await made("projects", { Name: "Files", ProjectGroupId: group.Id, LifecycleId: lifecycle.Id });
});

after(async () => {
	sshd?.stop();
	await server?.stop();
});

test("what scripts leave on server, cloud region and target is kept, listed and downloaded", async () => {
	const leave = 'echo "from $(get_octopusvariable Octopus.Machine.Name)" > out.txt; new_octopusartifact out.txt "#{Octopus.Action.Name} é.txt"';
	const { release, deployment, task } = await deploy(step("Here", "server", leave), step("Region", "region", leave),
		step("There", "ssh", `${leave}; new_octopusartifact out.txt gone.txt; rm out.txt; echo z > z; new_octopusartifact z`));
	taskId = task.Id;
	const log = await raw(taskId);
	assert.equal(task.State, "Success", log);
	assert.equal(task.HasWarningsOrErrors, true, "what is missing is warned of");
	assert.match(log, /The artifact 'gone\.txt' could not be kept: there is no such file now/);
	const list = await read(`artifacts?regarding=${taskId}&order=asc`);
	assert.deepEqual(list.Items.map((a) => [a.Filename, a.Length]), [["Here é.txt", 6], ["Region é.txt", 12], ["z", 2]]);
	for (const about of [release.Id, deployment.Id, project.Id, environment.Id])
		assert.equal((await read(`artifacts?regarding=${about}`)).TotalResults, 3, about);
	assert.equal((await read("artifacts?regarding=ServerTasks-999")).TotalResults, 0);
	assert.equal((await read("artifacts?partialName=region")).Items[0].Filename, "Region é.txt");
	assert.equal((await read(task.Links.Artifacts)).TotalResults, 3);
	const [, region] = list.Items, answer = await content(region);
	assert.equal(await answer.text(), "from region\n");
	assert.equal(answer.headers.get("content-type"), "application/octet-stream");
	assert.equal(answer.headers.get("content-disposition"), "attachment; filename=\"Region __.txt\"; filename*=UTF-8''Region%20%C3%A9.txt");
	assert.match(answer.headers.get("content-security-policy"), /sandbox/);
	assert.equal((await content(region, { "If-None-Match": answer.headers.get("etag") })).status, 304);
	assert.equal(region.ServerTaskId, taskId);
	const node = (await read(`/api/tasks/${taskId}/details`)).ActivityLogs[0].Children[1].Children[0];
	assert.equal(region.LogCorrelationId, node.Id, "it belongs to the log of its script");
	assert.equal(stored(), 3);
});

test("the page of the task lists them for download", async () => {
	const login = await fetch(`${server.url}/api/users/login`, { method: "POST", headers: { "Content-Type": "application/json" },
		body: JSON.stringify({ Username: server.username, Password: server.password }) });
	const cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
	const page = await (await fetch(`${server.url}/app/Spaces-1/tasks/${taskId}`, { headers: { cookie } })).text();
	const artifact = (await read(`artifacts?regarding=${taskId}&order=asc`)).Items[0];
	assert.ok(page.includes(`<a class="link" href="${artifact.Links.Content}" download dir="auto">Here é.txt</a>`), page);
	assert.ok(page.includes("6 B · Step 1: Here"), page);
	const file = await fetch(server.url + artifact.Links.Content, { headers: { cookie } });
	assert.equal(await file.text(), "from \n");
});

test("clients add artifacts and send their content, raw or as a form", async () => {
	const artifact = await made("artifacts", { Filename: "report.bin", ServerTaskId: taskId, Source: "build 7" });
	assert.equal(artifact.Length, null);
	assert.equal((await content(artifact)).status, 404);
	const bytes = Buffer.from(Array.from({ length: 70000 }, (_, i) => i & 255));
	assert.equal((await put(artifact, bytes, { "Content-Type": "application/octet-stream" })).status, 200);
	assert.deepEqual(Buffer.from(await (await content(artifact)).arrayBuffer()), bytes);
	const form = new FormData();
	form.append("file", new Blob(["as a form"]), "other.txt");
	assert.equal((await put(artifact, form)).status, 200);
	assert.equal(await (await content(artifact)).text(), "as a form");
	assert.equal((await put(artifact, "{}", { "X-HTTP-Method-Override": "PUT" }, "POST")).status, 200);
	assert.equal(await (await content(artifact)).text(), "{}");
	const { body: renamed } = await send("PUT", `artifacts/${artifact.Id}`, { ...artifact, Filename: "final.txt" });
	assert.deepEqual([renamed.Filename, renamed.Source, renamed.Length], ["final.txt", "build 7", 2]);
	await storedBecomes(4);
});

test("names and tasks are checked, each at its place", async () => {
	for (const [body, pointer] of [[{ ServerTaskId: taskId }, "/Filename"], [{ Filename: "../x", ServerTaskId: taskId }, "/Filename"],
		[{ Filename: "a\nb", ServerTaskId: taskId }, "/Filename"], [{ Filename: "x" }, "/ServerTaskId"],
		[{ Filename: "x", ServerTaskId: "ServerTasks-999" }, "/ServerTaskId"]]) {
		const { status, body: answer } = await send("POST", "artifacts", body);
		assert.equal(status, 400, JSON.stringify(body));
		assert.deepEqual(Object.keys(answer.Details), [pointer], JSON.stringify(answer));
	}
	assert.equal((await send("GET", "artifacts/Artifacts-999")).status, 404);
	assert.equal((await send("GET", "artifacts/Artifacts-999/content")).status, 404);
});

test("a deleted artifact takes its content along, a deleted release those of its tasks", async () => {
	const last = (await read(`artifacts?regarding=${taskId}`)).Items[0];
	assert.equal((await send("DELETE", `artifacts/${last.Id}`)).status, 200);
	assert.equal((await send("GET", `artifacts/${last.Id}`)).status, 404);
	await storedBecomes(3);
	const events = (await read(`events?regarding=${taskId}&eventCategories=Created,Modified,Deleted`)).Items;
	assert.deepEqual(events.map((e) => e.Message).filter((m) => /artifact/.test(m)).reverse().map((m) => m.split(" was ")[1]),
		["added", "uploaded", "replaced", "replaced", "changed", "deleted"]);
	const release = (await read(`projects/${project.Id}/releases`)).Items[0];
	assert.equal((await send("DELETE", `releases/${release.Id}`)).status, 200);
	assert.equal((await read("artifacts")).TotalResults, 0);
	await storedBecomes(0);
});
