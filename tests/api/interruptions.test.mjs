// People in the loop: manual interventions and guided failures, answered through the API
// and done by the real runner. Names of tests are rules and scenarios of the process rules.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root, startServer } from "../lib/server.mjs";
import { talkTo } from "../lib/talk.mjs";

let server, home, environment, lifecycle, group, people;

const { send, made, read, raw, until, ended } = talkTo(() => server);
const pending = (taskId, count = 1) => until(`${count} interruptions of ${taskId}`, async () => {
	const page = await read(`interruptions?regarding=${taskId}&pendingOnly=true`);
	return page.TotalResults === count && page.Items;
});
async function answer(interruption, values, key) {
	const taken = await send("PUT", interruption.Links.Responsible, undefined, { key });
	assert.equal(taken.status, 200, taken.text);
	return made(interruption.Links.Submit, values, { key });
}

/** Executors of this server: a task that only waits has none. */
const executors = () => readdirSync("/proc").filter((name) => /^\d+$/.test(name)).filter((pid) => {
	try {
		return /slipway-runner\0executor/.test(readFileSync(`/proc/${pid}/cmdline`, "latin1")) &&
			readFileSync(`/proc/${pid}/environ`, "latin1").includes(`SLIPWAY_HOME=${server.home}`);
	} catch { return false; }
});
const parked = () => until("parking", () => executors().length === 0);

const script = (name, body = "echo well", more = {}) => ({
	Name: name, ...more.step, Properties: { "Octopus.Action.TargetRoles": more.role ?? "", ...more.properties },
	Actions: [{ Name: name, ActionType: "Octopus.Script", ...more.action, Properties: {
		"Octopus.Action.RunOnServer": "true", "Octopus.Action.Script.ScriptSource": "Inline",
		"Octopus.Action.Script.Syntax": "Bash", "Octopus.Action.Script.ScriptBody": body } }],
});
const manual = (name, properties = {}, step = {}) => ({
	Name: name, ...step, Properties: {},
	Actions: [{ Name: name, ActionType: "Octopus.Manual", Properties: {
		"Octopus.Action.Manual.Instructions": "Look at **#{Octopus.Release.Number}** first", ...properties } }],
});
const beside = { step: { StartTrigger: "StartWithPrevious" } };

let projects = 0;
async function project(steps, more = {}) {
	const made_ = await made("projects", { Name: `Project ${++projects}`, ProjectGroupId: group.Id, LifecycleId: lifecycle.Id, ...more });
	const process = await read(`deploymentprocesses/${made_.DeploymentProcessId}`);
	const saved = await send("PUT", `deploymentprocesses/${process.Id}`, { ...process, Steps: steps });
	assert.equal(saved.status, 200, saved.text);
	return made("releases", { ProjectId: made_.Id, Version: "1.0.0" });
}
const deploy = (release, more = {}) =>
	made("deployments", { ReleaseId: release.Id, EnvironmentId: environment.Id, ...more });

/** "Step 1: A:Success Server:Success" of all nodes below the root. */
async function tree(taskId) {
	const { ActivityLogs: [root] } = await read(`/api/tasks/${taskId}/details`);
	const walk = (node) => node.Children.flatMap((child) => [`${child.Name}:${child.Status}`, ...walk(child)]);
	return walk(root);
}

before(async () => {
	home = mkdtempSync(join(tmpdir(), "slipway-test-"));
	server = await startServer({ home });
	environment = await made("environments", { Name: "Test" });
	[group] = await read("projectgroups/all");
	[lifecycle] = await read("lifecycles/all");
	for (const name of ["w1", "w2"])
		await made("machines", { Name: name, EnvironmentIds: [environment.Id], Roles: ["web"], Endpoint: { CommunicationStyle: "None" } });
	people = {};
	for (const name of ["ana", "ben"]) {
		const user = await made("/api/users", { Username: name, DisplayName: name === "ana" ? "Ana" : "Ben", EmailAddress: `${name}@example.org`, Password: "correct horse battery", IsActive: true });
		const key = await made(`/api/users/${user.Id}/apikeys`, { Purpose: "test" });
		people[name] = { ...user, key: key.ApiKey };
	}
});
after(async () => {
	await server?.stop();
	rmSync(home, { recursive: true, force: true });
});

test("M1-M4: a task waits without a process, somebody answers, it goes on", async () => {
	const outputs = ["Notes", "Approved", "ResponsibleUser.Id", "ResponsibleUser.Username", "ResponsibleUser.DisplayName", "ResponsibleUser.EmailAddress"];
	const release = await project([script("Before"), manual("Approve"), script("After", outputs.map((name) =>
		`echo "${name}=$(get_octopusvariable "Octopus.Action[Approve].Output.Manual.${name}")"`).join("\n"))]);
	const { TaskId, Id } = await deploy(release);
	const [asked] = await pending(TaskId);
	await parked();

	const task = await read(`/api/tasks/${TaskId}`);
	assert.deepEqual([task.State, task.HasPendingInterruptions, task.IsCompleted], ["Executing", true, false]);
	assert.equal((await read("/api/tasks?hasPendingInterruptions=true")).TotalResults, 1);
	assert.equal((await read("/api/tasks")).TotalCounts.Interrupted, 1);
	assert.deepEqual(
		[asked.Title, asked.Type, asked.IsPending, asked.TaskId, asked.ResponsibleUserId, asked.CanTakeResponsibility, asked.HasResponsibility],
		["Approve", "ManualIntervention", true, TaskId, null, true, false]);
	assert.deepEqual(asked.RelatedDocumentIds, [Id, release.ProjectId, environment.Id, TaskId]);
	assert.ok(asked.CorrelationId.startsWith(`${TaskId}_`));
	assert.deepEqual(asked.Form, {
		Values: { Instructions: null, Notes: null, Result: null },
		Elements: [
			{ Name: "Instructions", IsValueRequired: false, Control: { Type: "Paragraph", Text: "Look at **1.0.0** first", ResolveLinks: false } },
			{ Name: "Notes", IsValueRequired: false, Control: { Type: "TextArea", Label: "Notes" } },
			{ Name: "Result", IsValueRequired: true, Control: { Type: "SubmitButtonGroup", Buttons: [
				{ Text: "Proceed", Value: "Proceed", RequiresConfirmation: false },
				{ Text: "Abort", Value: "Abort", RequiresConfirmation: true }] } }],
	});
	assert.deepEqual(await read(asked.Links.Self), asked);
	for (const about of [Id, release.ProjectId, environment.Id])
		assert.ok((await read(`interruptions?regarding=${about}`)).Items.some((one) => one.Id === asked.Id), about);
	assert.equal((await read(`interruptions?ids=${asked.Id}`)).TotalResults, 1);

	assert.equal((await send("GET", asked.Links.Responsible)).status, 404);
	assert.match((await send("POST", asked.Links.Submit, { Result: "Proceed" })).body.Errors[0], /responsibility/);
	const { status, body } = await send("PUT", asked.Links.Responsible, undefined, { key: people.ana.key });
	assert.deepEqual([status, body.Id, body.Username], [200, people.ana.Id, "ana"]);
	assert.equal((await read(asked.Links.Responsible)).Id, people.ana.Id);
	assert.equal((await send("PUT", asked.Links.Responsible, undefined, { key: people.ben.key })).status, 400, "one holder");
	assert.equal((await send("POST", asked.Links.Submit, { Result: "Proceed" })).status, 400, "only the holder");
	const wrong = await send("POST", asked.Links.Submit, { Notes: "x" }, { key: people.ana.key });
	assert.deepEqual([wrong.status, Object.keys(wrong.body.Details)], [400, ["/Result"]]);
	assert.equal((await send("POST", asked.Links.Submit, { Result: "Retry" }, { key: people.ana.key })).status, 400);

	const done = await made(asked.Links.Submit, { Instructions: null, Notes: "all green", Result: "Proceed" }, { key: people.ana.key });
	assert.deepEqual([done.IsPending, done.Form.Values.Result, done.Form.Values.Notes, done.ResponsibleUserId],
		[false, "Proceed", "all green", people.ana.Id]);
	assert.equal((await send("POST", asked.Links.Submit, { Result: "Proceed" }, { key: people.ana.key })).status, 400, "once");
	const end = await ended(TaskId);
	assert.deepEqual([end.State, end.HasPendingInterruptions], ["Success", false]);
	assert.deepEqual(await tree(TaskId), ["Step 1: Before:Success", "Server:Success", "Step 2: Approve:Success", "Server:Success",
		"Step 3: After:Success", "Server:Success"]);
	const log = await raw(TaskId);
	assert.match(log, /Ana said to proceed\.[\s\S]*Notes: all green/);
	for (const [i, value] of ["all green", "True", people.ana.Id, "ana", "Ana", "ana@example.org"].entries())
		assert.ok(log.includes(`${outputs[i]}=${value}`), outputs[i]);
	const events = (await read(`/api/events?regarding=${TaskId}`)).Items.map((event) => event.Category);
	assert.deepEqual(events, ["DeploymentSucceeded", "DeploymentResumed", "InterruptionSubmitted", "Modified",
		"ManualInterventionInterruptionRaised", "DeploymentStarted", "DeploymentQueued"]);
	assert.equal((await send("GET", `interruptions/Interruptions-999`)).status, 404);
});

test("M2: only responsible teams and administrators answer", async () => {
	const team = (await read("/api/teams/all")).find((one) => one.Id === "teams-administrators");
	const release = await project([manual("Approve", { "Octopus.Action.Manual.ResponsibleTeamIds": team.Id })]);
	const { TaskId } = await deploy(release);
	const [asked] = await pending(TaskId);
	assert.deepEqual(asked.ResponsibleTeamIds, [team.Id]);
	assert.equal((await send("GET", asked.Links.Self, undefined, { key: people.ana.key })).body.CanTakeResponsibility, false);
	assert.equal((await send("PUT", asked.Links.Responsible, undefined, { key: people.ana.key })).status, 403);
	assert.ok((await raw(TaskId)).includes(`Waiting for one of: ${team.Name}.`));
	await answer(asked, { Result: "Proceed" });
	assert.equal((await ended(TaskId)).State, "Success");

	const everyone = await project([manual("Approve", { "Octopus.Action.Manual.ResponsibleTeamIds": "teams-everyone" })]);
	const open = (await deploy(everyone)).TaskId;
	await answer((await pending(open))[0], { Result: "Proceed" }, people.ben.key);
	assert.equal((await ended(open)).State, "Success");
});

test("37: Abort fails the step without guidance, what runs on failure runs", async () => {
	const release = await project([manual("Approve"), script("Next"), script("Tidy up", "echo tidy", { step: { Condition: "Failure" } })]);
	const { TaskId } = await deploy(release, { UseGuidedFailure: true });
	const [asked] = await pending(TaskId);
	await answer(asked, { Result: "Abort", Notes: "not on a Friday" });
	assert.equal((await ended(TaskId)).State, "Failed");
	assert.deepEqual(await tree(TaskId), ["Step 1: Approve:Failed", "Server:Failed", "Step 2: Next:Skipped", "Server:Skipped",
		"Step 3: Tidy up:Success", "Server:Success"]);
	assert.match(await raw(TaskId), /aborted the deployment\.[\s\S]*Notes: not on a Friday/);
	assert.equal((await read(`interruptions?regarding=${TaskId}`)).TotalResults, 1);
});

test("38: while it waits the next deployment starts, unless it blocks", async () => {
	const open = await project([manual("Approve", {}, { Properties: {} }), script("After")]);
	const first = await deploy(open);
	const [asked] = await pending(first.TaskId);
	await parked();
	const second = await deploy(open);
	const [again] = await pending(second.TaskId);
	await answer(again, { Result: "Proceed" });
	assert.equal((await ended(second.TaskId)).State, "Success");
	await answer(asked, { Result: "Proceed" });
	assert.equal((await ended(first.TaskId)).State, "Success");

	const closed = await project([manual("Approve", { "Octopus.Action.Manual.BlockConcurrentDeployments": "True" })]);
	const holder = await deploy(closed);
	const [held] = await pending(holder.TaskId);
	await parked();
	const queued = await deploy(closed);
	const other = await deploy(open); // goes through the same queue, so the other was passed over
	await pending(other.TaskId);
	assert.equal((await read(`/api/tasks/${other.TaskId}/queued-behind`)).TotalResults, 0);
	assert.equal((await read(`/api/tasks/${queued.TaskId}`)).State, "Queued");
	assert.equal((await read(`/api/tasks/${queued.TaskId}/queued-behind`)).Items[0].Id, holder.TaskId);
	await answer(held, { Result: "Proceed" });
	const [next] = await pending(queued.TaskId);
	await answer(next, { Result: "Proceed" });
	for (const { TaskId } of [holder, queued]) assert.equal((await ended(TaskId)).State, "Success");
	assert.equal((await send("POST", `/api/tasks/${other.TaskId}/cancel`)).body.State, "Canceled");
});

test("M1: what waits takes no place among the running tasks", async () => {
	const releases = [];
	for (let n = 0; n < 6; n++) releases.push(await project([manual("Approve")])); // the cap is five
	const waiting = [];
	for (const release of releases) waiting.push((await deploy(release)).TaskId);
	for (const taskId of waiting) await pending(taskId);
	assert.equal((await ended((await deploy(await project([script("Run")]))).TaskId)).State, "Success");
	for (const taskId of waiting) await send("POST", `/api/tasks/${taskId}/cancel`);
});

test("M6: several wait in a parallel group, answered in any order, while others run", async () => {
	const flag = `${server.home}-flag`;
	const release = await project([manual("One"), manual("Two", {}, beside.step), script("Beside", `while [ ! -e ${flag} ]; do sleep 0.1; done`, beside), script("Last")]);
	const { TaskId } = await deploy(release);
	const asked = await pending(TaskId, 2);
	assert.equal(executors().length, 1, "something runs");
	await answer(asked.find((one) => one.Title === "Two"), { Result: "Proceed" });
	await until("step Two ends", async () => (await tree(TaskId)).includes("Step 2: Two:Success"));
	assert.equal((await read(`/api/tasks/${TaskId}`)).HasPendingInterruptions, true);
	await answer(asked.find((one) => one.Title === "One"), { Result: "Proceed" });
	await until("step One ends", async () => (await tree(TaskId)).includes("Step 1: One:Success"));
	assert.ok((await tree(TaskId)).includes("Step 4: Last:Pending"));
	execFileSync("touch", [flag]);
	assert.equal((await ended(TaskId)).State, "Success");
	execFileSync("rm", [flag]);
});

test("14, M6: the next child waits; one interruption a machine", async () => {
	const parent = (role) => ({
		Name: "Both", Properties: { "Octopus.Action.TargetRoles": role, "Octopus.Action.MaxParallelism": role ? "1" : "" },
		Actions: [...manual("Ask").Actions, ...script("Run", "echo ran on $(get_octopusvariable Octopus.Machine.Name)").Actions] });
	const { TaskId } = await deploy(await project([parent("")]));
	const [asked] = await pending(TaskId);
	assert.deepEqual(await tree(TaskId), ["Step 1: Both:Running", "1.1: Ask:Running", "1.2: Run:Pending"]);
	await answer(asked, { Result: "Proceed" });
	assert.equal((await ended(TaskId)).State, "Success");

	const rolling = (await deploy(await project([parent("web")]))).TaskId;
	const [first] = await pending(rolling);
	assert.equal(first.Title, "Ask on w1");
	await answer(first, { Result: "Proceed" });
	const [second] = await pending(rolling);
	assert.equal(second.Title, "Ask on w2");
	await answer(second, { Result: "Abort" });
	assert.equal((await ended(rolling)).State, "Failed");
	assert.deepEqual(await tree(rolling), ["Step 1: Both:Failed", "w1:Success", "1.1: Ask:Success", "1.2: Run:Success",
		"w2:Failed", "1.1: Ask:Failed", "1.2: Run:Skipped"]);
});

test("cancel while it waits ends it at once, answers come too late", async () => {
	const release = await project([script("Before", "echo 1", { role: "web" }), manual("Approve"), script("Always", "echo 1", { step: { Condition: "Always" } })]);
	const { TaskId, Id } = await deploy(release);
	const [asked] = await pending(TaskId);
	await parked();
	const { body } = await send("POST", `/api/tasks/${TaskId}/cancel`, {});
	assert.deepEqual([body.State, body.IsCompleted, body.HasPendingInterruptions], ["Canceled", true, false]);
	assert.deepEqual(await tree(TaskId), ["Step 1: Before:Success", "Server on behalf of w1:Success", "Server on behalf of w2:Success",
		"Step 2: Approve:Canceled", "Server:Canceled", "Step 3: Always:Canceled", "Server:Canceled"]);
	assert.match(await raw(TaskId), /The deployment was canceled\./);
	assert.equal((await send("PUT", asked.Links.Responsible)).status, 400);
	assert.equal((await read(asked.Links.Self)).IsPending, false);
	assert.equal((await read(`deployments/${Id}`)).DeployedToMachineIds.length, 2);
	const number = TaskId.split("-")[1];
	await until("the end of its spool", () => !readdirSync(join(home, "spool")).some((name) => name.startsWith(`servertasks-${number}-`)));
});

test("39, G1: guided failure by choice, project and environment", async () => {
	const failing = [script("Work", "echo no; exit 1"), script("Next")];
	const off = (await deploy(await project(failing))).TaskId;
	assert.equal((await ended(off)).State, "Failed");
	assert.match(await raw(off), /Guided failure is not enabled for this task/);

	const on = await deploy(await project(failing, { DefaultGuidedFailureMode: "On" }));
	assert.equal((await read(`deployments/${on.Id}`)).UseGuidedFailure, true);
	const [asked] = await pending(on.TaskId);
	await parked();
	assert.deepEqual([asked.Type, asked.Title], ["GuidedFailure", "Step 1 failed: Work"]);
	assert.match(asked.Form.Elements[0].Control.Text, /exit code 1/);
	assert.deepEqual(asked.Form.Elements[2].Control.Buttons.map((button) => button.Value), ["Fail", "Retry", "Ignore"]);
	assert.equal(asked.Form.Elements[2].Name, "Guidance");
	await answer(asked, { Guidance: "Fail" });
	assert.equal((await ended(on.TaskId)).State, "Failed");
	assert.deepEqual(await tree(on.TaskId), ["Step 1: Work:Failed", "Server:Failed", "Step 2: Next:Skipped", "Server:Skipped"]);

	await send("PUT", `environments/${environment.Id}`, { ...environment, UseGuidedFailure: true });
	const ignored = (await deploy(await project(failing))).TaskId;
	await answer((await pending(ignored))[0], { Guidance: "Ignore" });
	assert.equal((await ended(ignored)).State, "Success");
	assert.deepEqual(await tree(ignored), ["Step 1: Work:SuccessWithWarning", "Server:SuccessWithWarning", "Step 2: Next:Success", "Server:Success"]);
	const asked_off = (await deploy(await project(failing), { UseGuidedFailure: false })).TaskId;
	assert.equal((await ended(asked_off)).State, "Failed");
	await send("PUT", `environments/${environment.Id}`, { ...environment, UseGuidedFailure: false });
});

test("G2: Retry runs the unit again, as often as somebody says so", async () => {
	const file = `/tmp/slipway-retry-${process.pid}`;
	const release = await project([script("Work", `echo x >> ${file}; [ "$(wc -l < ${file})" -ge 3 ]`)]);
	const { TaskId } = await deploy(release, { UseGuidedFailure: true });
	for (let n = 0; n < 2; n++) await answer((await pending(TaskId))[0], { Guidance: "Retry", Notes: `try ${n}` });
	assert.equal((await ended(TaskId)).State, "Success");
	assert.equal(execFileSync("wc", ["-l", file]).toString().split(" ")[0], "3");
	execFileSync("rm", [file]);
	assert.match(await raw(TaskId), /said to run it again\.[\s\S]*Notes: try 0[\s\S]*Notes: try 1/);
});

test("39: Exclude leaves the machine out of the rest; G3: a required step only fails or is tried again", async () => {
	const fails = `[ "$(get_octopusvariable Octopus.Machine.Name)" != w1 ]`;
	const { TaskId, Id } = await deploy(await project([script("Web", fails, { role: "web" }), script("Again", "echo without $(get_octopusvariable Octopus.Deployment.ExcludedMachines)", { role: "web" })]), { UseGuidedFailure: true });
	const [asked] = await pending(TaskId);
	assert.equal(asked.Title, "Step 1 failed: Web on w1");
	assert.deepEqual(asked.Form.Elements[2].Control.Buttons.map((button) => button.Value), ["Fail", "Retry", "Ignore", "Exclude"]);
	await answer(asked, { Guidance: "Exclude" });
	assert.equal((await ended(TaskId)).State, "Success");
	assert.deepEqual(await tree(TaskId), ["Step 1: Web:SuccessWithWarning", "Server on behalf of w1:Failed", "Server on behalf of w2:Success",
		"Step 2: Again:Success", "Server on behalf of w1:Skipped", "Server on behalf of w2:Success"]);
	assert.equal((await read(`deployments/${Id}`)).DeployedToMachineIds.length, 1);
	assert.match(await raw(TaskId), /without Machines-\d+\n/);

	const required = (await deploy(await project([script("Web", fails, { role: "web", action: { IsRequired: true } })]), { UseGuidedFailure: true })).TaskId;
	const [only] = await pending(required);
	assert.deepEqual(only.Form.Elements[2].Control.Buttons.map((button) => button.Value), ["Fail", "Retry"]);
	await answer(only, { Guidance: "Fail" });
	assert.equal((await ended(required)).State, "Failed");
});

test("sensitive values in instructions are masked", async () => {
	const release = await (async () => {
		const made_ = await made("projects", { Name: "Secretive", ProjectGroupId: group.Id, LifecycleId: lifecycle.Id });
		const set = await read(`variables/${made_.VariableSetId}`);
		const saved = await send("PUT", `variables/${set.Id}`, { ...set, Variables: [{ Name: "Password", Type: "Sensitive", IsSensitive: true, Value: "open-sesame" }] });
		assert.equal(saved.status, 200, saved.text);
		const process = await read(`deploymentprocesses/${made_.DeploymentProcessId}`);
		await send("PUT", `deploymentprocesses/${process.Id}`, { ...process, Steps: [manual("Approve", { "Octopus.Action.Manual.Instructions": "Say #{Password} aloud" })] });
		return made("releases", { ProjectId: made_.Id, Version: "1.0.0" });
	})();
	const { TaskId } = await deploy(release);
	const [asked] = await pending(TaskId);
	assert.equal(asked.Form.Elements[0].Control.Text, "Say ******** aloud");
	await answer(asked, { Result: "Proceed" });
	assert.equal((await ended(TaskId)).State, "Success");
});

test("a recorded answer is replayed with what is asked then", async () => {
	const release = await project([manual("Approve"), manual("Sign", {}, { StartTrigger: "StartWithPrevious" }), script("Work", "exit 1")]);
	const recording = await made("/api/slipway/recordings", { Name: "Approving", AllRequests: true });
	const { TaskId } = await deploy(release, { UseGuidedFailure: true });
	for (const one of await pending(TaskId, 2)) await answer(one, { Result: "Proceed" });
	await answer((await pending(TaskId))[0], { Guidance: "Ignore" });
	assert.equal((await ended(TaskId)).State, "Success");
	await made(`/api/slipway/recordings/${recording.Id}/stop`, {});

	const environmentOf = { ...process.env, OCTOPUS_URL: server.url, OCTOPUS_API_KEY: server.apiKey };
	for (const [format, command] of [["bash", ["bash"]], ["json", ["node", join(root, "tools/replay.mjs")]]]) {
		const { text } = await server.api("GET", `/api/slipway/recordings/${recording.Id}/export?format=${format}`);
		assert.doesNotMatch(text, /Interruptions-\d/, "no literal id");
		const file = join(home, `recording.${format}`);
		writeFileSync(file, text);
		const said = execFileSync(command[0], [...command.slice(1), file], { env: environmentOf, encoding: "utf8" });
		const replayed = said.match(/ServerTasks-\d+/g).pop();
		assert.notEqual(replayed, TaskId);
		assert.equal((await ended(replayed)).State, "Success", said);
	}
});

test("what waits survives a restart of everything", async () => {
	const file = `/tmp/slipway-once-${process.pid}`;
	const release = await project([script("Before", `echo x >> ${file}`), manual("Approve"), script("After", "exit 1"), script("Last")]);
	const { TaskId } = await deploy(release, { UseGuidedFailure: true });
	await pending(TaskId);
	await parked();
	await restart();
	const [asked] = await pending(TaskId);
	await answer(asked, { Result: "Proceed" });
	const [failed] = await pending(TaskId);
	await parked();
	await restart();
	await answer(failed, { Guidance: "Ignore" });
	assert.equal((await ended(TaskId)).State, "Success");
	assert.equal(readFileSync(file, "utf8"), "x\n", "nothing ran twice");
	execFileSync("rm", [file]);
});

/** Stops the server, and starts it again in its home. */
async function restart() {
	const { port, apiKey } = server;
	await server.stop();
	server = await startServer({ home, port, env: { ADMIN_API_KEY: apiKey } });
}
