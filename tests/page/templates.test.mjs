// Step templates in the portal: made, imported, exported; steps made of them, run by the
// real executor; versions, differences, updates. Each with JavaScript and without where
// that takes another way.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { openBrowser } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

const s = '/api/Spaces-1', library = '/app/Spaces-1/library/steptemplates';
const body = 'Octopus.Action.Script.ScriptBody';
const secret = 'correct horse battery';
let server, person, page, dev, project;

async function api(method, path, sent) {
	const answer = await server.api(method, path, sent);
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.body;
}
const main = () => page.getByRole('main');
const saved = () => page.locator('main .banner[data-state=success]').first().waitFor();
const save = () => main().getByRole('button', { name: 'Save', exact: true }).first().click();
const process = () => api('GET', `${s}/deploymentprocesses/${project.DeploymentProcessId}`);

before(async () => {
	server = await startServer();
	dev = await api('POST', `${s}/environments`, { Name: 'Dev' });
	project = await api('POST', `${s}/projects`, { Name: 'Shop', ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	person = await openBrowser(server, { javaScript: true });
	page = person.page;
	page.on('dialog', (dialog) => dialog.accept());
	await person.signIn();
});
after(async () => {
	await person?.close();
	await server?.stop();
});

/** Deploys the project as it is; the log of the finished task. */
async function deploy(version, state = 'Success') {
	const release = await api('POST', `${s}/releases`, { ProjectId: project.Id, Version: version });
	const { TaskId } = await api('POST', `${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: dev.Id });
	let task;
	for (const end = Date.now() + 300_000; !task?.IsCompleted; ) {
		assert.ok(Date.now() < end, `the task is ${task?.State} still`);
		task = await api('GET', `/api/tasks/${TaskId}`);
	}
	const log = (await server.api('GET', `/api/tasks/${TaskId}/raw`)).text;
	assert.equal(task.State, state, log);
	return log;
}

const script = 'echo "word=$(get_octopusvariable Greet.Word)"\necho "name=$(get_octopusvariable Greet.Name)"\n'
	+ 'echo "loud=$(get_octopusvariable Greet.Loud)" style="$(get_octopusvariable Greet.Style)"\n'
	+ 'echo "user=$(get_octopusvariable Greet.Account.Username)"\n'
	+ 'secret=$(get_octopusvariable Greet.Secret); echo "secret=$secret length=${#secret}"\n';
const controls = [
	['Greet.Word', 'SingleLineText', 'Hello'], ['Greet.Name', 'MultiLineText', ''], ['Greet.Style', 'Select', 'plain'],
	['Greet.Loud', 'Checkbox', 'True'], ['Greet.Secret', 'Sensitive', secret], ['Greet.Account', 'UsernamePasswordAccount', ''],
];
let template;

test('a template is made in forms, row by row, and nothing is sent before Save', async () => {
	await person.go(library);
	await person.link('Add step template');
	await person.link(/Run a Script/);
	await page.locator('input[name="/Name"]').fill('Greet');
	await page.locator(`textarea[name="/Properties/${body}"]`).fill(script);
	for (const [i, [name, control, value]] of controls.entries()) {
		await person.button('Add parameter', main());
		const at = `.parameter.${i}`;
		await page.locator(`input[name="${at}.Name"]`).fill(name);
		await page.locator(`input[name="${at}.Label"]`).fill(`Label of ${name}`);
		await page.locator(`select[name="${at}.Control"]`).selectOption(control);
		if (control === 'Select') await page.locator(`textarea[name="${at}.Options"]`).fill('plain|Plain\nloud|Loud');
		if (control !== 'Sensitive') await page.locator(`textarea[name="${at}.Default"]`).fill(value);
	}
	assert.equal((await api('GET', `${s}/actiontemplates`)).TotalResults, 0);
	await page.locator('details.param', { hasText: 'Greet.Secret' }).locator('summary').click();
	await page.locator('input[name=".parameter.4.Secret"]').fill(secret);
	await person.check();
	await save();
	await saved();
	assert.ok(!(await page.content()).includes(secret));
	[template] = (await api('GET', `${s}/actiontemplates`)).Items;
	assert.equal(template.Version, 1);
	assert.equal(template.Properties[body], script);
	assert.deepEqual(template.Parameters.map((p) => [p.Name, p.DisplaySettings['Octopus.ControlType'], p.DefaultValue]),
		controls.map(([name, control, value]) => [name, control, control === 'Sensitive' ? { HasValue: true, NewValue: null, Hint: null } : value || null]));
	assert.equal(template.Parameters[2].DisplaySettings['Octopus.SelectOptions'], 'plain|Plain\nloud|Loud');
	await person.check();
});

test('rows are moved and removed; a bad one is told at its place', async () => {
	await person.go(`${library}/${template.Id}`);
	await person.button('Add parameter', main());
	await page.locator('details.param').last().locator('input[name$=".Label"]').fill('Without a name');
	await save();
	await page.getByRole('alert').waitFor();
	const fault = page.locator('details.param[open] .fault');
	assert.equal(await fault.count(), 1);
	assert.ok((await fault.innerText()).length > 10);
	await page.locator('details.param[open] input[name$=".Name"]').fill('Greet.Extra');
	await page.locator('details.param[open]').getByRole('button', { name: /^Move up/ }).click();
	await page.locator('details.param').nth(5).locator('summary', { hasText: 'Greet.Extra' }).waitFor();
	await save();
	await saved();
	let now = await api('GET', `${s}/actiontemplates/${template.Id}`);
	assert.deepEqual([now.Version, now.Parameters.map((p) => p.Name).slice(-2)], [2, ['Greet.Extra', 'Greet.Account']]);
	await page.locator('details.param', { hasText: 'Greet.Extra' }).locator('summary').click();
	await page.getByRole('button', { name: 'Remove Greet.Extra' }).click();
	await page.locator('summary', { hasText: 'Greet.Extra' }).waitFor({ state: 'detached' });
	await save();
	await saved();
	now = await api('GET', `${s}/actiontemplates/${template.Id}`);
	assert.deepEqual(now.Parameters, template.Parameters, 'ids, secrets and all members stay');
	template = now;
});

test('a step made of it asks for the parameters, and runs with them and the sealed default', async () => {
	const account = await api('POST', `${s}/accounts`, { Name: 'Door', AccountType: 'UsernamePassword', Username: 'keeper', Password: { HasValue: true, NewValue: 'a pass word' } });
	await person.go('/app/Spaces-1/projects/shop/deployments/process/add?category=Custom');
	await person.link(/Greet/, main());
	await person.check();
	assert.equal(await page.locator(`[name$="${body}"]`).count(), 0);
	const field = (name) => page.locator(`[name$="/Properties/${name}"]:not([type=hidden])`);
	assert.equal(await field('Greet.Word').inputValue(), 'Hello');
	await page.locator('input[name="/Steps/0/Name"]').fill('Say it');
	await page.locator('[name=".plan"][value="server"]').check();
	await field('Greet.Name').fill('Ana\nand Ben');
	await field('Greet.Style').selectOption({ label: 'Loud' });
	await field('Greet.Loud').uncheck();
	await field('Greet.Account').selectOption({ label: 'Door' });
	await save();
	await saved();
	const [step] = (await process()).Steps;
	const properties = step.Actions[0].Properties;
	assert.deepEqual([properties['Octopus.Action.Template.Id'], properties['Octopus.Action.Template.Version'], properties['Greet.Account']],
		[template.Id, '3', account.Id]);
	assert.deepEqual(properties['Greet.Secret'], { HasValue: true, NewValue: null, Hint: null });
	const log = await deploy('1.0.0');
	assert.match(log, /word=Hello\b/);
	assert.match(log, /name=Ana\r?\n.*and Ben/);
	assert.match(log, /loud=False style=loud/);
	assert.match(log, /user=keeper/);
	assert.match(log, new RegExp(`length=${secret.length}\\b`));
	assert.ok(!log.includes(secret));
	await page.getByRole('link', { name: 'Say it' }).first().click();
	await person.check();
	assert.equal(await field('Greet.Name').inputValue(), 'Ana\nand Ben');
	assert.ok(!(await page.content()).includes(secret));
});

test('a cleared parameter stays empty, an own secret is sealed and masked', async () => {
	const step = (await process()).Steps[0];
	await person.go(`/app/Spaces-1/projects/shop/deployments/process/steps/${step.Id}`);
	await page.locator('[name$="/Properties/Greet.Word"]').fill('');
	await page.locator('input[type=password]').fill('another one of mine');
	await person.button('Show API request', main());
	const shown = await page.locator('pre[data-format=curl]').first().textContent();
	assert.ok(!(await page.content()).includes('another one of mine'));
	assert.match(shown, /"Greet\.Word":\s*""/);
	await page.locator('input[type=password]').fill('another one of mine');
	await save();
	await saved();
	const log = await deploy('1.1.0');
	assert.match(log, /word=\r?\n|word=$/m);
	assert.match(log, /length=19\b/);
	assert.ok(!log.includes('another one of mine'));
});

/** The one step, as stored. */
const use = async () => (await process()).Steps[0].Actions[0].Properties;

test('versions are listed, compared, and one before is used again', async () => {
	await api('PUT', `${s}/actiontemplates/${template.Id}`, { ...template, Description: 'Newer', Properties: { ...template.Properties, [body]: `${script}echo newer\n` } });
	await person.go(`${library}/${template.Id}`);
	await person.link('Versions', main());
	await person.heading('Versions');
	assert.deepEqual(await page.locator('tbody th a').evaluateAll((all) => all.map((a) => parseInt(a.textContent, 10))), [4, 3, 2, 1]);
	await page.locator('tbody th a').first().click();
	await person.heading('Version 4');
	assert.deepEqual(await page.locator('.diff.lines ins').allInnerTexts(), ['+ echo newer']);
	assert.match(await main().innerText(), /\/Description[^]*Newer/);
	await person.check();
	await person.go(`${library}/${template.Id}/versions/3`);
	await person.button('Use this version again', main());
	await saved();
	const now = await api('GET', `${s}/actiontemplates/${template.Id}`);
	assert.deepEqual([now.Version, now.Properties, now.Parameters], [5, template.Properties, template.Parameters]);
});

test('steps get a newer version: one, those that are chosen, all; what hinders is told', async () => {
	const fresh = { Name: 'Greet.Fresh', Label: null, HelpText: null, DefaultValue: null, DisplaySettings: { 'Octopus.ControlType': 'SingleLineText' } };
	const now = await api('GET', `${s}/actiontemplates/${template.Id}`);
	await api('PUT', `${s}/actiontemplates/${template.Id}`, { ...now, Parameters: [...now.Parameters, fresh], Properties: { ...now.Properties, [body]: 'echo "fresh=$(get_octopusvariable Greet.Fresh) secret=$(get_octopusvariable Greet.Secret)"\n' } });
	const step = (await process()).Steps[0];
	await person.go(`/app/Spaces-1/projects/shop/deployments/process/steps/${step.Id}`);
	await page.getByText('version 6 exists').waitFor();
	await person.link(/^Update to version 6/, main());
	await person.heading('Usages');
	assert.ok(await page.locator('input[name=".use"]').isChecked());
	await person.check();
	await person.button('Update the chosen', main());
	await page.getByText('Not updated: a new parameter has no value').waitFor();
	assert.equal((await use())['Octopus.Action.Template.Version'], '3');
	await page.getByLabel('Greet.Fresh').fill('air');
	await person.button('Show API request', main());
	const shown = await page.locator('pre[data-format=curl]').first().textContent();
	assert.match(shown, /-X POST "\$OCTOPUS_URL[^"]*\/actionsUpdate"/);
	assert.deepEqual(JSON.parse(/<<'JSON\d*'\n([^]*)\nJSON\d*\n$/.exec(shown)[1]), {
		Version: 6, ActionIdsByProcessId: { [project.DeploymentProcessId]: [step.Actions[0].Id] }, DefaultPropertyValues: { 'Greet.Fresh': 'air' } });
	assert.equal((await use())['Octopus.Action.Template.Version'], '3');
	await page.getByLabel('Greet.Fresh').fill('air');
	await person.button(/^Update all/, main());
	await page.getByText('updated', { exact: true }).waitFor();
	const properties = await use();
	assert.deepEqual([properties['Octopus.Action.Template.Version'], properties['Greet.Fresh'], properties['Greet.Name'], properties['Greet.Word']], ['6', 'air', 'Ana\nand Ben', '']);
	const log = await deploy('1.2.0');
	assert.match(log, /fresh=air secret=\*/);
	assert.ok(!log.includes('another one of mine'));
});

test('a template is made of a step, a step is let go of its template', async () => {
	const step = (await process()).Steps[0];
	await person.go(`/app/Spaces-1/projects/shop/deployments/process/steps/${step.Id}`);
	await person.link('Save as template');
	await page.locator('input[name="/Name"]').fill('Said');
	await save();
	await saved();
	const made = (await api('GET', `${s}/actiontemplates?partialName=Said`)).Items[0];
	assert.match(made.Properties[body], /fresh=/);
	assert.equal(made.Properties['Octopus.Action.Template.Id'], undefined);
	assert.deepEqual(made.Parameters.map((p) => [p.Name, p.DefaultValue]).filter(([name]) => ['Greet.Fresh', 'Greet.Style', 'Greet.Secret'].includes(name)),
		[['Greet.Style', 'loud'], ['Greet.Secret', null], ['Greet.Fresh', 'air']]);
	await person.go(`/app/Spaces-1/projects/shop/deployments/process/steps/${step.Id}`);
	await page.locator('summary', { hasText: 'Step template' }).last().click();
	await page.locator('[name=".detach"]').check();
	await save();
	await saved();
	const properties = await use();
	assert.deepEqual([properties['Octopus.Action.Template.Id'], properties['Greet.Fresh'], properties['Greet.Secret'].HasValue], [undefined, 'air', true]);
	assert.match(properties[body], /fresh=/);
});

test('without JavaScript: a file is imported, exported, kept without loss; a bad one is told', async () => {
	const plain = await openBrowser(server, { javaScript: false, width: 360 });
	const file = {
		Id: 'abc', Name: 'From the community', Description: 'Says\r\nsomething', ActionType: 'Octopus.IIS', Version: 7, Packages: [], Extra: { a: [1] },
		Properties: { 'Octopus.Action.IISWebSite.X': 'a\tb\r\n' }, Parameters: [
			{ Id: '1', Name: 'Site', Label: 'Site', HelpText: '', DefaultValue: 'Default', DisplaySettings: { 'Octopus.ControlType': 'SingleLineText', More: 'x' } },
			{ Id: '2', Name: 'Cert', Label: 'Cert', HelpText: 'x', DefaultValue: '', DisplaySettings: { 'Octopus.ControlType': 'Certificate' } },
			{ Id: '3', Name: 'Pass', Label: 'Pass', HelpText: 'x', DefaultValue: { HasValue: true, NewValue: null }, DisplaySettings: { 'Octopus.ControlType': 'Sensitive' } }],
		$Meta: { Type: 'ActionTemplate' }, Category: 'iis',
	};
	const page = plain.page, text = JSON.stringify(file, null, 2);
	await plain.signIn();
	await plain.go(library);
	await plain.check();
	await plain.link('Import');
	await page.locator('textarea').fill('{"Name":');
	await plain.button('Import', page.getByRole('main'));
	assert.match(await page.getByRole('alert').innerText(), /not valid JSON/);
	assert.equal(await page.locator('textarea').inputValue(), '{"Name":');
	await page.locator('textarea').fill('');
	await page.locator('[type=file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('[1]') });
	await plain.button('Import', page.getByRole('main'));
	assert.match(await page.getByRole('alert').innerText(), /not a step template/);
	assert.equal(await page.locator('textarea').inputValue(), '[1]');
	await page.locator('textarea').fill('');
	await page.locator('[type=file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) });
	await plain.button('Import', page.getByRole('main'));
	await plain.heading('From the community');
	await plain.check();
	const stored = (await api('GET', `${s}/actiontemplates?partialName=community`)).Items[0];
	for (const name of ['Description', 'Version', 'Properties', 'Extra', 'Category', 'ActionType']) assert.deepEqual(stored[name], file[name], name);
	await plain.button('Save', page.getByRole('main'));
	await page.locator('main .banner[data-state=success]').waitFor();
	const after = await api('GET', `${s}/actiontemplates/${stored.Id}`);
	assert.deepEqual({ ...after, Version: 0 }, { ...stored, Version: 0 }, 'saving what was not touched changes nothing');
	const [download] = await Promise.all([page.waitForEvent('download'), plain.link('Export')]);
	const exported = JSON.parse(readFileSync(await download.path(), 'utf8'));
	assert.deepEqual([exported.Properties, exported.Parameters, exported.Extra], [stored.Properties, stored.Parameters, file.Extra]);
	await plain.go(`${library}/new?type=Octopus.TentaclePackage`);
	await plain.button('Add parameter', page.getByRole('main'));
	assert.equal(await page.getByRole('button', { name: 'Add parameter' }).count(), 1, 'a type without inputs of its own can be edited');
	await plain.close();
});
