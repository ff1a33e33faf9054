// Step templates: their rules, versions, the steps made of them, exchange as JSON.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const s = '/api/Spaces-1';
const body = 'Octopus.Action.Script.ScriptBody';
const templateId = 'Octopus.Action.Template.Id', templateVersion = 'Octopus.Action.Template.Version';
let server, dev;
let count = 0;

const call = (method, path, sent) => server.api(method, path, sent);

async function done(method, path, sent) {
	const answer = await call(method, path, sent);
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.body;
}

const get = (path) => done('GET', path);

before(async () => {
	server = await startServer();
	dev = await done('POST', `${s}/environments`, { Name: 'Dev' });
});
after(async () => server?.stop());

const parameter = (name, value, control = 'SingleLineText', more = {}) => ({
	Name: name, Label: name, HelpText: null, DefaultValue: value, DisplaySettings: { 'Octopus.ControlType': control }, ...more,
});

/** As a file of the community's library has it. */
const community = () => ({
	Id: '8f2d6a0c-0000-4000-8000-0123456789ab',
	Name: `Greet ${++count}`,
	Description: 'Greets somebody.\r\nIn *Markdown*.',
	ActionType: 'Octopus.Script',
	Version: 12,
	CommunityActionTemplateId: null,
	Packages: [],
	Properties: {
		'Octopus.Action.Script.ScriptSource': 'Inline',
		'Octopus.Action.Script.Syntax': 'Bash',
		[body]: 'echo "$(get_octopusvariable Greet.Word), $(get_octopusvariable Greet.Name)!"\r\n',
	},
	Parameters: [parameter('Greet.Word', 'Hello'), parameter('Greet.Name', null),
		parameter('Greet.Style', 'plain', 'Select', { DisplaySettings: { 'Octopus.ControlType': 'Select', 'Octopus.SelectOptions': 'plain|Plain\nloud|Loud' } })],
	SensitiveProperties: {},
	StepPackageId: 'Octopus.Script',
	$Meta: { ExportedAt: '2024-01-01T00:00:00.000Z', OctopusVersion: '2024.1.1', Type: 'ActionTemplate' },
	LastModifiedBy: 'somebody',
	Category: 'other',
});

const made = (more = {}) => done('POST', `${s}/actiontemplates`, { ...community(), ...more });

/** A process with one step of the template; properties are the step's own. */
async function used(template, properties = {}, version = String(template.Version)) {
	const project = await done('POST', `${s}/projects`, { Name: `Templates ${++count}`, ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	const process = await done('PUT', `${s}/deploymentprocesses/${project.DeploymentProcessId}`, {
		Version: 0,
		Steps: [{ Name: 'Greet', Actions: [{
			Name: 'Greet', ActionType: template.ActionType,
			Properties: { 'Octopus.Action.RunOnServer': 'true', [templateId]: template.Id, [templateVersion]: version, ...properties },
		}] }],
	});
	return { project, process, action: process.Steps[0].Actions[0] };
}

/** The log of a release that was deployed well. */
async function deployed(project) {
	const release = await done('POST', `${s}/releases`, { ProjectId: project.Id, Version: '1.0.0' });
	const deployment = await done('POST', `${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: dev.Id });
	let task;
	for (const end = Date.now() + 300_000; !task?.IsCompleted; ) {
		assert.ok(Date.now() < end, `the task is ${task?.State} still`);
		task = await get(`/api/tasks/${deployment.TaskId}`);
	}
	const { text } = await server.api('GET', `/api/tasks/${deployment.TaskId}/raw`);
	assert.equal(task.State, 'Success', text);
	return text;
}

test('a file of the community is imported and exported without loss', async () => {
	const file = community();
	const template = await done('POST', `${s}/actiontemplates`, file);
	assert.match(template.Id, /^ActionTemplates-\d+$/);
	for (const name of ['Name', 'Description', 'ActionType', 'Version', 'Properties', 'SensitiveProperties', 'StepPackageId', '$Meta', 'Category'])
		assert.deepEqual(template[name], file[name], name);
	assert.deepEqual(template.Parameters.map(({ Id, ...rest }) => rest), file.Parameters);
	assert.ok(template.Parameters.every((p) => p.Id));
	const exported = await get(`${s}/slipway/actiontemplates/${template.Id}/export`);
	assert.deepEqual(exported.Properties, file.Properties);
	assert.deepEqual(exported.SensitiveProperties, {});
	assert.equal(exported.$Meta.Type, 'ActionTemplate');
	assert.equal(exported.Links, undefined);
	const again = await done('POST', `${s}/actiontemplates`, { ...exported, Name: `${file.Name} again` });
	assert.deepEqual(again.Properties, file.Properties);
	assert.deepEqual(again.Parameters, template.Parameters);
});

test('bad templates are refused with a sentence at the field', async () => {
	const refuse = async (pointer, more) => {
		const answer = await call('POST', `${s}/actiontemplates`, { ...community(), ...more });
		assert.equal(answer.status, 400, answer.text);
		assert.deepEqual(Object.keys(answer.body.Details), [pointer]);
	};
	await refuse('/Name', { Name: ' ' });
	await refuse('/ActionType', { ActionType: '' });
	await refuse('/Parameters/1/Name', { Parameters: [parameter('A', '1'), parameter('a', '2')] });
	await refuse('/Parameters/0/DisplaySettings', { Parameters: [parameter('A', '1', 'Select')] });
	await refuse('/Parameters/0/DefaultValue', { Parameters: [parameter('A', ['x'])] });
	const template = await made();
	assert.equal((await call('POST', `${s}/actiontemplates`, { ...community(), Name: template.Name })).status, 400);
});

test('each change makes a version, the ones before stay', async () => {
	const first = await made({ Version: undefined });
	assert.equal(first.Version, 1);
	const second = await done('PUT', `${s}/actiontemplates/${first.Id}`, { ...first, Description: 'Better.', Version: 99 });
	assert.equal(second.Version, 2);
	assert.equal((await get(`${s}/actiontemplates/${first.Id}/versions/1`)).Description, first.Description);
	assert.equal((await get(`${s}/actiontemplates/${first.Id}/versions/2`)).Description, 'Better.');
	assert.equal((await call('GET', `${s}/actiontemplates/${first.Id}/versions/3`)).status, 404);
	const list = await get(`${s}/actiontemplates/${first.Id}/versions`);
	assert.deepEqual(list.Items.map((t) => t.Version), [2, 1]);
	assert.equal(list.TotalResults, 2);
	assert.deepEqual((await get(`${s}/actiontemplates?partialName=${encodeURIComponent(first.Name)}`)).Items.map((t) => t.Id), [first.Id]);
});

test('sensitive defaults are sealed', async () => {
	const template = await made({ Parameters: [parameter('Secret', { HasValue: true, NewValue: 'open sesame' }, 'Sensitive')] });
	assert.deepEqual(template.Parameters[0].DefaultValue, { HasValue: true, NewValue: null, Hint: null });
	const changed = await done('PUT', `${s}/actiontemplates/${template.Id}`, { ...template, Description: 'x' });
	assert.equal(changed.Parameters[0].DefaultValue.HasValue, true);
	assert.ok(!JSON.stringify(await get(`${s}/slipway/actiontemplates/${template.Id}/export`)).includes('sesame'));
});

test('a step gets what it lacks from its template, and runs', async () => {
	const template = await made();
	const { project, action } = await used(template, { 'Greet.Name': 'World' });
	assert.equal(action.Properties[body], template.Properties[body]);
	assert.equal(action.Properties['Greet.Word'], 'Hello');
	assert.equal(action.Properties['Greet.Name'], 'World');
	assert.match(await deployed(project), /Hello, World!/);
});

test('33: a parameter of a template loses to the variable of the project, with a warning', async () => {
	const { project } = await used(await made(), { 'Greet.Name': 'World' });
	const set = await get(project.Links.Variables);
	await done('PUT', project.Links.Variables, { ...set, Variables: [{ Name: 'Greet.Name', Value: 'project' }] });
	const log = await deployed(project);
	assert.match(log, /Hello, project!/);
	assert.match(log, /Warning +\|? *The variable 'Greet\.Name' is used instead/i);
});

test('a sensitive default is shared with the step, of the version that it names', async () => {
	const sealed = { HasValue: true, NewValue: null, Hint: null };
	const template = await made({ Parameters: [parameter('Secret', { HasValue: true, NewValue: 'first secret' }, 'Sensitive')],
		Properties: { ...community().Properties, [body]: 'v=$(get_octopusvariable Secret); echo "$v length=${#v}"\n' } });
	await done('PUT', `${s}/actiontemplates/${template.Id}`, {
		...template, Parameters: [{ ...template.Parameters[0], DefaultValue: { HasValue: true, NewValue: 'the second one' } }] });
	const { project, process, action } = await used(template);
	assert.deepEqual(action.Properties.Secret, sealed);
	const run = async (version) => {
		const release = await done('POST', `${s}/releases`, { ProjectId: project.Id, Version: version });
		const { TaskId } = await done('POST', `${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: dev.Id });
		for (const end = Date.now() + 300_000; !(await get(`/api/tasks/${TaskId}`)).IsCompleted; ) assert.ok(Date.now() < end);
		return (await server.api('GET', `/api/tasks/${TaskId}/raw`)).text;
	};
	const log = await run('1.0.0');
	assert.match(log, /length=12\b/);
	assert.doesNotMatch(log, /first secret/);
	const saved = await done('PUT', `${s}/deploymentprocesses/${process.Id}`, process);
	assert.deepEqual(saved.Steps[0].Actions[0].Properties.Secret, sealed);
	const third = await done('PUT', `${s}/actiontemplates/${template.Id}`, { ...await get(`${s}/actiontemplates/${template.Id}`),
		Parameters: [parameter('Fresh', { HasValue: true, NewValue: 'a fresh secret!' }, 'Sensitive')],
		Properties: { ...template.Properties, [body]: 'v=$(get_octopusvariable Fresh); echo "$v length=${#v}"\n' } });
	const [updated] = await done('POST', `${s}/actiontemplates/${template.Id}/actionsUpdate`, { Version: third.Version, ActionIdsByProcessId: { [process.Id]: [action.Id] } });
	assert.equal(updated.Outcome, 'Success', JSON.stringify(updated));
	const { Secret, Fresh } = (await get(`${s}/deploymentprocesses/${process.Id}`)).Steps[0].Actions[0].Properties;
	assert.deepEqual([Secret, Fresh], [undefined, sealed]);
	assert.match(await run('1.1.0'), /length=15\b/);
});

test('usage is told, a template in use is kept', async () => {
	const template = await made();
	const { project, process, action } = await used(template);
	const usage = await get(`${s}/actiontemplates/${template.Id}/usage`);
	assert.equal(usage.length, 1);
	assert.deepEqual([usage[0].ProjectId, usage[0].DeploymentProcessId, usage[0].ActionId, usage[0].StepName, usage[0].Version],
		[project.Id, process.Id, action.Id, 'Greet', '12']);
	const answer = await call('DELETE', `${s}/actiontemplates/${template.Id}`);
	assert.equal(answer.status, 400);
	assert.match(answer.body.ErrorMessage, /used by the step 'Greet'/);
	const free = await made();
	assert.equal((await call('DELETE', `${s}/actiontemplates/${free.Id}`)).status, 200);
});

test('B8 an update replaces properties and keeps the values of parameters', async () => {
	const template = await made();
	const { process, action } = await used(template, { 'Greet.Name': 'World', 'Octopus.Action.ExecutionTimeout.Minutes': '5' });
	const newer = await done('PUT', `${s}/actiontemplates/${template.Id}`, {
		...template, Properties: { ...template.Properties, [body]: 'echo new' },
		Parameters: [template.Parameters[0], template.Parameters[1], parameter('Greet.Fresh', null)],
	});
	const update = (more) => done('POST', `${s}/actiontemplates/${template.Id}/actionsUpdate`,
		{ Version: newer.Version, ActionIdsByProcessId: { [process.Id]: [action.Id] }, ...more });
	const now = async () => (await get(`${s}/deploymentprocesses/${process.Id}`)).Steps[0].Actions[0].Properties;
	const [lacking] = await update();
	assert.equal(lacking.Outcome, 'DefaultParamterValueMissing');
	assert.deepEqual(lacking.NamesOfNewParametersMissingDefaultValue, ['Greet.Fresh']);
	assert.equal((await now())[templateVersion], '12');
	const [updated] = await update({ DefaultPropertyValues: { 'Greet.Fresh': 'air' } });
	assert.equal(updated.Outcome, 'Success');
	const properties = await now();
	assert.deepEqual([properties[body], properties['Greet.Name'], properties['Greet.Fresh'], properties['Greet.Style'],
		properties[templateVersion], properties['Octopus.Action.ExecutionTimeout.Minutes']], ['echo new', 'World', 'air', undefined, '13', '5']);
	const typed = await done('PUT', `${s}/actiontemplates/${template.Id}`, {
		...newer, Parameters: [{ ...newer.Parameters[0], DisplaySettings: { 'Octopus.ControlType': 'Checkbox' } }],
	});
	const [merge] = await done('POST', `${s}/actiontemplates/${template.Id}/actionsUpdate`,
		{ Version: typed.Version, ActionIdsByProcessId: { [process.Id]: [action.Id] } });
	assert.equal(merge.Outcome, 'ManualMergeRequired');
	assert.ok(merge.ManualMergeRequiredReasonsByPropertyName['Greet.Word']);
	assert.equal((await call('POST', `${s}/actiontemplates/${template.Id}/actionsUpdate`, { Version: 77, ActionIdsByProcessId: {} })).status, 400);
	assert.equal((await call('POST', `${s}/actiontemplates/${template.Id}/actionsUpdate`, { Version: 13, ActionIdsByProcessId: { [process.Id]: ['nobody'] } })).status, 400);
});

test('the gallery shows installed templates beside the built-in types', async () => {
	const template = await made();
	const all = await get(`${s}/actiontemplates/search`);
	assert.equal(all[0].Type, 'Octopus.Script');
	const card = all.find((t) => t.Id === template.Id);
	assert.deepEqual([card.Name, card.Type, card.IsBuiltIn, card.IsInstalled, card.Category], [template.Name, 'Octopus.Script', false, true, 'Custom']);
	assert.ok((await get(`${s}/actiontemplates/categories`)).some((c) => c.Id === 'Custom'));
	assert.equal((await server.api('GET', card.Links.Logo)).status, 200);
});
