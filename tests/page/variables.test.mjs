// The editor of variables with JavaScript and without: values by scope, many at once,
// secrets that nobody sees again, five hundred values, the library, and the questions of
// the deploy form.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser, PAGE_BYTES } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

const s = '/api/Spaces-1';
const hostile = `"><img src=x onerror=alert(1)><script>alert(2)</script>'&amp; {{X}} #{x} %3C`;
const secret = 'Hidden & <secret> 1';
let server, dev, production, number = 0;

async function api(method, path, body) {
	const answer = await server.api(method, path.startsWith('/') ? path : `${s}/${path}`, body);
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
	return answer.body;
}
const variables = async (owner) => (await api('GET', `variables/${owner.VariableSetId}`)).Variables;
async function setVariables(owner, list) {
	const set = await api('GET', `variables/${owner.VariableSetId}`);
	return (await api('PUT', `variables/${owner.VariableSetId}`, { ...set, Variables: list })).Variables;
}
const makeProject = (more = {}) => api('POST', 'projects', { Name: `Project ${++number}`, ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1', ...more });
const pageOf = (project) => `/app/Spaces-1/projects/${project.Slug}/variables`;

before(async () => {
	server = await startServer();
	dev = await api('POST', 'environments', { Name: 'Dev' });
	production = await api('POST', 'environments', { Name: 'Production' });
	await api('POST', 'machines', { Name: 'web-01', Roles: ['web'], EnvironmentIds: [dev.Id], Endpoint: { CommunicationStyle: 'None' }, SkipInitialHealthCheck: true });
});
after(async () => server?.stop());

for (const javaScript of [true, false]) {
	describe(javaScript ? 'with JavaScript' : 'without JavaScript', () => {
		let person, page, project;
		const main = () => page.getByRole('main');
		const row = (value) => page.locator('table.vars tr', { has: page.locator(`input[value="${value}"]`) });
		/** Presses a button and waits for the page after it: the one before may say the same. */
		const save = async (what = 'Save') => {
			const next = page.waitForEvent('framenavigated');
			await main().getByRole('button', { name: what, exact: typeof what === 'string' }).click();
			await next;
			await page.getByRole('status').first().waitFor();
		};
		before(async () => {
			person = await openBrowser(server, { javaScript });
			page = person.page;
			page.on('dialog', (dialog) => { person.complaints.push(`${dialog.type()} ${dialog.message()}`); dialog.accept(); });
			await person.signIn();
		});
		after(async () => person?.close());

		test('values are added, scoped, duplicated, changed and deleted', async () => {
			project = await makeProject();
			await person.go(pageOf(project));
			await person.check();
			await page.getByLabel('Name of new variable 1').fill('Host');
			await page.getByLabel('Value of new variable 1').fill('any');
			await page.getByText('Paste many').click();
			await page.getByLabel('One a line, as Name=value').fill('Port=80\nUrl=http://#{Host}:#{Port}/?a=b\n');
			await save();
			assert.deepEqual((await variables(project)).map((v) => [v.Name, v.Value]), [['Host', 'any'], ['Port', '80'], ['Url', 'http://#{Host}:#{Port}/?a=b']]);

			await person.link('Edit Host');
			await person.heading('Host');
			assert.match(await main().textContent(), /Variable: Url/);
			await person.check();
			await person.link('Duplicate');
			await page.getByLabel('Value', { exact: true }).fill(`first\n${hostile}`);
			await page.getByLabel('Production', { exact: true }).check();
			await page.getByLabel('Target roles by name').fill(' web, api ');
			await save();
			const two = (await variables(project)).filter((v) => v.Name === 'Host');
			assert.deepEqual(two.map((v) => [v.Value, v.Scope]), [['any', {}], [`first\n${hostile}`, { Environment: [production.Id], Role: ['web', 'api'] }]]);
			await person.check();

			await person.go(`${pageOf(project)}?scope=Environment:${production.Id}`);
			assert.equal(await page.locator('table.vars tbody tr').count(), 1);
			await person.go(`${pageOf(project)}/values/${two[1].Id}`);
			assert.equal(await page.getByLabel('Value', { exact: true }).inputValue(), `first\n${hostile}`);
			assert.match(await main().textContent(), /this value counts/);
			await person.check();
			await save('Delete value');
			assert.deepEqual((await variables(project)).map((v) => v.Name), ['Host', 'Port', 'Url']);
		});

		test('many change at once, by one request', async () => {
			project = await makeProject();
			await setVariables(project, ['a', 'b', 'c', 'd'].map((Value) => ({ Name: `Many.${Value}`, Value })));
			await person.go(`${pageOf(project)}?q=Many`);
			await row('a').getByRole('checkbox').check();
			await row('b').getByRole('checkbox').check();
			await row('d').locator('input.input').fill('changed');
			await page.getByLabel('The marked values').selectOption('scope');
			await main().getByLabel('Dev', { exact: true }).check();
			person.sent.length = 0;
			await save();
			assert.equal(new URL(page.url()).searchParams.get('q'), 'Many');
			if (javaScript) assert.deepEqual(person.sent.map((r) => r.method), ['POST', 'PUT']);
			assert.deepEqual((await variables(project)).map((v) => [v.Value, v.Scope]), [['a', { Environment: [dev.Id] }], ['b', { Environment: [dev.Id] }], ['c', {}], ['changed', {}]]);
			await row('a').getByRole('checkbox').check();
			await page.getByLabel('The marked values').selectOption('copy');
			await save();
			assert.match(await main().textContent(), /Same scope twice/);
			for (const value of ['b', 'c']) await row(value).getByRole('checkbox').check();
			await page.getByLabel('The marked values').selectOption('delete');
			await save();
			assert.deepEqual((await variables(project)).map((v) => v.Value), ['a', 'a', 'changed']);
			await page.getByLabel('The marked values').selectOption('delete');
			await main().getByRole('button', { name: 'Save', exact: true }).click();
			await page.getByText('Mark the values to change').first().waitFor();
			assert.equal((await variables(project)).length, 3);
		});

		test('a secret is typed once and never seen again', async () => {
			project = await makeProject();
			await person.go(`${pageOf(project)}/values/new?name=Password`);
			await page.getByLabel('Type').selectOption('Sensitive');
			await page.getByLabel('Sensitive value').fill(secret);
			await main().getByRole('button', { name: 'Show API request' }).click();
			await page.getByRole('heading', { name: 'API request' }).or(page.locator('.request')).first().waitFor();
			assert.ok(!(await page.content()).includes('Hidden &amp;'));
			await page.getByLabel('Sensitive value').fill(secret);
			await save();
			const [stored] = await variables(project);
			assert.deepEqual([stored.Type, stored.IsSensitive, stored.Value], ['Sensitive', true, null]);
			assert.match(await main().textContent(), /Sensitive, hidden/);
			await person.link('Edit Password');
			await page.getByLabel('Description').fill('kept');
			await save();
			assert.equal((await variables(project))[0].Description, 'kept');
			await person.go(`${pageOf(project)}/text`);
			assert.ok(!(await page.content()).includes('Hidden &amp;'));
			const text = page.getByLabel('The variables as JSON');
			const set = JSON.parse(await text.inputValue());
			set.Variables[0].Value = secret;
			set.Variables.push({ Name: 'Text', Value: hostile, Scope: { Environment: ['Environments-9999'] } });
			await text.fill(JSON.stringify(set));
			await main().getByRole('button', { name: 'Save', exact: true }).click();
			await page.getByText('Sensitive values that you typed are not shown again').waitFor();
			assert.ok(!(await text.inputValue()).includes('Hidden'));
			set.Variables[1].Scope = {};
			await text.fill(JSON.stringify(set));
			await save();
			assert.deepEqual((await variables(project)).map((v) => [v.Name, v.Value]), [['Password', null], ['Text', hostile]]);
			await person.check();
		});

		test('whoever comes second is told, and loses nothing', async () => {
			project = await makeProject();
			await setVariables(project, [{ Name: 'Shared', Value: 'old' }]);
			await person.go(pageOf(project));
			await setVariables(project, [{ Name: 'Other', Value: 'theirs' }]);
			await row('old').locator('input.input').fill('mine');
			await main().getByRole('button', { name: 'Save', exact: true }).click();
			await person.heading('Changed by somebody else');
			assert.match(await page.locator('textarea').first().inputValue(), /mine/);
			assert.deepEqual((await variables(project)).map((v) => v.Name), ['Other']);
		});

		test('library sets and script modules are made, filled, included and deleted', async () => {
			const name = `Set ${javaScript} ${hostile}`;
			await person.go('/app/Spaces-1/library/variables');
			await person.check();
			await person.link(/^Add variable set/i);
			await page.getByLabel('Name').fill(name);
			await save();
			await person.heading(name);
			await page.getByLabel('Name of new variable 1').fill('Url');
			await page.getByLabel('Value of new variable 1').fill('of the library');
			await save();
			await person.check();
			const set = (await api('GET', 'libraryvariablesets/all')).find((one) => one.Name === name);
			assert.deepEqual((await variables(set)).map((v) => v.Value), ['of the library']);

			await person.go('/app/Spaces-1/library/scripts/new');
			await page.getByLabel('Name').fill(`Module ${javaScript}`);
			await save();
			await page.getByLabel('Text of the module').fill('say() {\n\techo "$1"\n}\n');
			await save();
			await person.check();
			const module = (await api('GET', 'libraryvariablesets/all')).find((one) => one.Name === `Module ${javaScript}`);
			assert.deepEqual((await variables(module)).map((v) => [v.Name, v.Value]),
				[[`Octopus.Script.Module[Module ${javaScript}]`, 'say() {\n\techo "$1"\n}\n'], [`Octopus.Script.Module.Language[Module ${javaScript}]`, 'Bash']]);

			project = await makeProject();
			await setVariables(project, [{ Name: 'Url', Value: '#{Octopus.Environment.Name}', Scope: { Environment: [dev.Id] } }]);
			await person.go(`${pageOf(project)}/library`);
			await page.getByLabel(name, { exact: true }).check();
			await page.getByLabel(`Module ${javaScript}`, { exact: true }).check();
			await save();
			assert.deepEqual([...(await api('GET', `projects/${project.Id}`)).IncludedLibraryVariableSetIds].sort(), [set.Id, module.Id].sort());
			await person.go(`${pageOf(project)}/library`);
			await person.check();
			await save(/^Move .* up$/);

			await person.go(`${pageOf(project)}/preview?environment=${dev.Id}&q=Url`);
			const shown = await page.locator('main tbody tr').first().textContent();
			assert.match(shown, /Url.*Dev.*#\{Octopus\.Environment\.Name\}/s);
			assert.match(shown, /of the library/);
			await person.check();

			const unused = await api('POST', 'libraryvariablesets', { Name: `Unused ${javaScript}` });
			await person.go(`/app/Spaces-1/library/variables/${unused.Id}/settings`);
			await person.check();
			await save('Delete variable set');
			assert.ok(!(await api('GET', 'libraryvariablesets/all')).some((one) => one.Id === unused.Id));
		});

		test('prompted variables are defined, and asked for at a deployment', async () => {
			project = await makeProject();
			await person.go(`${pageOf(project)}/values/new?name=Reason`);
			await page.getByLabel('Ask for a value when a release is deployed').check();
			await page.getByLabel('Label').fill('Why now');
			await page.getByLabel('Help').fill('For the log');
			await page.getByLabel('A value is required').check();
			await save();
			await person.go(`${pageOf(project)}/values/new?name=Colour`);
			await page.getByLabel('Value', { exact: true }).fill('g');
			await page.getByLabel('Ask for a value when a release is deployed').check();
			await page.getByLabel('Control').selectOption('Select');
			await page.getByLabel('Options').fill('g|Green\nb|Blue');
			await save();
			const list = await variables(project);
			assert.deepEqual(list.map((v) => v.Prompt && [v.Prompt.Label ?? '', v.Prompt.Required, v.Prompt.DisplaySettings['Octopus.ControlType']]),
				[['Why now', true, 'SingleLineText'], ['', false, 'Select']]);
			await setVariables(project, [...list, { Name: 'Token', Type: 'Sensitive', Value: null, Prompt: { Label: 'Token' } }, { Name: 'Sure', Value: 'False', Prompt: { Label: 'Sure', DisplaySettings: { 'Octopus.ControlType': 'Checkbox' } } },
				{ Name: 'Notes', Value: 'a\nb', Prompt: { Label: 'Notes', DisplaySettings: { 'Octopus.ControlType': 'MultiLineText' } } }]);
			const process = await api('GET', `deploymentprocesses/${project.DeploymentProcessId}`);
			await api('PUT', `deploymentprocesses/${project.DeploymentProcessId}`, { ...process, Steps: [{ Name: 'Say', Actions: [{ Name: 'Say', ActionType: 'Octopus.Script',
				Properties: { 'Octopus.Action.RunOnServer': 'true', 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': 'echo' } }] }] });
			const release = await api('POST', 'releases', { ProjectId: project.Id, Version: '1.0.0' });
			await person.go(`/app/Spaces-1/projects/${project.Slug}/deployments/releases/1.0.0/deploy?environment=${dev.Id}`);
			await person.check();
			await page.getByLabel('Why now').fill('  ');
			await page.getByLabel('Colour').selectOption('b');
			await page.getByLabel('Token').fill(secret);
			await page.getByLabel('Sure').check();
			await page.getByLabel('Notes').fill('');
			const deploy = () => main().getByRole('button', { name: 'Deploy', exact: true }).click();
			await deploy();
			await page.getByText("'Why now' is required").first().waitFor();
			assert.deepEqual([await page.getByLabel('Colour').inputValue(), await page.getByLabel('Sure').isChecked(), await page.getByLabel('Token').inputValue()], ['b', true, '']);
			assert.ok(!(await page.content()).includes('Hidden &amp;'));
			await person.check();
			await page.getByLabel('Why now').fill(hostile);
			await page.getByLabel('Token').fill(secret);
			await deploy();
			await page.waitForURL(/\/tasks\//);
			const [deployment] = (await api('GET', `releases/${release.Id}/deployments`)).Items;
			const id = Object.fromEntries((await variables(project)).map((v) => [v.Name, v.Id]));
			const values = deployment.FormValues;
			assert.deepEqual([values[id.Reason], values[id.Colour], values[id.Sure], values[id.Notes], values[id.Token]], [hostile, 'b', 'True', '', undefined]);
			assert.equal(deployment.SensitiveFormValues[id.Token].HasValue, true);
		});

		test('five hundred values stay one light page at a time', async () => {
			project = await makeProject();
			await setVariables(project, Array.from({ length: 500 }, (_, i) => ({ Name: `Service${String(i >> 1).padStart(3, '0')}.${i % 50 ? 'Url' : hostile}`,
				Value: i % 40 ? `https://service-${i}.example.org/` : hostile.repeat(20), Scope: i % 2 ? { Environment: [dev.Id], Role: ['web'] } : {} })));
			await person.go(pageOf(project));
			assert.equal(await page.locator('table.vars tbody tr').count(), 100);
			assert.ok(Buffer.byteLength(await (await page.request.get(page.url())).text()) < PAGE_BYTES);
			await person.check();
			await person.link('Next');
			await page.getByText('101–200 of 500').waitFor();
			await row('https://service-151.example.org/').locator('input.input').fill('changed');
			await save();
			assert.ok((await variables(project)).some((v) => v.Name === 'Service075.Url' && v.Value === 'changed'));
			assert.equal((await variables(project)).length, 500);
			await page.setViewportSize({ width: 360, height: 800 });
			await person.go(`${pageOf(project)}?q=${encodeURIComponent('img src')}`);
			await person.check();
			await page.setViewportSize({ width: 1280, height: 900 });
		});
	});
}
