// The time line of a task: a row a step with a bar an attempt, why the others did not run in
// the preview's words, the same as a table; very many targets on a light page; a task that
// was answered and waits for its turn.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

const TARGETS = 40;
let server, environments, person, main;

async function made(method, path, body) {
	const answer = await server.api(method, path, body);
	assert.ok(answer.status < 300, `${path}: ${answer.text}`);
	return answer.body;
}
async function until(what, found) {
	for (let tries = 0; tries < 1200; tries++) {
		const value = await found();
		if (value) return value;
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.fail(`${what} does not happen\n${server.log('runner')}`);
}
const ended = (id) => until(`the end of ${id}`, async () => (await made('GET', `/api/tasks/${id}`)).IsCompleted);

const script = (body = 'true') => ({ ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': body } });
function step(Name, { action = script(), role, properties = {}, more = {}, ...rest } = {}) {
	if (!role && action.ActionType === 'Octopus.Script') action.Properties['Octopus.Action.RunOnServer'] = 'true';
	return { Name, Properties: { ...(role ? { 'Octopus.Action.TargetRoles': role } : {}), ...properties }, Actions: [{ Name, ...action, ...more }], ...rest };
}
const when = (expression) => ({ Condition: 'Variable', properties: { 'Octopus.Step.ConditionVariableExpression': expression } });
const manual = () => ({ ActionType: 'Octopus.Manual', Properties: { 'Octopus.Action.Manual.Instructions': 'Look' } });

async function released(name, Steps) {
	const project = await made('POST', '/api/projects', { Name: name, ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	await made('PUT', `/api/projects/${project.Id}/deploymentprocesses`, { Version: 0, Steps });
	return made('POST', '/api/releases', { ProjectId: project.Id, Version: '1.0.0' });
}
const deploy = async (release, more = {}) =>
	(await made('POST', '/api/deployments', { ReleaseId: release.Id, EnvironmentId: environments[0].Id, ...more })).TaskId;
const open = (id) => person.go(`/app/Spaces-1/tasks/${id}`);
const row = (name) => main.locator('.gantt ol > li', { hasText: name });

before(async () => {
	server = await startServer();
	environments = [await made('POST', '/api/environments', { Name: 'Test' }), await made('POST', '/api/environments', { Name: 'Production' })];
	for (let n = 1; n <= TARGETS; n++)
		await made('POST', '/api/machines', { Name: `t-${n}`, EnvironmentIds: [environments[0].Id], Roles: n <= 3 ? ['many', 'few'] : ['many'], Endpoint: { CommunicationStyle: 'None' } });
	person = await openBrowser(server);
	main = person.page.getByRole('main');
	await person.signIn();
});
after(async () => {
	await person?.close();
	await server?.stop();
});

test('each step has a bar, or says why it did not run as the preview said it', async () => {
	const release = await released('Shop', [
		step('Once'),
		step('Elsewhere', { more: { Environments: [environments[1].Id] } }),
		step('Off', { more: { IsDisabled: true } }),
		step('Perhaps', when('#{if Wanted}True#{/if}')),
		step('Nobody', { role: 'nobody' }),
		step('Chosen out'),
		step('Few', { role: 'few', action: script('[ "$(get_octopusvariable Octopus.Machine.Name)" != t-2 ]') }),
		step('Again', { Condition: 'Always', action: script('exit 1'), more: {} }),
		step('After that'),
	]);
	const { Steps } = await made('GET', `/api/projects/${release.ProjectId}/deploymentprocesses`);
	const idOf = (name) => Steps.find((one) => one.Name === name).Actions[0].Id;
	const choices = { SkipActions: [idOf('Chosen out')], ExcludedMachineIds: [(await made('GET', '/api/machines?name=t-3')).Items.find(({ Name }) => Name === 't-3').Id] };
	const preview = await made('GET', `/api/releases/${release.Id}/deployments/preview/${environments[0].Id}?skipActions=${choices.SkipActions}&excludedMachineIds=${choices.ExcludedMachineIds}`);
	const id = await deploy(release, choices);
	await ended(id);
	await open(id);

	for (const { StepName, Reason } of preview.StepsLeftOut)
		assert.equal(await row(StepName).locator('.why').innerText(), Reason);
	assert.deepEqual(preview.StepsLeftOut.map(({ StepName }) => StepName), ['Elsewhere', 'Off']);
	for (const { StepName, Reason } of preview.StepsToExecute.filter((one) => one.Reason))
		assert.equal(await row(StepName).locator('.why').innerText(), Reason);
	assert.match(await row('Perhaps').locator('.why').innerText(), /run condition evaluated to ""[^]*#\{if Wanted\}True#\{\/if\}/);
	assert.match(await row('After that').locator('.why').innerText(), /runs only on success and an earlier step has failed/);
	assert.deepEqual(await main.locator('.gantt ol > li .n').allInnerTexts(), ['1', '2', '3', '4', '5', '6', '7', '8', '9']);

	// Bars: one a target, of the look that its end has; names for those who cannot see them.
	assert.match(await row('Few').innerText(), /2 targets/);
	assert.deepEqual((await row('Few').locator('rect').evaluateAll((all) => all.map((one) => one.dataset.look))).sort(), ['failed', 'success']);
	assert.match(await row('Few').getByRole('img').locator('title').textContent(), /Step 7: Few: Failed/);

	await main.getByText('What did not run, and why').click();
	const unrun = await main.locator('.unrun').innerText();
	const [left] = preview.StepsToExecute.find(({ StepName }) => StepName === 'Few').ExcludedMachines;
	assert.ok(unrun.includes(`(t-3): ${left.Reason}`), unrun);
	assert.match(unrun, /Step 2: Elsewhere: does not apply to environment 'Test'/);
	await main.getByText('As a table').click();
	assert.match(await main.getByRole('row', { name: /Few t-2/ }).innerText(), /Failed/);
	await person.check();
});

test('many targets: those that failed, a few others, and a way to the rest', async () => {
	const id = await deploy(await released('Many', [step('Wide', { role: 'many', ...when('#{if Octopus.Machine.Name == "t-39"}1#{/if}'), action: script('exit 1') })]));
	await ended(id);
	await open(id);
	assert.equal(await main.locator('.node[data-depth="1"]').count(), 25);
	assert.match(await main.locator('.siblings').innerText(), /15 more: 15 skipped/);
	assert.ok(await main.locator('.node', { hasText: 't-39' }).count() > 0, 'the one that failed is there');
	assert.match(await main.locator('.unrun').textContent(), /and 31 more/);
	await person.check();
	await person.link('Show 40 of them', main);
	await person.page.waitForURL(/below=/);
	assert.equal(await main.locator('.node[data-depth="1"]').count(), TARGETS);
	// A line of one that is not shown by itself.
	const { Nodes } = await made('GET', `/api/slipway/tasks/${id}/timeline`);
	const last = Nodes.findLast(({ Kind }) => Kind === 'unit').Id.split('_')[1];
	await person.go(`/app/Spaces-1/tasks/${id}?node=${last}&line=1`);
	assert.equal(await main.locator(`#n${last} [data-marked]`).count(), 1);
	await person.check();
});

test('an answered task that waits for its turn says so', async () => {
	const release = await released('Turn', [step('Approve', { action: manual() }), step('Done')]);
	const first = await deploy(release);
	const asked = (id) => until(`${id} waits`, async () => (await made('GET', `/api/interruptions?regarding=${id}&pendingOnly=true`)).Items[0]);
	const question = await asked(first);
	// Another one goes past the one that waits, and then holds it up.
	const process = await made('GET', `/api/projects/${release.ProjectId}/deploymentprocesses`);
	const [approve] = process.Steps;
	approve.Actions[0].Properties['Octopus.Action.Manual.BlockConcurrentDeployments'] = 'True';
	await made('PUT', `/api/projects/${release.ProjectId}/deploymentprocesses`, process);
	const second = await deploy(await made('POST', '/api/releases', { ProjectId: release.ProjectId, Version: '2.0.0' }));
	const other = await asked(second);
	await made('PUT', `/api/interruptions/${question.Id}/responsible`);
	await made('POST', `/api/interruptions/${question.Id}/submit`, { Result: 'Proceed' });
	await open(first);
	assert.match(await main.locator('.page-head').innerText(), /Waiting to go on/);
	assert.match(await main.locator('.page-head').innerText(), /after Deploy Turn release 2\.0\.0 to Test/);
	assert.match(await row('Approve').locator('.step').innerText(), /Waiting to go on/);
	assert.match(await row('Done').locator('.step').innerText(), /Pending/);
	await person.check();
	await person.go('/app/Spaces-1/tasks');
	assert.match(await main.locator('tbody tr', { hasText: 'release 1.0.0' }).first().innerText(), /Waiting to go on/);
	await made('PUT', `/api/interruptions/${other.Id}/responsible`);
	await made('POST', `/api/interruptions/${other.Id}/submit`, { Result: 'Proceed' });
	await Promise.all([ended(first), ended(second)]);
	assert.equal((await made('GET', `/api/tasks/${first}`)).State, 'Success');
});
