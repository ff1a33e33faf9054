// Try again: the deploy form with the choices of the earlier deployment; and a search in a
// task's log.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

let server, person, task, actions;

async function made(method, path, body) {
	const answer = await server.api(method, path, body);
	assert.ok(answer.status < 300, answer.text);
	return answer.body;
}

before(async () => {
	server = await startServer();
	const environment = await made('POST', '/api/environments', { Name: 'Test' });
	const machines = [];
	for (const Name of ['one', 'two'])
		machines.push(await made('POST', '/api/machines', { Name, EnvironmentIds: [environment.Id], Roles: ['web'], Endpoint: { CommunicationStyle: 'None' } }));
	const project = await made('POST', '/api/projects', { Name: 'P', ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	const step = (Name, script) => ({ Name, Properties: { 'Octopus.Action.TargetRoles': 'web' }, Actions: [{
		Name, ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': script },
	}] });
	const process = await made('PUT', `/api/projects/${project.Id}/deploymentprocesses`, { Version: 0, Steps: [step('First', 'echo first'), step('Second', 'echo needle; echo hay')] });
	actions = process.Steps.map((one) => one.Actions[0].Id);
	const release = await made('POST', '/api/releases', { ProjectId: project.Id, Version: '1.0.0' });
	const deployment = await made('POST', '/api/deployments', { ReleaseId: release.Id, EnvironmentId: environment.Id, SkipActions: [actions[0]], ExcludedMachineIds: [machines[0].Id] });
	task = deployment.TaskId;
	for (let i = 0; i < 200 && !(await made('GET', `/api/tasks/${task}`)).IsCompleted; i++) await new Promise((done) => setTimeout(done, 100));
	person = await openBrowser(server);
	await person.signIn();
});
after(async () => {
	await person?.close();
	await server?.stop();
});

test('a search leaves the lines that contain the words', async () => {
	await person.go(`/app/Spaces-1/tasks/${task}?q=NEEDLE`);
	const text = await person.page.getByRole('main').innerText();
	assert.match(text, /1 line contains/);
	assert.match(text, /needle/);
	assert.doesNotMatch(text, /\bhay\b/);
	await person.check();
});

test('Try again opens the form with the old choices', async () => {
	await person.go(`/app/Spaces-1/tasks/${task}`);
	await person.link('Try again', person.page.getByRole('main'));
	await person.heading(/^Deploy 1\.0\.0/);
	const state = await person.page.evaluate(() => [...document.querySelectorAll('main input:is([type=checkbox], [type=radio]):checked')].map((one) => [one.name, one.value]));
	const has = (name, value) => state.some(([n, v]) => n === name && v === value);
	assert.ok(has('/SkipActions/-', actions[0]), JSON.stringify(state));
	assert.ok(!has('/SkipActions/-', actions[1]));
	assert.ok(has('.targets', 'except'));
	assert.ok(state.some(([name]) => name === '/ExcludedMachineIds/-'));
	await person.check();
	const address = person.page.url().replace(/again=[^&]*/, 'again=Deployments-999');
	assert.equal((await person.page.goto(address)).status(), 200);
});
