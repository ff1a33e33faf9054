// Rules of configuration: what may be stored, what comes along, what goes with what.
// Names like P6 are those of the domain rules that a test shows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const s = '/api/Spaces-1';
let server;
let dev, production;
let count = 0;

before(async () => {
	server = await startServer();
	dev = await created(`${s}/environments`, { Name: 'Dev' });
	production = await created(`${s}/environments`, { Name: 'Production' });
});
after(async () => server?.stop());

const call = (method, path, body) => server.api(method, path, body);

async function created(path, body) {
	const answer = await call('POST', path, body);
	assert.equal(answer.status, 201, JSON.stringify(answer.body));
	return answer.body;
}

async function put(path, body) {
	const answer = await call('PUT', path, body);
	assert.equal(answer.status, 200, JSON.stringify(answer.body));
	return answer.body;
}

async function get(path) {
	const answer = await call('GET', path);
	assert.equal(answer.status, 200, JSON.stringify(answer.body));
	return answer.body;
}

async function refused(method, path, body, ...pointers) {
	const answer = await call(method, path, body);
	assert.equal(answer.status, 400, JSON.stringify(answer.body));
	assert.deepEqual(Object.keys(answer.body.Details).sort(), pointers.sort());
	assert.ok(answer.body.Errors.length >= pointers.length);
	return answer.body;
}

const project = (more = {}) => created(`${s}/projects${more.query ?? ''}`, {
	Name: `Project ${++count}`, ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1', ...more,
});
const script = (name, more = {}) => ({
	Name: name, ActionType: 'Octopus.Script',
	Properties: { 'Octopus.Action.Script.ScriptBody': 'echo hi' }, ...more,
});
const step = (name, more = {}) => ({ Name: name, Actions: [script(name)], ...more });

test('a project brings an empty process, an empty variable set and a default channel', async () => {
	const p = await project();
	assert.equal(p.DeploymentProcessId, `deploymentprocess-${p.Id}`);
	const process = await get(`${s}/deploymentprocesses/${p.DeploymentProcessId}`);
	assert.deepEqual([process.Version, process.Steps], [0, []]);
	const variables = await get(`${s}/variables/${p.VariableSetId}`);
	assert.deepEqual([variables.Version, variables.Variables], [0, []]);
	const channels = (await get(`${s}/projects/${p.Slug}/channels`)).Items;
	assert.deepEqual(channels.map((c) => [c.Name, c.IsDefault, c.LifecycleId]), [['Default', true, null]]);
	await refused('DELETE', `${s}/channels/${channels[0].Id}`);
});

test('P4: names of steps and actions are unique without regard to case', async () => {
	const p = await project();
	await refused('PUT', p.Links.DeploymentProcess, { Version: 0, Steps: [step('One'), step(' one ')] },
		'/Steps/1/Name', '/Steps/1/Actions/0/Name');
	await refused('PUT', p.Links.DeploymentProcess, { Version: 0, Steps: [step('A[1]')] },
		'/Steps/0/Name', '/Steps/0/Actions/0/Name');
});

test('P5, P6: without Id a step keeps its id by slug or name; a slug survives renaming', async () => {
	const p = await project();
	const path = p.Links.DeploymentProcess;
	const first = await put(path, { Version: 0, Steps: [step('Say Hello'), step('Two')] });
	assert.match(first.Steps[0].Id, /^[0-9a-f-]{36}$/);
	const again = await put(path, { Version: 1, Steps: [step('Two'), step('say hello')] });
	assert.equal(again.Steps[1].Id, first.Steps[0].Id);
	assert.equal(again.Steps[1].Actions[0].Id, first.Steps[0].Actions[0].Id);
	again.Steps[1].Name = 'Greet';
	const renamed = await put(path, again);
	assert.equal(renamed.Steps[1].Slug, 'say-hello');
	assert.equal(renamed.Version, 3);
	assert.equal((await call('PUT', path, { Version: 1, Steps: [] })).status, 409);
});

test('a script must have a body in a language that runs here', async () => {
	const p = await project();
	const steps = [
		step('A', { Actions: [script('A', { Properties: {} })] }),
		step('B', { Actions: [script('B', { Properties: { 'Octopus.Action.Script.Syntax': 'CSharp', 'Octopus.Action.Script.ScriptBody': 'x' } })] }),
		step('C', { Actions: [] }),
	];
	await refused('PUT', p.Links.DeploymentProcess, { Version: 0, Steps: steps },
		'/Steps/0/Actions/0/Properties/Octopus.Action.Script.ScriptBody',
		'/Steps/1/Actions/0/Properties/Octopus.Action.Script.Syntax', '/Steps/2/Actions');
});

test('unknown environments and foreign channels of a step are named one by one', async () => {
	const p = await project();
	const other = await project();
	const foreign = (await get(`${s}/projects/${other.Id}/channels`)).Items[0].Id;
	const steps = [step('A', { Actions: [script('A', { Environments: ['Environments-998', 'Environments-999'] })] })];
	await refused('PUT', p.Links.DeploymentProcess, { Version: 0, Steps: steps },
		'/Steps/0/Actions/0/Environments/0', '/Steps/0/Actions/0/Environments/1');
	steps[0].Actions[0] = script('A', { Channels: [foreign] });
	await refused('PUT', p.Links.DeploymentProcess, { Version: 0, Steps: steps }, '/Steps/0/Actions/0/Channels/0');
});

test('whatever a script holds comes back byte for byte, unknown members too', async () => {
	const p = await project();
	const body = '\n\techo "Grüße"  \r\n\n# end \u{1f600}\n\n';
	const sent = step('A', { Extra: { a: [1, 2.5, null, { b: '' }] } });
	sent.Actions[0].Properties = { 'Octopus.Action.Script.ScriptBody': body, 'My.Own': '' };
	const saved = await put(p.Links.DeploymentProcess, { Version: 0, Steps: [sent] });
	assert.equal(saved.Steps[0].Actions[0].Properties['Octopus.Action.Script.ScriptBody'], body);
	assert.equal(saved.Steps[0].Actions[0].Properties['My.Own'], '');
	assert.deepEqual(saved.Steps[0].Extra, sent.Extra);
});

test('values of variables go with the environment or step that they were for', async () => {
	const p = await project();
	const gone = await created(`${s}/environments`, { Name: 'Gone' });
	const process = await put(p.Links.DeploymentProcess, { Version: 0, Steps: [step('A'), step('B')] });
	const action = process.Steps[1].Actions[0].Id;
	const variables = [
		{ Name: 'only', Value: '1', Scope: { environment: [gone.Id.toLowerCase()] } },
		{ Name: 'both', Value: '2', Scope: { Environment: [gone.Id, dev.Id] } },
		{ Name: 'step', Value: '3', Scope: { Action: [action] } },
		{ Name: 'all', Value: '4', Scope: { Role: [] } },
	];
	await put(p.Links.Variables, { Version: 0, Variables: variables });
	assert.equal((await call('DELETE', gone.Links.Self)).status, 200);
	await put(p.Links.DeploymentProcess, { ...process, Steps: [process.Steps[0]] });
	const left = (await get(p.Links.Variables)).Variables;
	assert.deepEqual(left.map((v) => [v.Name, v.Scope]), [['both', { Environment: [dev.Id] }], ['all', {}]]);
});

test('sensitive values are sealed by type or flag, kept by id, and never answered', async () => {
	const p = await project();
	const first = await put(p.Links.Variables, {
		Version: 0, Variables: [{ Name: 'A', Value: 'secret-one', IsSensitive: true }, { Name: 'B', Value: 'secret-two', Type: 'Sensitive' }],
	});
	assert.deepEqual(first.Variables.map((v) => [v.Value, v.Type, v.IsSensitive]), [[null, 'Sensitive', true], [null, 'Sensitive', true]]);
	const second = await put(p.Links.Variables, first);
	assert.deepEqual(second.Variables, first.Variables);
	await refused('PUT', p.Links.Variables, { Version: 2, Variables: [{ Name: 'C', IsSensitive: true }] }, '/Variables/0/Value');
	await refused('PUT', p.Links.Variables, { Version: 2, Variables: [{ Name: 'D', Scope: { Planet: ['Mars'], Environment: ['Environments-999'] } }] },
		'/Variables/0/Scope/Planet', '/Variables/0/Scope/Environment/0');
	assert.ok(!JSON.stringify((await get(`${s}/events?regarding=${p.Id}`))).includes('secret-'));
});

test('a lifecycle has an environment in one phase only, and says what its phases are', async () => {
	await refused('POST', `${s}/lifecycles`, {
		Name: 'Twice', Phases: [{ Name: 'A', OptionalDeploymentTargets: [dev.Id] }, { Name: 'B', AutomaticDeploymentTargets: [dev.Id.toLowerCase()] }],
	}, '/Phases/1/AutomaticDeploymentTargets/0');
	const implied = await get(`${s}/lifecycles/Lifecycles-1/preview`);
	assert.deepEqual(implied.Phases.map((phase) => phase.Name), ['Dev', 'Production']);
	const l = await created(`${s}/lifecycles`, { Name: 'Explicit', Phases: [{ Name: 'A', OptionalDeploymentTargets: [dev.Id] }, { Name: 'Rest' }] });
	assert.match(l.Phases[0].Id, /^[0-9a-f-]{36}$/);
	assert.deepEqual((await get(l.Links.Preview)).Phases[1].OptionalDeploymentTargets, [production.Id]);
	const used = await project({ LifecycleId: l.Id });
	assert.match((await refused('DELETE', l.Links.Self)).Errors[0], new RegExp(used.Name));
});

test('making another channel the default takes it from the first', async () => {
	const p = await project();
	const beta = await created(`${s}/channels`, { Name: 'Beta', ProjectId: p.Id, IsDefault: true });
	const channels = (await get(`${s}/projects/${p.Id}/channels`)).Items;
	assert.deepEqual(channels.map((c) => [c.Name, c.IsDefault]), [['Beta', true], ['Default', false]]);
	await refused('PUT', beta.Links.Self, { ...beta, IsDefault: false }, '/IsDefault');
	await created(`${s}/channels`, { Name: 'beta', ProjectId: (await project()).Id });
	await refused('POST', `${s}/channels`, { Name: 'beta', ProjectId: p.Id }, '/Name');
});

test('a copy of a project has its steps, variables, secrets and channels, and is its own', async () => {
	const p = await project();
	const beta = await created(`${s}/channels`, { Name: 'Beta', ProjectId: p.Id });
	const sent = step('A');
	sent.Actions[0].Channels = [beta.Id];
	sent.Actions[0].Properties.Token = { HasValue: true, NewValue: 'hidden-token' };
	await put(p.Links.DeploymentProcess, { Version: 0, Steps: [sent] });
	await put(p.Links.Variables, { Version: 0, Variables: [{ Name: 'A', Value: 'secret-one', IsSensitive: true }] });
	const copy = await created(`${s}/projects?clone=${p.Id}`, { Name: `${p.Name} copy` });
	assert.equal(copy.ClonedFromProjectId, p.Id);
	const process = await get(copy.Links.DeploymentProcess);
	assert.deepEqual(process.Steps[0].Actions[0].Properties.Token, { HasValue: true, NewValue: null, Hint: null });
	const channels = (await get(`${s}/projects/${copy.Id}/channels`)).Items;
	const its = channels.find((c) => c.Name === 'Beta').Id;
	assert.notEqual(its, beta.Id);
	assert.deepEqual(process.Steps[0].Actions[0].Channels, [its]);
	await put(copy.Links.DeploymentProcess, process);
	await put(copy.Links.Variables, await get(copy.Links.Variables));
	assert.equal((await call('DELETE', copy.Links.Self)).status, 200);
	assert.equal((await get(p.Links.DeploymentProcess)).Steps.length, 1);
});

test('settings are a view of the project, written from either side', async () => {
	const p = await project();
	const settings = await get(p.Links.DeploymentSettings);
	settings.VersioningStrategy.Template = '2.0.i';
	settings.ConnectivityPolicy.AllowDeploymentsToNoTargets = true;
	await put(p.Links.DeploymentSettings, settings);
	const changed = await get(p.Links.Self);
	assert.equal(changed.VersioningStrategy.Template, '2.0.i');
	assert.equal(changed.ProjectConnectivityPolicy.AllowDeploymentsToNoTargets, true);
	assert.equal((await get(`${s}/projects/${p.Id}/deploymentprocesses/template`)).NextVersionIncrement, '2.0.0');
	await put(p.Links.Self, { ...changed, ReleaseNotesTemplate: 'Notes' });
	assert.equal((await get(`${s}/deploymentsettings/deploymentsettings-${p.Id}`)).ReleaseNotesTemplate, 'Notes');
});

test('targets need an environment and a role; SSH ones an account, a host and its key', async () => {
	await refused('POST', `${s}/machines`, { Name: 'm', Endpoint: { CommunicationStyle: 'None' } }, '/EnvironmentIds', '/Roles');
	await refused('POST', `${s}/machines`, { Name: 'm', EnvironmentIds: [dev.Id], Roles: ['a'], Endpoint: { CommunicationStyle: 'Ssh' } },
		'/Endpoint/AccountId', '/Endpoint/Fingerprint', '/Endpoint/Host');
	const account = await created(`${s}/accounts`, { Name: 'pw', AccountType: 'usernamepassword', Username: 'u', Password: { NewValue: 'long-enough' } });
	assert.deepEqual(account.Password, { HasValue: true, NewValue: null, Hint: null });
	const machine = await created(`${s}/machines`, {
		Name: 'm', EnvironmentIds: [dev.Id], Roles: [' web ', 'WEB', 'db'], SkipInitialHealthCheck: true,
		Endpoint: { CommunicationStyle: 'ssh', AccountId: account.Id.toLowerCase(), Host: 'h.example', Port: 2222, Fingerprint: 'SHA256:x' },
	});
	assert.deepEqual(machine.Roles, ['web', 'db']);
	assert.equal(machine.Uri, 'ssh://h.example:2222/');
	assert.equal(machine.Endpoint.AccountId, account.Id);
	assert.equal(machine.HealthStatus, 'Unknown');
	assert.equal(machine.MachinePolicyId, 'MachinePolicies-1');
	assert.deepEqual((await get(`${s}/machines?roles=web,none&commStyles=Ssh`)).Items.map((m) => m.Id), [machine.Id]);
	assert.deepEqual((await get(`${s}/accounts/${account.Id}/usages`)).Targets, [{ TargetId: machine.Id, TargetName: 'm' }]);
	await refused('DELETE', account.Links.Self);
	assert.equal((await call('DELETE', machine.Links.Self)).status, 200);
	assert.equal((await call('DELETE', account.Links.Self)).status, 200);
});

test('a new target is checked by itself', async () => {
	const machine = await created(`${s}/machines`, { Name: 'region', EnvironmentIds: [dev.Id], Roles: ['web'], Endpoint: { CommunicationStyle: 'None' } });
	const tasks = (await get(machine.Links.TasksTemplate.replace(/\{.*/, ''))).Items;
	assert.deepEqual(tasks.map((task) => task.Name), ['Health']);
	assert.match((await refused('DELETE', dev.Links.Self)).Errors[0], /region/);
});

test('private keys are looked at before they are sealed', async () => {
	const key = { Name: 'key', AccountType: 'SshKeyPair', Username: 'u' };
	await refused('POST', `${s}/accounts`, key, '/PrivateKeyFile');
	await refused('POST', `${s}/accounts`, { ...key, PrivateKeyFile: { HasValue: true, NewValue: 'bm9wZQ==' } }, '/PrivateKeyFile');
	const text = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n';
	const account = await created(`${s}/accounts`, { ...key, PrivateKeyFile: { HasValue: true, NewValue: Buffer.from(text).toString('base64') } });
	const renamed = await put(account.Links.Self, { ...account, Name: 'renamed' });
	assert.equal(renamed.PrivateKeyFile.HasValue, true);
	await put(account.Links.Self, { ...account, AccountType: 'Token' }); // the type stays
	assert.equal((await get(account.Links.Self)).AccountType, 'SshKeyPair');
});

test('what every space must have cannot be deleted', async () => {
	for (const path of ['machinepolicies/MachinePolicies-1', 'workerpools/WorkerPools-1', 'projectgroups/ProjectGroups-1', 'lifecycles/Lifecycles-1']) {
		await project();
		await refused('DELETE', `${s}/${path}`);
	}
	assert.equal((await call('POST', '/api/spaces', { Name: 'x' })).status, 405);
});

test('environments have an order of their own', async () => {
	const before = (await get(`${s}/environments/all`)).map((e) => e.Id);
	await put(`${s}/environments/sortorder`, [production.Id, dev.Id]);
	const after = await get(`${s}/environments/all`);
	assert.deepEqual(after.slice(0, 2).map((e) => e.Id), [production.Id, dev.Id]);
	assert.deepEqual(after.map((e) => e.SortOrder), after.map((e, n) => n));
	await put(`${s}/environments/sortorder`, before);
	await refused('PUT', `${s}/environments/sortorder`, ['Environments-999'], '/0');
});

test('a person may change his own name and password, not others and not his rights', async () => {
	await refused('POST', '/api/users', { Username: 'eve', Password: 'short' }, '/Password');
	await refused('POST', '/api/users', { Username: 'ADMIN', Password: 'long-enough' }, '/Username');
	await refused('POST', '/api/users', { Username: 'svc', IsService: true, Password: 'long-enough' }, '/Password');
	const eve = await created('/api/users', { username: 'eve', password: 'long-enough', displayName: 'Eve' });
	assert.equal(eve.Password, undefined);
	const key = (await created(`/api/users/${eve.Id}/apikeys`, { Purpose: 'test' })).ApiKey;
	assert.match(key, /^API-[A-Z0-9]{32}$/);
	const as = async (method, path, body) => {
		const answer = await fetch(server.url + path, {
			method, headers: { 'X-Octopus-ApiKey': key }, body: body && JSON.stringify(body),
		});
		return { status: answer.status, body: await answer.json() };
	};
	assert.equal((await as('GET', '/api/users/me')).body.IsRequestor, true);
	const changed = await as('PUT', eve.Links.Self, { ...eve, DisplayName: 'Eva', Username: 'root', IsActive: false });
	assert.deepEqual([changed.status, changed.body.DisplayName, changed.body.Username, changed.body.IsActive], [200, 'Eva', 'eve', true]);
	assert.equal((await as('PUT', '/api/users/Users-1', { Username: 'x' })).status, 403);
	assert.equal((await as('GET', '/api/users/Users-1/apikeys')).status, 403);
	assert.equal((await as('POST', '/api/users', { Username: 'x', Password: 'long-enough' })).status, 403);
	const listed = (await as('GET', `/api/users/${eve.Id}/apikeys`)).body.Items[0];
	assert.deepEqual(listed.ApiKey, { HasValue: true, NewValue: null, Hint: key.slice(0, 7) });
	await put(eve.Links.Self, { ...eve, IsActive: false });
	assert.equal((await as('GET', '/api/users/me')).status, 401);
	await refused('DELETE', '/api/users/Users-1');
});

test('the API describes itself, and every reference in it is there', async () => {
	const description = await get('/api/openapi.json');
	const text = JSON.stringify(description);
	for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
		assert.ok(description.components.schemas[name], name);
	assert.ok(description.paths['/api/{spaceId}/projects/{id}'].put.requestBody);
	assert.equal(description.components.schemas.Project.properties.DeploymentProcessId.readOnly, true);
});
