// Names that try something: markup, 200 characters without a gap, right to left, emoji,
// template markers. Every page that shows them stays what it is: no script runs, nothing
// scrolls sideways, axe finds nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

const s = '/api/Spaces-1';
const names = {
	'markup of 200 characters': `"><img src=x onerror=alert(1)><script>alert(2)</script>'&amp;`.padEnd(200, 'W'),
	'right to left, emoji, templates': 'מערכת \u202egnp.exe\u202c التطبيق 👩‍👩‍👧‍👦 {{HOSTILE}} #{x} %3Cb%3E',
};
let server;
before(async () => { server = await startServer(); });
after(async () => server?.stop());

async function made(path, body) {
	const answer = await server.api('POST', path, body);
	assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
	return answer.body;
}

/** One of everything that a page shows, under that name. */
async function fill(name) {
	const Description = `${name}\n\n${name}`;
	const environment = await made(`${s}/environments`, { Name: name, Description });
	const account = await made(`${s}/accounts`, { Name: name, Description, AccountType: 'UsernamePassword', Username: name, Password: { HasValue: true, NewValue: 'x' } });
	const machine = await made(`${s}/machines`, { Name: name, Roles: ['web-server', name.slice(0, 100)], EnvironmentIds: [environment.Id], Endpoint: { CommunicationStyle: 'None' } });
	await made(`${s}/machines`, { Name: `ssh ${name}`.slice(0, 200), Roles: ['web-server'], EnvironmentIds: [environment.Id],
		Endpoint: { CommunicationStyle: 'Ssh', Host: name.replace(/[^a-zA-Z]/g, '').slice(0, 60) || 'example', Port: 1, Fingerprint: 'SHA256:AAAA', AccountId: account.Id } });
	const lifecycle = await made(`${s}/lifecycles`, { Name: name, Description, Phases: [{ Name: name, OptionalDeploymentTargets: [environment.Id] }] });
	const group = await made(`${s}/projectgroups`, { Name: name, Description });
	const project = await made(`${s}/projects`, { Name: name, Description, ProjectGroupId: group.Id, LifecycleId: lifecycle.Id });
	const { body: process } = await server.api('GET', `${s}/deploymentprocesses/${project.DeploymentProcessId}`);
	process.Steps = [{ Name: name, Properties: { 'Octopus.Action.TargetRoles': 'web-server' }, Actions: [{ Name: name, ActionType: 'Octopus.Script', Notes: Description, Environments: [environment.Id],
		Properties: { 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptSource': 'Inline', 'Octopus.Action.RunOnServer': 'false',
			'Octopus.Action.Script.ScriptBody': `cat <<'END'\n${name}\n</textarea></pre>\nEND\n` } }] }];
	assert.equal((await server.api('PUT', `${s}/deploymentprocesses/${project.DeploymentProcessId}`, process)).status, 200);
	const release = await made(`${s}/releases`, { ProjectId: project.Id, Version: `1.0.0-${'a'.repeat(80)}`, ReleaseNotes: `${Description}\n\n[x](javascript:alert(3)) <b onclick=alert(4)>b</b>\n\n    ${name}` });
	const deployment = await made(`${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: environment.Id, Comments: name });
	await made('/api/users', { Username: `u${environment.Id}`, DisplayName: name, EmailAddress: 'a@example.org', Password: 'long enough 1', IsActive: true });
	return { environment, account, machine, group, project, release, deployment };
}

function paths(d) {
	const p = `/app/Spaces-1/projects/${d.project.Slug}`;
	const release = `${p}/deployments/releases/${d.release.Version}`;
	return ['/app/Spaces-1', '/app/Spaces-1/projects', '/app/Spaces-1/projects?view=list', '/app/Spaces-1/projects/new', p, `${p}/settings`, `${p}/settings/delete`, `${p}/audit`, `${p}/tasks`,
		`${p}/deployments/process`, `${p}/deployments/process/add`, `${p}/deployments/process/reorder`, `${p}/deployments/process/text`, `${p}/deployments/process/steps/new?type=Octopus.Script`,
		`${p}/deployments/releases`, `${p}/deployments/releases/new`, release, `${release}/edit`, `${release}/deploy`, `${release}/deploy?environment=${d.environment.Id}`, `${release}/delete`,
		'/app/Spaces-1/infrastructure', '/app/Spaces-1/infrastructure/environments', `/app/Spaces-1/infrastructure/environments/${d.environment.Id}`,
		'/app/Spaces-1/infrastructure/machines', `/app/Spaces-1/infrastructure/machines/${d.machine.Id}`, '/app/Spaces-1/infrastructure/machines/new', '/app/Spaces-1/infrastructure/machines/new?kind=Ssh',
		'/app/Spaces-1/infrastructure/accounts', `/app/Spaces-1/infrastructure/accounts/${d.account.Id}`, '/app/Spaces-1/infrastructure/accounts/new',
		'/app/Spaces-1/tasks', `/app/Spaces-1/tasks/${d.deployment.TaskId}`, '/app/configuration', '/app/configuration/users', '/app/configuration/audit', '/app/configuration/api',
		'/app/users/me', '/app/users/me/apikeys'];
}

for (const [kind, name] of Object.entries(names)) {
	describe(kind, () => {
		let data;
		before(async () => { data = await fill(name); });

		test('at 1280 px every page is what it was, and accessible', async () => {
			assert.deepEqual(await visit(paths(data), { width: 1280 }, (person) => person.check()), []);
		});
		test('at 360 px in the dark nothing scrolls sideways', async () => {
			assert.deepEqual(await visit(paths(data), { width: 360, theme: 'dark' }, async ({ page }) => {
				const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
				assert.ok(overflow <= 0, `scrolls sideways by ${overflow} px`);
			}), []);
		});
	});
}

/** What is wrong with which page. */
async function visit(all, options, judge) {
	const person = await openBrowser(server, options);
	const wrong = [];
	person.page.on('dialog', async (dialog) => {
		wrong.push(`a script ran: ${dialog.message()}`);
		await dialog.dismiss();
	});
	await person.signIn();
	for (const path of all) {
		const answer = await person.go(path);
		if (answer.status() !== 200) wrong.push(`${path}: ${answer.status()}`);
		await judge(person).catch((error) => wrong.push(`${path}: ${error.message.slice(0, 600)}`));
	}
	await person.close();
	return wrong;
}
