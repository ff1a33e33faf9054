// Variables in deployments: which value a script sees, by scope and rank, as the runner
// really gives it. Names like V2 and numbers of scenarios are those of the domain rules.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "../lib/server.mjs";

const s = "/api/Spaces-1";
let server, dev, staging, lifecycle;
const machines = {};
let count = 0;

async function call(method, path, json, wanted) {
	const answer = await server.api(method, path.startsWith("/") ? path : `${s}/${path}`, json);
	assert.equal(answer.status, wanted, `${method} ${path}: ${answer.text}`);
	return answer.body;
}
const made = (path, json) => call("POST", path, json, 201);
const read = (path) => call("GET", path, undefined, 200);
const put = (path, json) => call("PUT", path, json, 200);

async function refused(method, path, json, ...pointers) {
	const body = await call(method, path, json, 400);
	assert.deepEqual(Object.keys(body.Details).sort(), pointers.sort(), JSON.stringify(body));
	return body;
}

async function ended(taskId) {
	for (;;) { // the suite's own time limit ends it
		const task = await read(`/api/tasks/${taskId}`);
		if (task.IsCompleted) return task;
		await new Promise((done) => setTimeout(done, 100));
	}
}
const raw = async (taskId) => (await server.api("GET", `/api/tasks/${taskId}/raw`)).text;

/** A step as its name, script, roles ("": on the server) and more properties. */
const step = (name, body, roles = "", properties = {}, more = {}) => ({
	Name: name, Properties: { "Octopus.Action.TargetRoles": roles },
	Actions: [{ Name: name, ActionType: "Octopus.Script", Properties: {
		"Octopus.Action.RunOnServer": "true", "Octopus.Action.Script.Syntax": "Bash",
		"Octopus.Action.Script.ScriptBody": body, ...properties } }], ...more,
});

const project = (more = {}) => made("projects", {
	Name: `Project ${++count}`, ProjectGroupId: "ProjectGroups-1", LifecycleId: lifecycle.Id, ...more,
});

async function setProcess(p, ...steps) {
	const process = await read(p.Links.DeploymentProcess);
	return put(p.Links.DeploymentProcess, { ...process, Steps: steps });
}

async function setVariables(p, variables) {
	const set = await read(p.Links.Variables);
	return put(p.Links.Variables, { ...set, Variables: variables });
}

const release = (p, more = {}) => made("releases", { ProjectId: p.Id, Version: `1.0.${++count}`, ...more });

/** Deploys a release and answers its log; state: how it must end. */
async function deploy(r, environment = dev, more = {}, state = "Success") {
	const deployment = await made("deployments", { ReleaseId: r.Id, EnvironmentId: environment.Id, ...more });
	const task = await ended(deployment.TaskId);
	const log = await raw(deployment.TaskId);
	assert.equal(task.State, state, log);
	return log;
}

/** What lines that begin with "mark:" say, in order of the log. */
const lines = (log, mark) => [...log.matchAll(new RegExp(`${mark}:(.*)$`, "gm"))].map((m) => m[1].trim());

before(async () => {
	server = await startServer();
	dev = await made("environments", { Name: "Dev" });
	staging = await made("environments", { Name: "Staging" });
	lifecycle = await made("lifecycles", { Name: "Any", Phases: [{ Name: "All", OptionalDeploymentTargets: [dev.Id, staging.Id] }] });
	const roles = { w1: ["web"], w2: ["web"], d1: ["db"], both: ["web", "db", "both"] };
	for (const name of Object.keys(roles))
		machines[name] = await made("machines", { Name: name, EnvironmentIds: [dev.Id, staging.Id], Roles: roles[name],
			SkipInitialHealthCheck: true, Endpoint: { CommunicationStyle: "None" } });
});
after(async () => server?.stop());

test("29, 32, V2: the most specific value wins where a script runs", async () => {
	const p = await project();
	await setVariables(p, [
		{ Name: "X", Value: "5" },
		{ Name: "X", Value: "1", Scope: { Environment: [dev.Id] } },
		{ Name: "X", Value: "2", Scope: { Role: ["web"] } },
		{ Name: "X", Value: "3", Scope: { Environment: [dev.Id], Role: ["WEB"] } },
		{ Name: "X", Value: "4", Scope: { Machine: [machines.w1.Id] } },
		{ Name: "Role", Value: "of the machine", Scope: { Role: ["db"] } },
		{ Name: "Role", Value: "of the step", Scope: { Role: ["web"] } },
		{ Name: "Greeting", Value: "X is #{X} in #{Octopus.Environment.Name}" },
	]);
	const say = 'echo "say:$(get_octopusvariable Octopus.Machine.Name) $(get_octopusvariable X)"';
	await setProcess(p, step("Web", `${say}\necho "role:$(get_octopusvariable Role)"`, "web"), step("Db", say, "db"),
		step("Server", 'echo "say:server $(get_octopusvariable X), $(get_octopusvariable Greeting), $(get_octopusvariable Role)"'));
	const r = await release(p);
	const inDev = await deploy(r);
	assert.deepEqual(lines(inDev, "say").sort(), ["both 3", "both 3", "d1 1", "server 1, X is 1 in Dev,", "w1 4", "w2 3"]);
	assert.equal(lines(inDev, "role").filter((text) => text === "of the step").length, 3, "V2: the role that the step targets");
	const inStaging = await deploy(r, staging);
	assert.deepEqual(lines(inStaging, "say").sort(), ["both 2", "both 2", "d1 5", "server 5, X is 5 in Staging,", "w1 4", "w2 2"]);
});

test("30: a value for the environment wins over one without, of equal ones that of the project", async () => {
	const inDev = { Scope: { Environment: [dev.Id] } };
	const set = await made("libraryvariablesets", { Name: "Thirty" });
	await setVariables(set, [{ Name: "X", Value: "library", ...inDev }]);
	const p = await project({ IncludedLibraryVariableSetIds: [set.Id] });
	await setProcess(p, step("One", 'echo "say:#{X}"'));
	for (const [more, wanted] of [[{}, "library"], [inDev, "project"]]) {
		await setVariables(p, [{ Name: "X", Value: "project", ...more }]);
		assert.deepEqual(lines(await deploy(await release(p)), "say"), [wanted]);
	}
});

test("36, V13: a release keeps its variables until they are updated", async () => {
	const p = await project();
	await setVariables(p, [{ Name: "X", Value: "old" }]);
	await setProcess(p, step("One", 'echo "say:#{X}"'));
	const r = await release(p);
	await setVariables(p, [{ Name: "X", Value: "new" }]);
	assert.deepEqual(lines(await deploy(r), "say"), ["old"]);
	const before = await made("deployments", { ReleaseId: r.Id, EnvironmentId: dev.Id, QueueTime: new Date(Date.now() + 3_000).toISOString() });
	await call("POST", `releases/${r.Id}/snapshot-variables`, {}, 200);
	assert.deepEqual(lines(await deploy(r, staging), "say"), ["new"]);
	assert.equal((await ended(before.TaskId)).State, "Success");
	assert.deepEqual(lines(await raw(before.TaskId), "say"), ["old"], "a deployment that exists keeps what it has");
});

test("V1: action, channel and process are scopes too, and all kinds must fit", async () => {
	const p = await project();
	const beta = await made("channels", { Name: "Beta", ProjectId: p.Id, LifecycleId: lifecycle.Id });
	const process = await setProcess(p, step("One", 'echo "one:#{X} #{Y} #{Z}"'), step("Two", 'echo "two:#{X} #{Y} #{Z}"'));
	const [one, two] = process.Steps;
	await setVariables(p, [
		{ Name: "X", Value: "any" },
		{ Name: "X", Value: "first step", Scope: { Action: [one.Actions[0].Id] } },
		{ Name: "X", Value: "in Staging", Scope: { Environment: [staging.Id] } },
		{ Name: "X", Value: "never", Scope: { Action: [two.Actions[0].Id], Environment: [staging.Id], Role: ["web"] } },
		{ Name: "Y", Value: "any" },
		{ Name: "Y", Value: "beta", Scope: { Channel: [beta.Id] } },
		{ Name: "Z", Value: "any" },
		{ Name: "Z", Value: "process", Scope: { ProcessOwner: [p.Id] } },
		{ Name: "Z", Value: "second step", Scope: { Action: [two.Id], Channel: [beta.Id] } },
	]);
	const log = await deploy(await release(p), staging);
	assert.deepEqual([lines(log, "one"), lines(log, "two")], [["first step any process"], ["in Staging any process"]]);
	const inBeta = await deploy(await release(p, { ChannelId: beta.Id }));
	assert.deepEqual([lines(inBeta, "one"), lines(inBeta, "two")], [["first step beta process"], ["any beta second step"]]);
});

test("V4, V15: a project includes library variable sets and script modules", async () => {
	const set = await made("libraryvariablesets", { Name: "Common", Description: "For all" });
	const other = await made("libraryvariablesets", { Name: "Other" });
	const module = await made("libraryvariablesets", { Name: "Tools", ContentType: "ScriptModule" });
	assert.deepEqual((await read("libraryvariablesets/all?contentType=ScriptModule")).map((l) => l.Name), ["Tools"]);
	assert.deepEqual((await read("libraryvariablesets?contentType=Variables")).Items.map((l) => l.Name), ["Common", "Other", "Thirty"]);
	await refused("PUT", set.Links.Variables, { Version: 0, Variables: [{ Name: "A", Scope: { Action: ["x"], Channel: ["Channels-1"] } }] },
		"/Variables/0/Scope/Action", "/Variables/0/Scope/Channel");
	await setVariables(set, [
		{ Name: "X", Value: "library" }, { Name: "Y", Value: "library in Dev", Scope: { Environment: [dev.Id] } },
		{ Name: "Z", Value: "first set" }, { Name: "Secret", Value: "very-secret-of-library", Type: "Sensitive" }]);
	await setVariables(other, [{ Name: "Z", Value: "second set" }, { Name: "Only.Here", Value: "yes" }]);
	await setVariables(module, [
		{ Name: "Octopus.Script.Module[Tools]", Value: "greet() {\n\techo \"module:#{not expanded} $1\"\n}\n" },
		{ Name: "Octopus.Script.Module.Language[Tools]", Value: "Bash" }]);
	const p = await project({ IncludedLibraryVariableSetIds: [set.Id, other.Id, module.Id] });
	await setVariables(p, [{ Name: "X", Value: "project" }, { Name: "Y", Value: "project" }]);
	await setProcess(p, step("One", 'source ./Tools.sh\ngreet you\necho "say:#{X}, #{Y}, #{Z}, #{Only.Here}"\n' +
		'secret=$(get_octopusvariable Secret); echo "length:${#secret}"; echo "$secret"'));
	const r = await release(p);
	assert.equal(r.LibraryVariableSetSnapshotIds.length, 3);
	const frozen = await read(`variables/${r.LibraryVariableSetSnapshotIds[0]}`);
	assert.deepEqual(frozen.Variables.map((v) => v.Value), ["library", "library in Dev", "first set", null]);
	await refused("PUT", `variables/${frozen.Id}`, frozen);
	const template = () => read(`releases/${r.Id}/deployments/template`);
	assert.equal((await template()).IsLibraryVariableSetModified, false);

	const log = await deploy(r);
	assert.deepEqual([lines(log, "say"), lines(log, "module"), lines(log, "length")],
		[["project, library in Dev, first set, yes"], ["#{not expanded} you"], ["22"]]);
	assert.ok(!log.includes("very-secret-of-library") && log.includes("********"));

	// V13: the release keeps what it froze until its variables are updated.
	await setVariables(set, [{ Name: "Z", Value: "changed" }]);
	await put(p.Links.Self, { ...(await read(p.Links.Self)), IncludedLibraryVariableSetIds: [set.Id, module.Id] });
	assert.equal((await template()).IsLibraryVariableSetModified, true);
	assert.deepEqual(lines(await deploy(r, staging), "say"), ["project, project, first set, yes"]);
	const updated = await call("POST", `releases/${r.Id}/snapshot-variables`, {}, 200);
	assert.equal(updated.LibraryVariableSetSnapshotIds.length, 2);
	assert.equal((await template()).IsLibraryVariableSetModified, false);
	assert.deepEqual(lines(await deploy(r), "say"), ["project, project, changed, #{Only.Here}"]);

	const usages = await read(set.Links.Usages);
	assert.deepEqual(usages.Projects, [{ ProjectId: p.Id, ProjectName: p.Name, ProjectSlug: p.Slug }]);
	assert.equal(usages.Releases[0].ReleaseId, r.Id);
	assert.match((await call("DELETE", set.Links.Self, undefined, 400)).Errors[0], /used by the project/);
	assert.deepEqual(await read(`variables/names?project=${p.Id}`),
		["Octopus.Script.Module[Tools]", "Octopus.Script.Module.Language[Tools]", "X", "Y", "Z"].sort((a, b) => a.toLowerCase() < b.toLowerCase() ? -1 : 1));
	await call("DELETE", other.Links.Self, undefined, 200);
});

test("scopes and types of variables are checked, each at its place", async () => {
	const p = await project(), another = await project();
	const [channel] = await read(`projects/${another.Id}/channels`).then((page) => page.Items);
	const aws = await made("accounts", { Name: "Cloud", AccountType: "AmazonWebServicesAccount", AccessKey: "key", SecretKey: { HasValue: true, NewValue: "aws-secret-key" } });
	const set = await read(p.Links.Variables);
	const wrong = [
		[{ Scope: { Action: ["no-such-step"] } }, "Scope/Action/0"],
		[{ Scope: { Channel: [channel.Id] } }, "Scope/Channel/0"],
		[{ Scope: { Machine: ["Machines-999"] } }, "Scope/Machine/0"],
		[{ Scope: { ProcessOwner: [another.Id] } }, "Scope/ProcessOwner/0"],
		[{ Scope: { TenantTag: ["no set"] } }, "Scope/TenantTag/0"],
		[{ Scope: { Role: [" "] } }, "Scope/Role/0"],
		[{ Scope: { Role: "web" } }, "Scope/Role"],
		[{ Scope: { Tenant: ["Tenants-1"] } }, "Scope/Tenant"],
		[{ Type: "Colour" }, "Type"],
		[{ Type: "AzureAccount", Value: aws.Id }, "Value"],
		[{ Type: "UsernamePasswordAccount", Value: "Accounts-999" }, "Value"],
		[{ Type: "WorkerPool", Value: aws.Id }, "Value"],
		[{ Type: "Certificate", Value: "Certificates-1" }, "Value"],
		[{ Prompt: { Label: "P" }, Scope: { Role: ["web"] } }, "Scope/Role"],
		[{ Prompt: { DisplaySettings: { "Octopus.ControlType": "Select", "Octopus.SelectOptions": " " } } }, "Prompt/DisplaySettings"],
	];
	for (const [more, pointer] of wrong)
		await refused("PUT", p.Links.Variables, { ...set, Variables: [{ Name: "fine", Value: "" }, { Name: "wrong", Value: "", ...more }] }, `/Variables/1/${pointer}`);
	const right = await setVariables(p, [
		{ Name: " Trimmed ", Value: "", Scope: { role: [" web "], Machine: [machines.w1.Id.toLowerCase()], ProcessOwner: [p.Id.toLowerCase()] } },
		{ Name: "Account", Type: "AmazonWebServicesAccount", Value: aws.Id.toLowerCase() },
		{ Name: "Later", Type: "AzureAccount", Value: "#{Other}" },
		{ Name: "Asked", Prompt: { Label: "Which?" }, Scope: { Environment: [dev.Id], ProcessOwner: [p.Id] } },
	]);
	assert.deepEqual(right.Variables[0].Scope, { Role: ["web"], Machine: [machines.w1.Id], ProcessOwner: [p.Id] });
	assert.deepEqual(right.Variables.map((v) => v.Name), ["Trimmed", "Account", "Later", "Asked"]);
	assert.equal(right.Variables[1].Value, aws.Id);
	assert.deepEqual(Object.keys(right.ScopeValues).sort(), ["Actions", "Channels", "Environments", "Machines", "Processes", "Roles", "TenantTags"]);
});

// case 25 of the script cases: the first machine by name elsewhere, its own on each.
test("V9: outputs of a step are read by later ones, by machine, plain and sensitive", async () => {
	const p = await project();
	const value = "two\nlines 'é' ]";
	await setProcess(p,
		step("Make", 'set_octopusvariable Name "$(get_octopusvariable Octopus.Machine.Name)"\nset_octopusvariable Text "$(printf "two\\nlines \'é\' ]")"\n' +
			'set_octopusvariable Name "of $(get_octopusvariable Octopus.Machine.Name)"\nset_octopusvariable Expression "#"{Octopus.Environment.Name}\nset_octopusvariable Empty ""', "web"),
		step("Secret", 'set_octopusvariable Token s3cret-token -sensitive\necho "s3cret-token"\nset_octopusvariable Copy "has s3cret-token inside"'),
		step("Fails", 'set_octopusvariable Left yes\nexit 3'),
		step("Read", 'echo "own:$(get_octopusvariable Octopus.Machine.Name) #{Octopus.Action[Make].Output.Name}"', "web", {}, { Condition: "Always" }),
		step("Server", [
			'echo "first:#{Octopus.Action[Make].Output.Name}"',
			'echo "w2:#{Octopus.Action[make].Output[W2].name}"',
			'echo "expression:$(get_octopusvariable "Octopus.Action[Make].Output.Expression")"',
			'printf "%s" "$(get_octopusvariable "Octopus.Action[Make].Output[w1].Text")" | od -An -tx1 | tr -d " \\n" | sed "s/^/hex:/"; echo',
			'token=$(get_octopusvariable "Octopus.Action[Secret].Output.Token"); echo "token:${#token} $token"',
			'echo "copy:$(get_octopusvariable "Octopus.Action[Secret].Output.Copy" | tr a-z A-Z)"',
			'echo "left:#{Octopus.Action[Fails].Output.Left} #{Octopus.Action[Fails].Output.Octopus.Action.Script.ExitCode}"',
			'echo "codes:#{Octopus.Step[Fails].Status.Code} #{Octopus.Action[Make].Status.Code} #{Octopus.Step[Server].Status.Code} #{Octopus.Step[Last].Status.Code}"',
			'echo "error:#{Octopus.Deployment.Error} / #{Octopus.Action[Fails].Status.Error}"',
			'echo "empty:[#{Octopus.Action[Make].Output[w1].Empty}] #{Octopus.Action[Server].Output.Now}"',
			"set_octopusvariable Now here",
		].join("\n"), "", {}, { Condition: "Always" }),
		step("Beside", 'echo "beside:#{Octopus.Action[Server].Output.Now}"', "", {}, { Condition: "Always", StartTrigger: "StartWithPrevious" }),
		step("Last", 'echo "last:#{Octopus.Action[Server].Output.Now}"', "", {}, { Condition: "Always" }));
	const log = await deploy(await release(p), dev, {}, "Failed");
	assert.deepEqual(lines(log, "own").sort(), ["both of both", "w1 of w1", "w2 of w2"]);
	assert.deepEqual(lines(log, "first"), ["of both"], "the first machine by name");
	assert.deepEqual(lines(log, "w2"), ["of w2"]);
	assert.deepEqual(lines(log, "expression"), ["Dev"]);
	assert.deepEqual(lines(log, "hex"), [Buffer.from(value).toString("hex")]);
	assert.deepEqual(lines(log, "token"), ["12 ********"]);
	assert.deepEqual(lines(log, "copy"), ["HAS S3CRET-TOKEN INSIDE"]);
	assert.ok(!log.includes("s3cret-token"), log);
	assert.deepEqual(lines(log, "left"), ["yes 3"], "the final failure keeps");
	assert.deepEqual(lines(log, "codes"), ["Failed Succeeded Running #{Octopus.Step[Last].Status.Code}"]);
	assert.deepEqual(lines(log, "error"), ["The remote script failed with exit code 3 / The remote script failed with exit code 3"]);
	assert.deepEqual(lines(log, "empty"), ["[] #{Octopus.Action[Server].Output.Now}"]);
	assert.deepEqual(lines(log, "beside"), ["#{Octopus.Action[Server].Output.Now}"], "not within its group");
	assert.deepEqual(lines(log, "last"), ["here"]);
});

test("V9: of a step with several actions the next one sees what this one set, on each machine", async () => {
	const p = await project();
	const [one] = step("One", "").Actions, [two] = step("Two", "").Actions;
	one.Properties["Octopus.Action.Script.ScriptBody"] = 'set_octopusvariable X "$(get_octopusvariable Octopus.Machine.Name)"';
	two.Properties["Octopus.Action.Script.ScriptBody"] = 'echo "child:$(get_octopusvariable Octopus.Machine.Name) #{Octopus.Action[One].Output.X}"';
	await setProcess(p, { Name: "Parent", Properties: { "Octopus.Action.TargetRoles": "web", "Octopus.Action.MaxParallelism": "1" }, Actions: [one, two] });
	assert.deepEqual(lines(await deploy(await release(p)), "child").sort(), ["both both", "w1 w1", "w2 w2"]);
});

test("V10: accounts and pools that variables name are expanded, secrets of them hidden", async () => {
	const p = await project();
	const account = await made("accounts", { Name: "Deployer", AccountType: "UsernamePassword", Username: "joe", Password: { HasValue: true, NewValue: "joes-password" } });
	const [pool] = await read("workerpools/all");
	await setVariables(p, [
		{ Name: "Db", Type: "UsernamePasswordAccount", Value: account.Id },
		{ Name: "Again", Type: "UsernamePasswordAccount", Value: "#{Db}" },
		{ Name: "Pool", Type: "WorkerPool", Value: pool.Id },
		{ Name: "Nothing", Type: "AzureAccount", Value: "" },
	]);
	await setProcess(p, step("One", 'echo "db:#{Db} #{Db.Username} #{Db.Name} #{Again.Username}"\np=$(get_octopusvariable Db.Password); echo "password:${#p} $p"\necho "pool:#{Pool} #{Pool.Name} #{Pool.Id}"'));
	const r = await release(p), log = await deploy(r);
	assert.deepEqual(lines(log, "db"), [`${account.Id} joe Deployer joe`]);
	assert.deepEqual(lines(log, "password"), ["13 ********"]);
	assert.deepEqual(lines(log, "pool"), [`${pool.Id} ${pool.Name} ${pool.Id}`]);
	await put(account.Links.Self, { ...account, EnvironmentIds: [staging.Id] });
	assert.match(await deploy(r, dev, {}, "Failed"), /The account 'Deployer' of the variable '(Db|Again)' may not be used in this environment/);
	await call("DELETE", account.Links.Self, undefined, 200);
	assert.match(await deploy(r, dev, {}, "Failed"), /names 'Accounts-\d+', which does not exist any more/);
});

test("system variables tell of release, environment, step, machines and earlier releases", async () => {
	const p = await project();
	const names = ["Octopus.Release.Number", "Octopus.Release.CustomFields[Ticket]", "Octopus.Environment.Name", "Octopus.Project.Name", "Octopus.ProjectGroup.Name",
		"Octopus.Space.Name", "Octopus.Step.Name", "Octopus.Step.Number", "Octopus.Action.Name", "Octopus.Action.Number", "Octopus.Action.IsSkipped",
		"Octopus.Action[Other].TargetRoles", "Octopus.Action[Other].RunOnServer", "Octopus.Action[Other].Number", "Octopus.Step[Other].Number",
		"Octopus.Machine.Name", "Octopus.Machine.Roles", "Octopus.Machine.DeploymentTargetType", "Octopus.Tentacle.CurrentDeployment.TargetedRoles",
		"Octopus.Environment.MachinesInRole[both]", "Octopus.Deployment.CreatedBy.Username", "Octopus.Release.Previous.Number",
		"Octopus.Release.CurrentForEnvironment.Number", "Octopus.Deployment.ForcePackageDownload", "Octopus.Release.Channel.Name"];
	const say = names.map((name) => `echo "${name}=$(get_octopusvariable "${name}")"`).join("\n");
	await setProcess(p, step("Say", say, "both"), step("Other", "true", "web"));
	const first = await release(p);
	await deploy(first);
	const r = await release(p, { CustomFields: { Ticket: "T-1" } });
	const log = await deploy(r);
	const said = Object.fromEntries(names.map((name) => [name, log.split(`${name}=`)[1]?.split("\n")[0].trim()]));
	assert.deepEqual(said, {
		"Octopus.Release.Number": r.Version, "Octopus.Release.CustomFields[Ticket]": "T-1", "Octopus.Environment.Name": "Dev", "Octopus.Project.Name": p.Name,
		"Octopus.ProjectGroup.Name": "Default Project Group", "Octopus.Space.Name": "Default", "Octopus.Step.Name": "Say", "Octopus.Step.Number": "1",
		"Octopus.Action.Name": "Say", "Octopus.Action.Number": "1", "Octopus.Action.IsSkipped": "False", "Octopus.Action[Other].TargetRoles": "web",
		"Octopus.Action[Other].RunOnServer": "true", "Octopus.Action[Other].Number": "2", "Octopus.Step[Other].Number": "2", "Octopus.Machine.Name": "both",
		"Octopus.Machine.Roles": "web,db,both", "Octopus.Machine.DeploymentTargetType": "None", "Octopus.Tentacle.CurrentDeployment.TargetedRoles": "both",
		"Octopus.Environment.MachinesInRole[both]": machines.both.Id, "Octopus.Deployment.CreatedBy.Username": "admin", "Octopus.Release.Previous.Number": first.Version,
		"Octopus.Release.CurrentForEnvironment.Number": first.Version, "Octopus.Deployment.ForcePackageDownload": "False", "Octopus.Release.Channel.Name": "Default",
	});
});

test("V3, V7, V8: the server's names stay its own, circles fail, what is missing is told", async () => {
	const p = await project();
	await setVariables(p, [
		{ Name: "Octopus.Environment.Name", Value: "mine" }, { Name: "Own", Value: "of the project" },
		{ Name: "A", Value: "#{B}" }, { Name: "B", Value: "#{A}" },
	]);
	await setProcess(p, step("One", 'echo "say:#{Octopus.Environment.Name} #{Own} #{Nope}"', "", { Own: "of the step" }), step("Two", 'echo "#{A}"'));
	const r = await release(p), log = await deploy(r, dev, {}, "Failed");
	assert.deepEqual(lines(log, "say"), ["Dev of the project #{Nope}"]);
	assert.match(log, /The variable 'Octopus.Environment.Name' is ignored/);
	assert.match(log, /The variable 'Own' is used instead of the step's own value/);
	assert.match(log, /The script: .*Nope/);
	assert.match(log, /self referencing loop/);
	await setVariables(p, [{ Name: "OctopusPrintEvaluatedVariables", Value: "True" }, { Name: "Own", Value: "in #{Octopus.Environment.Name}" },
		{ Name: "Hidden", Value: "hidden-when-printed", Type: "Sensitive" }, { Name: "OctopusSuppressDuplicateVariableWarning", Value: "true" }]);
	await setProcess(p, step("One", "true", "", { Own: "of the step" }));
	const printed = await deploy(await release(p));
	assert.match(printed, /\[Own\] = 'in Dev'/);
	assert.match(printed, /\[Hidden\] = '\*{8}'/);
	assert.ok(!printed.includes("hidden-when-printed"));
	assert.match(printed, /Verbose.*The variable 'Own' is used instead/i);
	const strict = await project();
	await setVariables(strict, [{ Name: "OctopusShouldFailDeploymentOnSubstitutionFails", Value: "true" }]);
	await setProcess(strict, step("One", 'echo "#{Nope}"'));
	assert.match(await deploy(await release(strict), dev, {}, "Failed"), /The script: .*Nope/);
});

test("34, 35, V11, V12: prompted variables are asked for, checked, and used", async () => {
	const p = await project();
	const set = await made("libraryvariablesets", { Name: "Asked of the library" });
	await setVariables(set, [{ Name: "Common", Value: "c", Prompt: { Label: "A common one" } }]);
	await put(p.Links.Self, { ...p, IncludedLibraryVariableSetIds: [set.Id] });
	const select = { "Octopus.ControlType": "Select", "Octopus.SelectOptions": "b|Blue\ng|Green" };
	const variables = (await setVariables(p, [
		{ Name: "X", Value: "dev", Scope: { Environment: [dev.Id] } },
		{ Name: "X", Value: "default", Prompt: { Label: "The X", Description: "Which?", Required: true } },
		{ Name: "Colour", Value: "b", Prompt: { Label: "Colour", DisplaySettings: select } },
		{ Name: "Really", Value: "False", Prompt: { DisplaySettings: { "Octopus.ControlType": "Checkbox" } } },
		{ Name: "Key", Type: "Sensitive", Value: null, Prompt: { Label: "Key", Required: true } },
		{ Name: "Account", Type: "UsernamePasswordAccount", Prompt: { Label: "Who" } },
		{ Name: "Colour", Value: "of w1", Scope: { Machine: [machines.w1.Id] } },
		{ Name: "Both", Value: "#{X}-#{Colour}" },
	])).Variables;
	const id = Object.fromEntries(variables.filter((v) => v.Prompt).map((v) => [v.Name, v.Id]));
	await setProcess(p, step("One", 'echo "on:$(get_octopusvariable Octopus.Machine.Name) #{X} #{Colour} #{Both} #{Really} #{Common}"', "web"),
		step("Two", 'k=$(get_octopusvariable Key); echo "key:${#k} $k"'));
	const r = await release(p);

	const { Form } = await read(`releases/${r.Id}/deployments/preview/${staging.Id}`);
	assert.deepEqual(Form.Elements.map((e) => [e.Control.Label, e.Control.Name, e.IsValueRequired]), [["A common one", "Common", false],
		["Colour", "Colour", false], ["Key", "Key", true], ["Really", "Really", false], ["The X", "X", true], ["Who", "Account", false]]);
	assert.deepEqual(Form.Elements[4], { Name: id.X, IsValueRequired: true, Control: { Type: "VariableValue", Name: "X", Label: "The X",
		Description: "Which?", Required: true, DisplaySettings: {} } });
	assert.equal(Form.Values[id.X], "default");
	assert.equal(Form.Values[id.Key], null);
	assert.equal(Form.Elements[2].Control.DisplaySettings["Octopus.ControlType"], "Sensitive");
	const inDev = (await read(`releases/${r.Id}/deployments/preview/${dev.Id}`)).Form;
	assert.ok(!inDev.Elements.some((e) => e.Control.Name === "X"), "a fixed one wins in Dev");

	const wants = (values) => ({ ReleaseId: r.Id, EnvironmentId: staging.Id, FormValues: values });
	await refused("POST", "deployments", wants({}), `/FormValues/${id.Key}`);
	await refused("POST", "deployments", wants({ [id.X]: " ", [id.Key]: "", [id.Colour]: "red", [id.Really]: "perhaps", nobody: "1", [id.Account]: "Accounts-999", Common: ["x"] }),
		...[id.X, id.Key, id.Colour, id.Really, "nobody", id.Account, "Common"].map((key) => `/FormValues/${key}`));

	const deployment = await made("deployments", wants({ X: "typed", [id.Colour]: "g", [id.Really]: true, [id.Key]: "typed-secret-key" }));
	assert.deepEqual([deployment.FormValues[id.X], deployment.FormValues[id.Really], deployment.FormValues[id.Key]], ["typed", "True", undefined]);
	assert.deepEqual(deployment.SensitiveFormValues[id.Key], { HasValue: true, NewValue: null, Hint: null });
	await ended(deployment.TaskId);
	const log = await raw(deployment.TaskId);
	assert.deepEqual(lines(log, "on").sort(), ["both typed g typed-g True c", "w1 typed of w1 typed-of w1 True c", "w2 typed g typed-g True c"]);
	assert.deepEqual(lines(log, "key"), ["16 ********"]);
	for (const text of [log, JSON.stringify(await read(`deployments/${deployment.Id}`)), JSON.stringify(await read(`events?regarding=${deployment.Id}`))])
		assert.ok(!text.includes("typed-secret-key"));

	// By name for several environments at once: what is asked for elsewhere only is no mistake.
	const answer = await call("POST", "deployments/create/untenanted/v1", { projectName: p.Name, releaseVersion: r.Version,
		environmentNames: ["Dev", "Staging"], variables: { x: "by name", Key: "another-secret" } }, 200);
	const logs = [];
	for (const { ServerTaskId } of answer.DeploymentServerTasks) {
		assert.equal((await ended(ServerTaskId)).State, "Success");
		logs.push(lines(await raw(ServerTaskId), "on").sort()[0]);
	}
	assert.deepEqual(logs, ["both dev b dev-b False c", "both by name b by name-b False c"]);
});

test("V14: a preview shows what wins at a place, evaluated, what loses, and no secret", async () => {
	const set = await made("libraryvariablesets", { Name: "Previewed" });
	await setVariables(set, [{ Name: "Url", Value: "library", Scope: { Environment: [dev.Id] } }, { Name: "Tie", Value: "library" }]);
	const p = await project({ IncludedLibraryVariableSetIds: [set.Id] });
	const process = await setProcess(p, step("Web", "true", "web"));
	const account = await made("accounts", { Name: "Previewer", AccountType: "UsernamePassword", Username: "joe", Password: { HasValue: true, NewValue: "password-of-preview" } });
	await setVariables(p, [
		{ Name: "Url", Value: "http://#{Host}/#{Octopus.Environment.Name}/#{Octopus.Project.Slug}" },
		{ Name: "Host", Value: "any" }, { Name: "Host", Value: "of db", Scope: { Role: ["db"] } }, { Name: "Host", Value: "of web", Scope: { Role: ["web"] } },
		{ Name: "Host", Value: "of step", Scope: { Action: [process.Steps[0].Actions[0].Id], Environment: [staging.Id] } },
		{ Name: "Token", Value: "secret-of-preview", Type: "Sensitive" }, { Name: "Header", Value: "Bearer #{Token} #{Nope}" },
		{ Name: "Tie", Value: "project" }, { Name: "Account", Type: "UsernamePasswordAccount", Value: account.Id },
		{ Name: "Login", Value: "#{Account.Username}:#{Account.Password}" },
	]);
	const preview = async (query) => Object.fromEntries((await read(`variables/preview?project=${p.Slug}&${query}`)).Variables.map((v) => [v.Name, v]));
	const inStaging = await preview("environment=Staging");
	assert.equal(inStaging.Url.Value, `http://any/Staging/${p.Slug}`);
	assert.equal(inStaging.Url.Template, "http://#{Host}/#{Octopus.Environment.Name}/#{Octopus.Project.Slug}");
	assert.deepEqual(inStaging.Url.Source, { Id: p.Id, Name: p.Name });
	assert.deepEqual([inStaging.Token.Value, inStaging.Header.Value], [null, "Bearer ******** #{Nope}"]);
	assert.match(inStaging.Header.Problem, /Nope/);
	assert.equal(inStaging.Login.Value, "joe:********");
	assert.deepEqual([inStaging.Tie.Value, inStaging.Tie.IsTied, inStaging.Tie.Overridden[0].Value], ["project", true, "library"]);
	const inDev = await preview(`environment=${dev.Id}&machine=${machines.both.Id}`);
	assert.deepEqual([inDev.Url.Value, inDev.Url.Source.Name, inDev.Url.Overridden.map((v) => v.Source.Name)], ["library", "Previewed", [p.Name]]);
	assert.deepEqual([inDev.Host.Value, inDev.Host.IsTied, inDev.Host.Overridden.map((v) => v.Value)], ["of db", true, ["of web", "any"]]);
	assert.equal((await preview(`machine=both&action=${process.Steps[0].Actions[0].Id}`)).Host.Value, "of web", "V2: the step targets it");
	assert.equal((await preview("role=mail,web")).Host.Value, "of web");
	assert.equal((await preview("environment=Staging&role=web&action=Web")).Host.Value, "of step");
	const posted = await call("POST", "variables/preview", { project: p.Id, environment: "Staging", role: "db" }, 200);
	assert.equal(posted.Variables.find((v) => v.Name === "Host").Value, "of db");
	const r = await release(p);
	await setVariables(p, []);
	assert.equal((await read(`variables/preview?release=${r.Id}&role=db`)).Variables.find((v) => v.Name === "Host").Value, "of db");
	assert.equal((await read(`variables/preview?project=${p.Id}`)).Variables.find((v) => v.Name === "Host"), undefined);
	await refused("GET", "variables/preview", undefined, "/project");
	await refused("GET", `variables/preview?project=${p.Id}&environment=Mars&action=none`, undefined, "/environment");
	await refused("GET", `variables/preview?project=${p.Id}&action=none`, undefined, "/action");
});

test("T3: a concurrency tag lets tasks of different projects wait for each other", async () => {
	const tasks = [];
	for (const name of ["first", "second"]) {
		const p = await project();
		await setVariables(p, [{ Name: "Octopus.Task.ConcurrencyTag", Value: "shared/#{Octopus.Environment.Name}" }]);
		await setProcess(p, step(name, `echo "begin:$(date +%s%N)"\nsleep 1\necho "end:$(date +%s%N)"`));
		const r = await release(p);
		tasks.push((await made("deployments", { ReleaseId: r.Id, EnvironmentId: dev.Id })).TaskId);
	}
	const times = [];
	for (const id of tasks) {
		assert.equal((await ended(id)).State, "Success");
		const log = await raw(id);
		times.push(["begin", "end"].map((mark) => BigInt(lines(log, mark)[0])));
	}
	assert.ok(times[0][1] < times[1][0] || times[1][1] < times[0][0], "one after the other");
});

test("V3: sealed properties of a step are its variables, and lose to those of people", async () => {
	const p = await project();
	await setProcess(p, step("One", 't=$(get_octopusvariable Own.Token); echo "token:${#t} $t #{Own.Text}"', "",
		{ "Own.Token": { HasValue: true, NewValue: "sealed-property" }, "Own.Text": "in #{Octopus.Environment.Name}" }));
	assert.deepEqual(lines(await deploy(await release(p)), "token"), ["15 ******** in Dev"]);
	await setVariables(p, [{ Name: "Own.Token", Value: "plain" }]);
	assert.deepEqual(lines(await deploy(await release(p)), "token"), ["5 plain in Dev"]);
});

test("what names an account, or is for one environment alone, is told", async () => {
	const p = await project(), set = await made("libraryvariablesets", { Name: "Naming" });
	const account = await made("accounts", { Name: "Named", AccountType: "Token", Token: { HasValue: true, NewValue: "token-of-named" } });
	const other = await made("accounts", { Name: "Other", AccountType: "UsernamePassword", Username: "joe", Password: { HasValue: true, NewValue: "other-password" } });
	await setVariables(p, [
		{ Name: "Login", Type: "UsernamePasswordAccount", Value: other.Id }, { Name: "Text", Value: account.Id },
		{ Name: "Alone", Value: "1", Scope: { Environment: [staging.Id] } }, { Name: "Both", Value: "1", Scope: { Environment: [staging.Id, dev.Id] } },
		{ Name: "Here", Value: "1", Scope: { Machine: [machines.d1.Id], Environment: [dev.Id] } },
	]);
	await setVariables(set, [{ Name: "Login", Type: "UsernamePasswordAccount", Value: other.Id }]);
	const usages = await read(other.Links.Usages);
	assert.deepEqual(usages.ProjectVariableSets.map((u) => u.ProjectId), [p.Id]);
	assert.deepEqual(usages.LibraryVariableSets.map((u) => u.LibraryVariableSetName), ["Naming"]);
	assert.deepEqual((await read(account.Links.Usages)).ProjectVariableSets, []);
	const alone = await read(`environments/${staging.Id}/singlyScopedVariableDetails`);
	assert.deepEqual(alone.VariableMap[p.VariableSetId], ["Alone"]);
	assert.deepEqual((await read(`machines/${machines.d1.Id}/singlyScopedVariableDetails`)).VariableMap[p.VariableSetId], ["Here"]);
});

test("a set of 500 variables is saved, read and previewed at ease, secrets among them", async () => {
	const p = await project();
	const many = Array.from({ length: 500 }, (_, i) => ({ Name: `Group${i % 50}.Name${i}`, Value: i ? `#{Group${(i - 1) % 50}.Name${i - 1}}` : "end",
		...(i % 25 === 24 ? { Type: "Sensitive", Value: `secret-value-${i}` } : {}), Scope: { Environment: [i % 2 ? dev.Id : staging.Id, dev.Id] } }));
	const saved = await setVariables(p, many);
	assert.equal(saved.Variables.length, 500);
	const again = await setVariables(p, saved.Variables);
	assert.deepEqual(again.Variables, saved.Variables);
	const preview = await read(`variables/preview?project=${p.Id}&environment=${dev.Id}`);
	assert.equal(preview.Variables.length, 500);
	assert.equal(preview.Variables.find((v) => v.Name === "Group23.Name23").Value, "end");
	assert.equal(preview.Variables.find((v) => v.Name === "Group25.Name25").Value, "********");
	assert.equal((await read(`variables/names?project=${p.Id}`)).length, 500);
	await setProcess(p, step("One", 'echo "say:#{Group20.Name20}"'));
	assert.deepEqual(lines(await deploy(await release(p)), "say"), ["end"]);
});
