// What the preview of a deployment says is what runs: random processes and choices, compared
// unit by unit. How units end is told by a few lines of the rules themselves (groups,
// conditions, failures), from the preview alone. SEED and PROCESSES repeat or widen a run.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "../lib/server.mjs";
import { parent, player, script, when } from "../lib/process.mjs";

const seed = Number(process.env.SEED ?? 4);
const count = Number(process.env.PROCESSES ?? 8);
let server, p, state = seed;
const machines = {};

const random = (below) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor(state / 65536) % below; };
const chance = (percent) => random(100) < percent;
const one = (...list) => list[random(list.length)];
const some = (list, percent) => list.filter(() => chance(percent));

before(async () => {
	server = await startServer();
	p = await player(server);
	for (const [name, ...roles] of [["m1", "web"], ["m2", "web", "db"], ["m3", "db"]]) machines[name] = await p.target(name, ...roles);
});
after(async () => server?.stop());

/** An action; what a rolling step does after a failure depends on time, so those do not fail. */
function randomAction(name, isRolling, isChild) {
	const environments = () => [one(p.environments.Dev, p.environments.Test).Id];
	const condition = isChild && chance(25) ? when(one("0", "1")) : {};
	return script(name, !isRolling && chance(20) ? "exit 1" : "true", {
		...condition, IsDisabled: chance(10), IsRequired: chance(20),
		Environments: chance(15) ? environments() : [], ExcludedEnvironments: chance(15) ? environments() : [],
		Properties: { ...condition.Properties, "Octopus.Action.RunOnServer": String(chance(90)) } });
}

function randomStep(n) {
	const name = `S${n}`, window = chance(30) ? 1 + random(3) : undefined, children = one(1, 1, 2, 3);
	const actions = Array.from({ length: children }, (_, k) => randomAction(children > 1 ? `${name}${"abc"[k]}` : name, window, children > 1));
	return parent(name, actions, { role: one("", "web", "db", "web, db", "nobody"), window, beside: chance(30),
		...(chance(20) ? { when: one("0", "1") } : { on: one("Success", "Success", "Failure", "Always") }) });
}

const randomChoices = (steps) => ({
	EnvironmentId: one(p.environments.Dev, p.environments.Test).Id,
	SkipActions: steps.flatMap((step) => some(step.Actions, 15)).filter((action) => !action.IsRequired).map((action) => action.Id),
	SpecificMachineIds: chance(30) ? some(Object.values(machines), 60).map((m) => m.Id) : [],
	ExcludedMachineIds: chance(30) ? some(Object.values(machines), 30).map((m) => m.Id) : [],
});

/** How the units of one step end on one machine (or without): [number, status] in sequence. */
function playSequence(entries, actions, isHeld) {
	let hasFailed = false;
	return entries.map((entry) => {
		const { Condition, Properties } = actions.get(entry.ActionId);
		const byVariable = entries.isParent && Condition === "Variable";
		const runs = !isHeld && entry.Reason === "" && (byVariable ?
			Properties["Octopus.Action.ConditionVariableExpression"] === "1" : !hasFailed);
		const fails = runs && Properties["Octopus.Action.Script.ScriptBody"] === "exit 1";
		hasFailed ||= fails;
		return [entry.ActionNumber, !runs ? "Skipped" : fails ? "Failed" : "Success"];
	});
}

/** "3.1 on m1: Success" of every unit, "3: Skipped" of steps without, from the preview. */
function expected(preview, steps) {
	const actions = new Map(steps.flatMap((step) => step.Actions.map((action) => [action.Id, action])));
	const units = [];
	let hasFailed = false;
	for (const group of [...new Set(preview.StepsToExecute.map((entry) => entry.Group))]) {
		const flag = hasFailed; // siblings see the state at the start of their group
		for (const step of steps) {
			const entries = preview.StepsToExecute.filter((entry) => entry.StepId === step.Id && entry.Group === group);
			if (entries.length === 0) continue;
			entries.isParent = step.Actions.length > 1;
			if (entries.every((entry) => entry.Reason !== "")) {
				units.push(`${entries[0].ActionNumber.split(".")[0]}: Skipped`);
				continue;
			}
			const isHeld = { Success: flag, Failure: !flag, Always: false,
				Variable: step.Properties["Octopus.Step.ConditionVariableExpression"] === "0" }[step.Condition];
			const names = entries[0].MachineNames.length > 0 ? entries[0].MachineNames : [null];
			for (const name of names)
				for (const [number, status] of playSequence(entries, actions, isHeld)) {
					units.push(`${number}${name ? ` on ${name}` : ""}: ${status}`);
					hasFailed ||= status === "Failed";
				}
		}
	}
	return { units: units.sort(), state: hasFailed ? "Failed" : "Success" };
}

/** The same of what ran. */
function actual(root) {
	const number = (node) => node.Name.match(/^(?:Step )?([\d.]+): /)?.[1];
	const below = (step, node, machine) => node.Children.flatMap((child) => {
		if (child.Children.length > 0) return below(step, child, child.Name);
		const name = machine ?? child.Name.match(/^Server on behalf of (.*)$/)?.[1];
		return [`${number(child) ?? number(step)}${name ? ` on ${name}` : ""}: ${child.Status}`];
	});
	return root.Children.flatMap((step) => step.Children.length > 0 ? below(step, step) : [`${number(step)}: ${step.Status}`]).sort();
}

test(`${count} random processes run as their previews say (seed ${seed})`, async () => {
	const begun = [];
	for (let n = 0; n < count; n++) {
		const steps = Array.from({ length: 1 + random(5) }, (_, i) => randomStep(i + 1));
		const release = await p.release(steps, { ProjectConnectivityPolicy: { AllowDeploymentsToNoTargets: true } });
		const choices = randomChoices(release.steps);
		const [preview] = await p.call("POST", `releases/${release.Id}/deployments/previews`, { DeploymentPreviews: [choices] }, 200);
		begun.push({ n, release, choices, preview, deployment: await p.deploy(release, choices) });
	}
	for (const { n, release, choices, preview, deployment } of begun) {
		const { root, lines, state: ending } = await p.result(deployment);
		const wanted = expected(preview, release.steps);
		const story = () => `process ${n} of seed ${seed}\n${JSON.stringify({ choices, steps: release.steps, preview: preview.StepsToExecute }, null, 1)}\n${lines.join("\n")}`;
		assert.deepEqual(actual(root), wanted.units, story());
		assert.equal(ending, wanted.state, story());
	}
});
