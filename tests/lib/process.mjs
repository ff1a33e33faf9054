// Processes in short form, and what became of them in short form: for tests that play
// scenarios of the process rules against the real runner.
//
//   const done = await play(server, [step("A", "exit 1"), step("B", "true", { on: "Always" })]);
//   assert.equal(done.outcome, "A✗ B✓");
import assert from "node:assert/strict";

const s = "/api/Spaces-1";

export const script = (name, body, more = {}) => ({
	Name: name, ActionType: "Octopus.Script", ...more, Properties: {
		"Octopus.Action.RunOnServer": "true", "Octopus.Action.Script.ScriptSource": "Inline",
		"Octopus.Action.Script.Syntax": "Bash", "Octopus.Action.Script.ScriptBody": body, ...more.Properties },
});
export const manual = (name, more = {}) => ({
	Name: name, ActionType: "Octopus.Manual", ...more, Properties: { "Octopus.Action.Manual.Instructions": "Look", ...more.Properties },
});

/**
 * A step of these actions. `role`: on behalf of the targets with it; `window`: rolling; `on`: run
 * condition; `when`: its expression; `beside`: starts with the previous one.
 */
export const parent = (name, actions, { role = "", window, on, when, beside, ...more } = {}) => ({
	Name: name, ...more, Actions: actions, StartTrigger: beside ? "StartWithPrevious" : "StartAfterPrevious",
	Condition: when === undefined ? on ?? "Success" : "Variable",
	Properties: {
		"Octopus.Action.TargetRoles": role,
		...(when === undefined ? {} : { "Octopus.Step.ConditionVariableExpression": when }),
		...(window === undefined ? {} : { "Octopus.Action.MaxParallelism": String(window) }) },
});

/** A step with one script; `action`: more of it. */
export const step = (name, body = "true", { action, ...more } = {}) => parent(name, [script(name, body, action)], more);

/** A child that runs if its expression holds. */
export const when = (expression) => ({ Condition: "Variable", Properties: { "Octopus.Action.ConditionVariableExpression": expression } });

const marks = { Success: "✓", Failed: "✗", Skipped: "–", SuccessWithWarning: "w", Canceled: "c", Pending: "?", Running: "~" };

/** "A✗[w1✗ w2✓]": the name of a node (or of its machine), how it ended, and what is below. */
function textOf(node) {
	const below = node.Children.filter((child) => child.Name !== "Server" && !/^Attempt /.test(child.Name)).map(textOf).join(" ");
	return node.Name.replace(/^(Step )?[\d.]+: |^Server on behalf of /, "") + marks[node.Status] + (below && `[${below}]`);
}

export const outcomeOf = (root) => root.Children.map(textOf).join(" ");

/** All lines of the nodes of a task's details, as "node: text". */
export const linesOf = (root, path = "") => [
	...root.LogElements.map((line) => `${path || "root"}: ${line.Category} ${line.MessageText}`),
	...root.Children.flatMap((child) => linesOf(child, path ? `${path}/${child.Name}` : child.Name)),
];

/** A player of processes on a server: everything it makes is its own. */
export async function player(server) {
	let count = 0;
	async function call(method, path, json, wanted) {
		const answer = await server.api(method, path.startsWith("/") ? path : `${s}/${path}`, json);
		assert.equal(answer.status, wanted, `${method} ${path}: ${answer.text}`);
		return answer.body;
	}
	const made = (path, json) => call("POST", path, json, 201);
	const read = (path) => call("GET", path, undefined, 200);

	/** Asks until it is so: what a test waits for has no time of its own. */
	async function until(what, found) {
		for (let tries = 0; tries < 3000; tries++) {
			const value = await found();
			if (value) return value;
			await new Promise((done) => setTimeout(done, 100));
		}
		assert.fail(`${what} does not happen\n${server.log("runner")}`);
	}
	const details = async (taskId) => (await read(`/api/tasks/${taskId}/details?verbose=true`)).ActivityLogs[0];
	const ended = (taskId) => until(`the end of ${taskId}`, async () => {
		const task = await read(`/api/tasks/${taskId}`);
		return task.IsCompleted && task;
	});

	const environments = {};
	for (const name of ["Dev", "Test"]) environments[name] = await made("environments", { Name: name });
	const all = Object.values(environments).map((e) => e.Id);
	const lifecycle = await made("lifecycles", { Name: "Any", Phases: [{ Name: "All", OptionalDeploymentTargets: all }] });
	const target = (name, ...roles) => made("machines", { Name: name, EnvironmentIds: all, Roles: roles,
		SkipInitialHealthCheck: true, Endpoint: { CommunicationStyle: "None" } });

	/** A project with this process and these variables, and its release. */
	async function release(steps, { variables = [], ...more } = {}) {
		const project = await made("projects", { Name: `Project ${++count}`, ProjectGroupId: "ProjectGroups-1", LifecycleId: lifecycle.Id, ...more });
		const process = await read(project.Links.DeploymentProcess);
		const set = await read(project.Links.Variables);
		await call("PUT", project.Links.Variables, { ...set, Variables: variables }, 200);
		const { Steps } = await call("PUT", project.Links.DeploymentProcess, { ...process, Steps: steps }, 200);
		return { project, steps: Steps, ...(await made("releases", { ProjectId: project.Id, Version: "1.0.0" })) };
	}
	const deploy = ({ Id }, choices = {}) => made("deployments", { ReleaseId: Id, EnvironmentId: environments.Dev.Id, ...choices });

	/** How a deployment ended: its task, tree, lines and all in short. */
	async function result(deployment) {
		const task = await ended(deployment.TaskId);
		const root = await details(deployment.TaskId);
		return { task, root, deployment: await read(`deployments/${deployment.Id}`), state: task.State,
			outcome: outcomeOf(root), lines: linesOf(root) };
	}
	const play = async (steps, more = {}, choices = {}) => result(await deploy(await release(steps, more), choices));

	return { call, made, read, until, details, ended, target, environments, lifecycle, release, deploy, result, play };
}
