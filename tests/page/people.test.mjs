// People in the loop, in the portal: a manual step is made in the gallery, a deployment
// waits for somebody on its page, takes the answer there, and asks again about a failed
// step; with and without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

let server, environment, project;

async function made(method, path, body) {
	const answer = await server.api(method, path, body);
	assert.ok(answer.status < 300, answer.text);
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
const taskOf = (page) => page.url().match(/ServerTasks-\d+/)[0];
const ended = (id) => until(`the end of ${id}`, async () => {
	const task = await made('GET', `/api/tasks/${id}`);
	return task.IsCompleted && task;
});
const waiting = (id, type) => until(`${id} waits`, async () =>
	(await made('GET', `/api/interruptions?regarding=${id}&pendingOnly=true`)).Items.find((one) => one.Type === type));

/** A button that sends the form: the page is loaded anew when it is through. */
async function press(person, name) {
	const loaded = person.page.waitForEvent('load');
	await person.button(name, person.page.getByRole('main'));
	await loaded;
}

before(async () => {
	server = await startServer();
	environment = await made('POST', '/api/environments', { Name: 'Test' });
	project = await made('POST', '/api/projects', { Name: 'Shop', ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	await made('PUT', `/api/projects/${project.Id}/deploymentprocesses`, { Version: 0, Steps: [{
		Name: 'Work', Properties: {}, Actions: [{ Name: 'Work', ActionType: 'Octopus.Script', Properties: {
			'Octopus.Action.RunOnServer': 'true', 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': 'exit 1' } }] }] });
});
after(() => server?.stop());

test('a manual step comes from the gallery and needs instructions', async () => {
	const person = await openBrowser(server);
	await person.signIn();
	await person.go('/app/Spaces-1/projects/shop/deployments/process/add');
	await person.link(/Manual Intervention Required/, person.page.getByRole('main'));
	await person.heading('New step');
	await person.check();
	await person.fill('Step name', 'Approve');
	await person.button('Save');
	await person.page.getByText('Enter instructions for the person who intervenes.').first().waitFor();
	await person.page.getByLabel('Instructions').fill('Look at **#{Octopus.Release.Number}**\n\n- the [graph](https://example.org)\n- <script>alert(1)</script>');
	await person.page.getByText('Responsible teams', { exact: true }).first().click();
	await person.page.getByLabel('Octopus Administrators').or(person.page.getByLabel(/Administrators/)).first().check();
	await person.button('Save');
	await person.page.waitForURL(/\/process$/);
	await person.check();
	const { Steps: [, step] } = await made('GET', `/api/projects/${project.Id}/deploymentprocesses`);
	assert.equal(step.Actions[0].ActionType, 'Octopus.Manual');
	assert.deepEqual(step.Actions[0].Properties, {
		'Octopus.Action.Manual.Instructions': 'Look at **#{Octopus.Release.Number}**\n\n- the [graph](https://example.org)\n- <script>alert(1)</script>',
		'Octopus.Action.Manual.ResponsibleTeamIds': 'teams-administrators',
		'Octopus.Action.Manual.BlockConcurrentDeployments': 'False',
	});
	await made('POST', '/api/releases', { ProjectId: project.Id, Version: '1.0.0' });
	assert.deepEqual(person.sent.filter(({ path }) => path.startsWith('/api/')).map(({ method }) => method), ['PUT', 'PUT'], 'the browser sent the API request');
	await person.close();
});

for (const javaScript of [true, false])
	test(`a deployment asks on its page ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
		const person = await openBrowser(server, { javaScript });
		const { page } = person, main = page.getByRole('main');
		await person.signIn();
		await person.go('/app/Spaces-1/projects/shop/deployments/releases/1.0.0/deploy');
		await page.getByText('Failure mode', { exact: true }).click();
		await page.getByLabel('Guided failure: ask a person how to go on').check();
		await person.button('Deploy', main);
		await page.waitForURL(/ServerTasks-\d+$/);
		const id = taskOf(page);

		// The failed step: how to go on?
		await waiting(id, 'GuidedFailure');
		if (!javaScript) await page.reload();
		await main.getByRole('heading', { name: 'Step 1 failed: Work' }).waitFor({ timeout: 60_000 });
		await main.getByText('Waiting for a person').first().waitFor();
		await main.getByText('nobody has taken it yet').waitFor();
		await main.getByText('waits for somebody').first().waitFor({ state: 'attached' });
		await person.check();
		await person.button('Show API request', main.locator('.ask'));
		await page.getByText('/responsible').first().waitFor();
		await person.go(`/app/Spaces-1/tasks/${id}`);
		await press(person, 'Take responsibility');
		await main.getByText('taken by you').waitFor();
		assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 0, 'nothing takes the notes away');
		await main.getByLabel('Notes').fill('known trouble');
		await person.check();
		await person.button('Show API request', main.locator('.ask'));
		await page.getByText('known trouble').first().waitFor();
		await page.getByText(`/submit`).first().waitFor();
		await person.go(`/app/Spaces-1/tasks/${id}`);
		await main.getByLabel('Notes').fill('known trouble');
		if (javaScript) {
			await main.getByRole('heading').first().click();
			for (let looks = 0; looks < 3; looks++) await page.waitForResponse((answer) => answer.url().includes('.part=body'));
			assert.equal(await main.getByLabel('Notes').inputValue(), 'known trouble', 'a page that refreshes itself keeps what was typed');
		}
		await press(person, 'Ignore');

		// The manual step; its Markdown is safe.
		const asked = await waiting(id, 'ManualIntervention');
		assert.deepEqual(asked.ResponsibleTeamIds, ['teams-administrators']);
		await person.go(`/app/Spaces-1/tasks/${id}`);
		await main.getByRole('heading', { name: 'Approve' }).waitFor();
		await main.locator('.ask strong', { hasText: '1.0.0' }).waitFor();
		assert.equal(await main.locator('.ask script').count(), 0);
		assert.match(await main.locator('.ask').innerText(), /Administrators may answer/);
		await press(person, 'Take responsibility');
		await main.getByText('taken by you').waitFor();
		await person.check();
		await main.getByLabel('Notes').fill('go');
		await press(person, 'Proceed');
		assert.equal((await ended(id)).State, 'Success');
		const api = person.sent.map(({ method, path }) => `${method} ${path}`).filter((one) => one.includes('/interruptions/'));
		assert.equal(api.length, javaScript ? 4 : 0, api.join('\n'));
		await person.go(`/app/Spaces-1/tasks/${id}`);
		assert.match(await main.innerText(), /Notes: go/);
		await person.close();
	});

test('lists and the banner say that somebody is waited for; Abort is confirmed', async () => {
	const [release] = (await made('GET', `/api/projects/${project.Id}/releases`)).Items;
	const { TaskId } = await made('POST', '/api/deployments', { ReleaseId: release.Id, EnvironmentId: environment.Id, UseGuidedFailure: true });
	await waiting(TaskId, 'GuidedFailure');
	const person = await openBrowser(server, { width: 400, theme: 'dark' });
	const { page } = person, main = page.getByRole('main');
	await person.signIn();
	await person.go('/app/Spaces-1');
	assert.match(await main.innerText(), /Waiting for a person|waits since/);
	await person.check();
	await person.go('/app/Spaces-1/tasks?waiting=true');
	assert.equal(await main.locator('tbody tr').count(), 1);
	assert.match(await main.locator('tbody tr').innerText(), /Waiting for a person/);
	await person.check();
	await person.go(`/app/Spaces-1/tasks/${TaskId}`);
	await press(person, 'Take responsibility');
	await main.getByText('taken by you').waitFor();
	await main.locator('.ask summary').filter({ hasText: 'Fail' }).click();
	await person.check();
	await press(person, 'Fail now');
	assert.equal((await ended(TaskId)).State, 'Failed');
	await person.go('/app/Spaces-1/tasks?waiting=true');
	assert.match(await main.innerText(), /No task matches/);
	await person.close();
});
