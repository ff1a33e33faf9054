// Deploy a Release in the portal, with and without JavaScript: the step's form, the version
// in the form of a new release, and the way between the two tasks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

let server, environment;

async function made(method, path, body) {
	const answer = await server.api(method, path, body);
	assert.ok(answer.status < 300, answer.text);
	return answer.body;
}
const project = (Name) => made('POST', '/api/projects', { Name, ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });

before(async () => {
	server = await startServer();
	environment = await made('POST', '/api/environments', { Name: 'Test' });
	const web = await project('Web shop');
	await made('PUT', `/api/projects/${web.Id}/deploymentprocesses`, { Version: 0, Steps: [{ Name: 'Work', Properties: {}, Actions: [{
		Name: 'Work', ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.RunOnServer': 'true', 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': 'echo "hello #{Greeting}"' },
	}] }] });
	for (const Version of ['1.0.0', '2.0.0']) await made('POST', '/api/releases', { ProjectId: web.Id, Version });
});
after(() => server?.stop());

for (const javaScript of [true, false]) {
	test(`a release of another project is deployed ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
		const all = await project(javaScript ? 'All with' : 'All without');
		const person = await openBrowser(server, { javaScript });
		const field = (name) => person.page.getByLabel(name, { exact: false });
		const prefix = 'Octopus.Action.DeployRelease.';
		const input = (name) => person.page.locator(`[name$="${prefix}${name}"]`);
		try {
			await person.signIn();
			await person.go(`/app/Spaces-1/projects/${all.Slug}/deployments/process/add`);
			await person.page.getByRole('main').getByRole('link', { name: /Deploy a Release/ }).click();
			await field('Step name').fill('Shop');
			await person.page.getByRole('button', { name: 'Save' }).first().click();
			await person.page.getByText('Choose the project whose release is to be deployed.').first().waitFor();
			await person.check();
			await input('ProjectId').selectOption({ label: 'Web shop' });
			for (const name of ['Condition', 'Variables to pass']) {
				const section = person.page.locator('details.sect', { has: person.page.getByText(name, { exact: true }) });
				if (await section.getAttribute('open') === null) await section.locator('summary').click();
			}
			await person.page.getByText('Only if it is newer than what is in the environment').click();
			await input('Variables').fill('{"Greeting": "from #{Octopus.Project.Name}"}');
			await person.page.getByRole('button', { name: 'Save' }).first().click();
			await person.heading(/^Process/);
			const { Steps: [{ Actions: [action] }] } = await made('GET', `/api/projects/${all.Id}/deploymentprocesses`);
			assert.equal(action.ActionType, 'Octopus.DeployRelease');
			assert.equal(action.Properties[`${prefix}DeploymentCondition`], 'IfNewer');
			assert.equal(action.Properties[`${prefix}Variables`], '{"Greeting": "from #{Octopus.Project.Name}"}');

			await person.go(`/app/Spaces-1/projects/${all.Slug}/deployments/releases/new`);
			await person.check();
			await field('Shop: version of Web shop').selectOption('1.0.0');
			await person.page.getByRole('button', { name: 'Save' }).click();
			await person.heading(/0\.0\.1/);
			const release = await made('GET', `/api/projects/${all.Id}/releases/0.0.1`);
			assert.deepEqual(release.SelectedPackages.map((one) => one.Version), ['1.0.0']);

			const { TaskId } = await made('POST', '/api/deployments', { ReleaseId: release.Id, EnvironmentId: environment.Id });
			for (let i = 0; i < 1800 && !(await made('GET', `/api/tasks/${TaskId}`)).IsCompleted; i++) await new Promise((done) => setTimeout(done, 100));
			await person.go(`/app/Spaces-1/tasks/${TaskId}`);
			if (javaScript) { // the second time it is there already, and skipped
				await person.page.getByRole('link', { name: /Deploy Web shop release 1\.0\.0/ }).click();
				await person.heading(/^Deploy Web shop release 1\.0\.0/);
				await person.page.getByText('Started by').waitFor();
				await person.page.getByText(/hello from All with/).waitFor();
				await person.check();
			} else {
				await person.page.getByText(/it deploys newer releases only/).waitFor();
			}
		} finally {
			await person.close();
		}
	});
}
