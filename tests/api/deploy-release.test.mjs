// Steps that deploy a release of another project, against the real runner. Names of tests
// are rules of the process rules (B2 to B4) and its scenario 45.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parent, player, script, step } from "../lib/process.mjs";
import { startServer } from "../lib/server.mjs";

let server, home, p;
const cap = "2"; // tasks at once: parents that wait must not count

before(async () => {
	home = mkdtempSync(join(tmpdir(), "slipway-release-"));
	server = await startServer({ home, env: { SLIPWAY_TASK_CAP: cap } });
	p = await player(server);
});
after(async () => {
	await server?.stop();
	if (home) rmSync(home, { recursive: true });
});

const prefix = "Octopus.Action.DeployRelease.";
/** An action that deploys a project's release. */
const deploys = (name, project, more = {}, action = {}) => ({
	Name: name, ActionType: "Octopus.DeployRelease", ...action, Properties: {
		[`${prefix}ProjectId`]: project, ...Object.fromEntries(Object.entries(more).map(([key, value]) => [prefix + key, value])) },
});
const chain = (name, project, more, options = {}) => parent(name, [deploys(name, project, more, options.action)], options);
const next = (project, Version, more = {}) => p.made("releases", { ProjectId: project.Id, Version, ...more });
const picked = (name, Version) => ({ SelectedPackages: [{ ActionName: name, PackageReferenceName: "", Version }] });
const children = async (task) => (await p.read(`/api/tasks/${task}/details`)).ChildTasks;
const only = async (task) => (await children(task))[0];
const says = (result, pattern) => assert.match(result.lines.join("\n"), pattern);
/** A child project that has this release, deployed to Dev if wanted. */
const child = (steps, more) => p.release(steps ?? [step("Work")], more);

test("B2 the version is chosen with the release, by default the one created last; its channel is used", async () => {
	const web = await child([step("Work", "echo version #{Octopus.Release.Number} in #{Octopus.Environment.Name}")]);
	await next(web.project, "3.0.0");
	await next(web.project, "2.0.0");
	const all = await p.release([chain("Web", web.project.Id)]);
	assert.deepEqual(all.SelectedPackages, [{ ActionName: "Web", PackageReferenceName: "", Version: "2.0.0" }]);
	const older = await next(all.project, "1.1.0", picked("Web", "1.0.0"));
	const done = await p.result(await p.deploy(older));
	assert.equal(done.outcome, "Web✓");
	assert.equal(done.state, "Success");
	const started = await only(done.task.Id);
	assert.equal(started.State, "Success");
	assert.match(started.Description, /release 1\.0\.0 to Dev$/);
	says(done, new RegExp(`Wait ${started.Id}: `));
	const details = await p.read(`/api/tasks/${started.Id}/details?verbose=true`);
	assert.equal(details.ParentTask.Id, done.task.Id);
	assert.match(JSON.stringify(details.ActivityLogs), /version 1\.0\.0 in Dev/);
	const deployment = await p.read(`deployments/${details.Task.DeploymentId}`);
	assert.equal(deployment.DeployedBy, done.deployment.DeployedBy);
});

test("B2 the form of a new release lists the versions, and the one chosen last", async () => {
	const web = await child();
	await next(web.project, "1.1.0");
	const all = await p.release([chain("Web", web.project.Id)]);
	await next(all.project, "1.1.0", picked("Web", "1.0.0"));
	const { Packages: [one] } = await p.read(`deploymentprocesses/${all.project.DeploymentProcessId}/template`);
	assert.deepEqual([one.ActionName, one.PackageId, one.FeedId, one.ProjectName, one.IsResolvable],
		["Web", web.project.Id, "feeds-builtin-releases", web.project.Name, true]);
	assert.deepEqual([one.Versions, one.VersionSelectedLastRelease], [["1.1.0", "1.0.0"], "1.0.0"]);
});

test("B2 a release without a version of the child, and with an unknown one, is refused", async () => {
	const empty = await p.made("projects", { Name: "Empty", ProjectGroupId: "ProjectGroups-1", LifecycleId: p.lifecycle.Id });
	const all = await p.release([step("Other")]);
	const process = await p.read(all.project.Links.DeploymentProcess);
	await p.call("PUT", all.project.Links.DeploymentProcess, { ...process, Steps: [chain("Web", empty.Id)] }, 200);
	const none = await p.call("POST", "releases", { ProjectId: all.project.Id, Version: "2.0.0" }, 400);
	assert.match(none.Details["/SelectedPackages"], /'Empty' has no release yet/);
	const web = await child();
	await p.call("PUT", all.project.Links.DeploymentProcess, { ...await p.read(all.project.Links.DeploymentProcess), Steps: [chain("Web", web.project.Id)] }, 200);
	const wrong = await p.call("POST", "releases", { ProjectId: all.project.Id, Version: "2.0.0", ...picked("Web", "9.9") }, 400);
	assert.match(wrong.Details["/SelectedPackages"], /no release '9\.9'/);
});

test("what a step must say is checked when it is saved", async () => {
	const web = await child(), all = await p.release([step("Other")]);
	for (const [properties, id, pointer] of [
		[{}, "", "ProjectId"], [{}, "Projects-9999", "ProjectId"], [{}, all.project.Id, "ProjectId"],
		[{ DeploymentCondition: "Sometimes" }, web.project.Id, "DeploymentCondition"],
		[{ Variables: "{\"A\": 1}" }, web.project.Id, "Variables"], [{ Variables: "no" }, web.project.Id, "Variables"]]) {
		const process = await p.read(all.project.Links.DeploymentProcess);
		const { Details } = await p.call("PUT", all.project.Links.DeploymentProcess, { ...process, Steps: [chain("Web", id, properties)] }, 400);
		assert.deepEqual(Object.keys(Details), [`/Steps/0/Actions/0/Properties/${prefix}${pointer}`]);
	}
	const process = await p.read(all.project.Links.DeploymentProcess);
	const action = { Name: "Web", ActionType: "Octopus.DeployRelease", Packages: [{ Name: "", PackageId: web.project.Id, FeedId: "feeds-builtin-releases" }], Properties: {} };
	const saved = await p.call("PUT", all.project.Links.DeploymentProcess, { ...process, Steps: [parent("Web", [action])] }, 200);
	assert.equal(saved.Steps[0].Actions[0].Properties[`${prefix}ProjectId`], web.project.Id, "a package names the project as well");
});

test("45 IfNewer with an older version and IfNotCurrentVersion with the same are skipped; a failed child fails the step", async () => {
	const web = await child();
	const two = await next(web.project, "2.0.0"), broken = await child([step("Work", "exit 1")]);
	await next(web.project, "1.9.0");
	assert.equal((await p.result(await p.deploy(two))).state, "Success");
	const all = await p.release([
		chain("Newer", web.project.Id, { DeploymentCondition: "IfNewer" }),
		chain("Other", web.project.Id, { DeploymentCondition: "IfNotCurrentVersion" }), step("Mark", "echo skipped: #{Octopus.Action[Newer].IsSkipped}")]);
	const older = await next(all.project, "1.1.0", { SelectedPackages: [
		{ ActionName: "Newer", PackageReferenceName: "", Version: "1.9.0" }, { ActionName: "Other", PackageReferenceName: "", Version: "2.0.0" }] });
	const kept = await p.result(await p.deploy(older));
	assert.equal(kept.outcome, "Newer– Other– Mark✓");
	assert.equal(kept.state, "Success");
	says(kept, /1\.9\.0 of '.*' is not newer than 2\.0\.0, which is in 'Dev'/);
	says(kept, /skipped: True/);
	assert.deepEqual(await children(kept.task.Id), []);
	const test_ = await p.result(await p.deploy(older, { EnvironmentId: p.environments.Test.Id }));
	assert.equal(test_.outcome, "Newer✓ Other✓ Mark✓", "nothing is in Test yet, and then something else");

	const bad = await p.play([chain("Broken", broken.project.Id), step("After"), step("Clean", "true", { on: "Failure" })]);
	assert.equal(bad.outcome, "Broken✗ After– Clean✓");
	assert.equal(bad.state, "Failed");
	says(bad, /Deploy .* release 1\.0\.0 to Dev \(ServerTasks-\d+\) failed\./);
});

test("B2 a child that is refused fails the step with the reason", async () => {
	const strict = await p.made("lifecycles", { Name: "Test only", Phases: [{ Name: "T", OptionalDeploymentTargets: [p.environments.Test.Id] }] });
	const elsewhere = await child(undefined, { LifecycleId: strict.Id });
	const done = await p.play([chain("Web", elsewhere.project.Id)]);
	assert.equal(done.outcome, "Web✗");
	says(done, /Release 1\.0\.0 of '.*' was not deployed\. .*cannot be deployed to 'Dev'/);
	const asks = await child(undefined, { variables: [{ Name: "Reason", Value: "", Prompt: { Label: "Why", Required: true } }] });
	const refused = await p.play([chain("Web", asks.project.Id)]);
	says(refused, /was not deployed\. 'Why' is required/);
	const told = await p.play([chain("Web", asks.project.Id, { Variables: JSON.stringify({ Reason: "because" }) })]);
	assert.equal(told.state, "Success", told.lines.join("\n"));
});

test("V3 variables are evaluated in the parent and win over those of the child; secrets stay hidden in both", async () => {
	const web = await child([step("Work", "echo \"got #{Greeting} #{Own} #{Key}\"; [ '#{Key}' = open-sesame-1 ] && echo same")],
		{ variables: [{ Name: "Greeting", Value: "the child's" }, { Name: "Own", Value: "own" }] });
	const done = await p.play([chain("Web", web.project.Id, { Variables: JSON.stringify({ Greeting: "Hello from #{Octopus.Project.Name}", Key: "#{Secret}" }) })],
		{ variables: [{ Name: "Secret", Value: "open-sesame-1", Type: "Sensitive", IsSensitive: true }] });
	assert.equal(done.state, "Success", done.lines.join("\n"));
	const started = await only(done.task.Id);
	const { text } = await server.api("GET", `/api/tasks/${started.Id}/raw`);
	assert.match(text, /got Hello from Project \d+ own \*{8}/);
	assert.match(text, /same/);
	const { DeploymentId } = await p.read(`/api/tasks/${started.Id}`);
	const { PassedVariables } = await p.read(`deployments/${DeploymentId}`);
	assert.deepEqual([PassedVariables.Key.HasValue, PassedVariables.Key.NewValue], [true, null]);
	const more = await server.api("POST", "/api/Spaces-1/deployments", { ReleaseId: web.Id, EnvironmentId: p.environments.Dev.Id, PassedVariables: { Own: "smuggled" } });
	assert.equal(more.status, 201, more.text);
	assert.deepEqual(more.body.PassedVariables, {}, "only a step can pass variables");
});

test("B4 outputs of the child are outputs of the step, by step and by machine", async () => {
	for (const name of ["beta", "alpha"]) await p.target(name, "out");
	const web = await child([step("Work", 'set_octopusvariable Where "$(get_octopusvariable Octopus.Machine.Name)"', { role: "out" }),
		step("Key", "set_octopusvariable Token very-secret-9 -sensitive")]);
	const done = await p.play([chain("Web", web.project.Id), step("Read",
		"echo 'one #{Octopus.Action[Web].Output.Deployment[Work].Where}'; echo 'beta #{Octopus.Action[Web].Output.Deployment[Work][beta].Where}'; " +
		"[ '#{Octopus.Action[Web].Output.Deployment[Key].Token}' = very-secret-9 ] && echo 'token #{Octopus.Action[Web].Output.Deployment[Key].Token}'")]);
	assert.equal(done.state, "Success", done.lines.join("\n"));
	says(done, /one alpha/);
	says(done, /beta beta/);
	says(done, /token \*{8}/);
});

test("B4 under a parent step with roles there is a deployment for each machine, limited to it", async () => {
	for (const name of ["roll-1", "roll-2"]) await p.target(name, "roll");
	const web = await child([step("Work", "echo on #{Octopus.Machine.Name}", { role: "roll" })]);
	const done = await p.play([parent("Roll", [script("First", "true"), deploys("Web", web.project.Id)], { role: "roll", window: 1 })]);
	assert.equal(done.outcome, "Roll✓[roll-1✓[First✓ Web✓] roll-2✓[First✓ Web✓]]");
	const made = await children(done.task.Id);
	assert.equal(made.length, 2);
	for (const [i, { Id }] of made.entries()) {
		const { text } = await server.api("GET", `/api/tasks/${Id}/raw`);
		assert.deepEqual(text.match(/on roll-\d/g), [`on roll-${i + 1}`]);
	}
});

test("B4 a project that deploys itself by way of others ends with a sentence", async () => {
	const one = await child(), two = await p.release([chain("One", one.project.Id)]);
	await p.call("PUT", one.project.Links.DeploymentProcess, { ...await p.read(one.project.Links.DeploymentProcess), Steps: [chain("Two", two.project.Id)] }, 200);
	const round = await next(one.project, "2.0.0");
	const again = await next(two.project, "2.0.0"); // of One it takes 2.0.0
	const done = await p.result(await p.deploy(again));
	assert.equal(done.state, "Failed");
	const inner = await only(done.task.Id);
	const { text } = await server.api("GET", `/api/tasks/${inner.Id}/raw`);
	assert.match(text, /A project cannot deploy itself, also not by way of others/);
	assert.ok(round.Id);
});

test("B4 two deployments that would wait for each other: the later one says so", async () => {
	const variables = [{ Name: "Octopus.Task.ConcurrencyTag", Value: "shared" }];
	const web = await child(undefined, { variables });
	const done = await p.play([chain("Web", web.project.Id)], { variables });
	assert.equal(done.outcome, "Web✗");
	says(done, /would wait for this one to end/);
	assert.deepEqual(await children(done.task.Id), []);
});

test("G1 guided failure asks about a failed child; Retry deploys again, cancelling the child counts as a failure", async () => {
	const gate = await child([step("Work", "exit 1")]);
	const all = await p.release([chain("Web", gate.project.Id)]);
	const { TaskId } = await p.deploy(all, { UseGuidedFailure: true });
	const asked = async () => (await p.read(`interruptions?regarding=${TaskId}&pendingOnly=true`)).Items[0];
	const answer = async (one, Guidance) => {
		await p.call("PUT", one.Links.Responsible, undefined, 200);
		await p.call("POST", one.Links.Submit, { Guidance }, 200);
	};
	await answer(await p.until("a question", asked), "Retry");
	await answer(await p.until("another question", asked), "Ignore");
	assert.equal((await p.ended(TaskId)).State, "Success");
	assert.deepEqual((await children(TaskId)).map((one) => one.State), ["Failed", "Failed"]);
});

test("B4 waiting parents take no place of the running tasks, and nothing is lost by a restart", async () => {
	const held = (name) => [parent(name, [{ Name: name, ActionType: "Octopus.Manual", Properties: { "Octopus.Action.Manual.Instructions": "Wait" } }])];
	const parents = [];
	for (let n = 0; n < Number(cap) + 1; n++) {
		const web = await child(held("Gate"));
		parents.push(await p.deploy(await p.release([chain("Web", web.project.Id), step("After", "echo went on")])));
	}
	const waiting = async (parentTask) => p.until(`the gate of ${parentTask}`, async () => {
		const one = await only(parentTask);
		return one?.HasPendingInterruptions && one;
	});
	const inner = [];
	for (const one of parents) inner.push(await waiting(one.TaskId));
	const second = await p.deploy({ Id: parents[0].ReleaseId });
	const { port, apiKey } = server;
	await server.stop();
	server = await startServer({ home, port, env: { SLIPWAY_TASK_CAP: cap, ADMIN_API_KEY: apiKey } });
	assert.equal((await p.read(`/api/tasks/${second.TaskId}`)).State, "Queued", "its key is kept by the parent that waits");
	const answer = async (Id) => {
		const [asked] = (await p.read(`interruptions?regarding=${Id}&pendingOnly=true`)).Items;
		await p.call("PUT", asked.Links.Responsible, undefined, 200);
		await p.call("POST", asked.Links.Submit, { Result: "Proceed" }, 200);
	};
	for (const one of inner) await answer(one.Id);
	for (const one of parents) {
		const done = await p.result(one);
		assert.equal(done.outcome, "Web✓ After✓");
		assert.equal((await children(one.TaskId)).length, 1, "it was started once");
	}
	await answer((await waiting(second.TaskId)).Id);
	assert.equal((await p.ended(second.TaskId)).State, "Success");
});

test("B4 a cancelled parent spares its child", async () => {
	const gate = await child([parent("Gate", [{ Name: "Gate", ActionType: "Octopus.Manual", Properties: { "Octopus.Action.Manual.Instructions": "Wait" } }])]);
	const { TaskId } = await p.deploy(await p.release([chain("Web", gate.project.Id), step("Never")]));
	const inner = await p.until("the gate", async () => {
		const one = await only(TaskId);
		return one?.HasPendingInterruptions && one;
	});
	await p.call("POST", `/api/tasks/${TaskId}/cancel`, undefined, 200);
	assert.equal((await p.ended(TaskId)).State, "Canceled");
	assert.equal((await p.read(`/api/tasks/${inner.Id}`)).State, "Executing");
	await p.call("POST", `/api/tasks/${inner.Id}/cancel`, undefined, 200);
	assert.equal((await p.ended(inner.Id)).State, "Canceled");
});
