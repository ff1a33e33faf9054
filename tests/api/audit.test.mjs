// Every request that changes something leaves one event: who, from where, what changed,
// and no secret. The description of the API names all such requests, so that a new route
// fails here until it is tried below.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const s = '/api/Spaces-1';
const canary = 'canary-Secret-1';
const secret = { HasValue: true, NewValue: canary };
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
let server;

before(async () => { server = await startServer(); });
after(async () => server?.stop());

async function send(method, path, body) {
	const answer = await server.api(method, path, body);
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
	return answer.body;
}
async function until(ask) {
	for (;;) {
		const found = await ask();
		if (found) return found;
		await new Promise((done) => setTimeout(done, 200));
	}
}

let number = 0;
const name = () => `thing ${++number}`;
const make = {
	environment: () => send('POST', `${s}/environments`, { Name: name() }),
	pool: () => send('POST', `${s}/workerpools`, { Name: name() }),
	project: () => send('POST', `${s}/projects`, project()),
	template: () => send('POST', `${s}/actiontemplates`, template()),
	user: () => send('POST', '/api/users', { Username: `u${++number}`, DisplayName: 'Somebody', Password: canary }),
	/** One at a time: the one of the route before goes first. */
	async recording() {
		for (const one of (await send('GET', '/api/slipway/recordings?running=true')).Items) await send('DELETE', one.Links.Self);
		return send('POST', '/api/slipway/recordings', { Name: name(), AllRequests: true });
	},
	async machine() {
		return send('POST', `${s}/machines`, machine(await make.environment()));
	},
	async readyProject() {
		const one = await make.project();
		await send('PUT', `${s}/deploymentprocesses/${one.DeploymentProcessId}`, { Version: 0, Steps: [manual] });
		return one;
	},
	async release() {
		return send('POST', `${s}/releases`, { ProjectId: (await make.readyProject()).Id, Version: '1.0.0' });
	},
	async deployment() {
		return send('POST', `${s}/deployments`, await deployment());
	},
	/** A deployment that waits for a person. */
	async interruption() {
		const { TaskId } = await make.deployment();
		return until(async () => (await send('GET', `${s}/interruptions?regarding=${TaskId}&pendingOnly=true`)).Items[0]);
	},
	async finishedTask() {
		const task = await send('POST', '/api/tasks', health());
		return until(async () => { const now = await send('GET', `/api/tasks/${task.Id}`); return now.IsCompleted && now; });
	},
};
const project = () => ({ Name: name(), ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
const health = () => ({ Name: 'Health', Description: 'Health', Arguments: {}, SpaceId: 'Spaces-1' });
const template = () => ({ Name: name(), ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.Script.ScriptBody': 'echo' }, Parameters: [] });
const machine = (environment) => ({ Name: name(), EnvironmentIds: [environment.Id], Roles: ['web'], SkipInitialHealthCheck: true, Endpoint: { CommunicationStyle: 'None' } });
const manual = { Name: 'Ask', Actions: [{ Name: 'Ask', ActionType: 'Octopus.Manual', Properties: { 'Octopus.Action.Manual.Instructions': 'Well?', Token: secret } }] };
async function deployment() {
	const environment = await make.environment(), { Id } = await make.readyProject();
	const lifecycle = await send('POST', `${s}/lifecycles`, { Name: name(), Phases: [{ Name: 'All', OptionalDeploymentTargets: [environment.Id] }] });
	await send('PUT', `${s}/projects/${Id}`, { ...await send('GET', `${s}/projects/${Id}`), LifecycleId: lifecycle.Id });
	const release = await send('POST', `${s}/releases`, { ProjectId: Id, Version: '1.0.0' });
	return { ReleaseId: release.Id, EnvironmentId: environment.Id };
}

/** A route: what to send for it. `unchanged`: a PUT whose event shows no differences, and why. */
const routes = {};
const route = (key, request, more = {}) => { routes[key] = { request, ...more }; };
/** What is made, changed and deleted alike; body() is a new one, change what a PUT sets. */
function crud(path, body, change) {
	const at = path.replace(/^S/, s).replace(/^\//, '/api/').replace('/api/api', '/api');
	route(`POST ${path}`, async () => [at, await body()]);
	route(`PUT ${path}/{}`, async () => { const one = await send('POST', at, await body()); return [`${at}/${one.Id}`, { ...one, ...change }]; });
	route(`DELETE ${path}/{}`, async () => [`${at}/${(await send('POST', at, await body())).Id}`]);
}
function logo(path, subject) {
	for (const method of ['POST', 'PUT']) route(`${method} ${path}/{}/logo`, async () => {
		const form = new FormData();
		form.append('fileToUpload', new Blob([png], { type: 'image/png' }), 'logo.png');
		return [`${path.replace(/^S/, s).replace(/^\/spaces/, '/api/spaces')}/${await subject()}/logo`, form];
	}, { changes: true });
}

const described = { Description: 'changed' };
crud('S/environments', () => ({ Name: name() }), described);
crud('S/lifecycles', () => ({ Name: name() }), described);
crud('S/projectgroups', () => ({ Name: name() }), described);
crud('S/projects', project, described);
crud('S/workerpools', () => ({ Name: name() }), described);
crud('S/machinepolicies', () => ({ Name: name() }), described);
crud('S/machines', async () => machine(await make.environment()), { Roles: ['db'] });
crud('S/workers', async () => {
	const account = await send('POST', `${s}/accounts`, { Name: name(), AccountType: 'UsernamePassword', Username: 'u', Password: secret });
	return { Name: name(), WorkerPoolIds: [(await make.pool()).Id], SkipInitialHealthCheck: true, Endpoint: { CommunicationStyle: 'Ssh', AccountId: account.Id, Host: 'localhost', Port: 22, Fingerprint: `SHA256:${'A'.repeat(43)}` } };
}, { IsDisabled: true });
crud('S/accounts', () => ({ Name: name(), AccountType: 'UsernamePassword', Username: 'u', Password: secret }), { ...described, Password: { HasValue: true, NewValue: `${canary}x` } });
crud('S/channels', async () => ({ Name: name(), ProjectId: (await make.project()).Id }), described);
crud('S/libraryvariablesets', () => ({ Name: name(), ContentType: 'Variables' }), described);
crud('S/actiontemplates', template, described);
crud('/users', () => ({ Username: `u${++number}`, DisplayName: 'Somebody', Password: canary }), { DisplayName: 'Changed', Password: `${canary}x` });
crud('S/releases', async () => ({ ProjectId: (await make.readyProject()).Id, Version: '1.0.0' }), { ReleaseNotes: 'changed' });
const artifact = async () => ({ Filename: name(), ServerTaskId: (await send('POST', '/api/tasks', health())).Id });
crud('S/artifacts', artifact, { Filename: 'changed' });
route('PUT S/artifacts/{}/content', async () => {
	const form = new FormData();
	form.append('file', new Blob(['content']), 'a.txt');
	return [`${s}/artifacts/${(await send('POST', `${s}/artifacts`, await artifact())).Id}/content`, form];
});
logo('S/projects', async () => (await make.project()).Id);
logo('S/actiontemplates', async () => (await make.template()).Id);
logo('/spaces', () => 'Spaces-1');
routes['PUT /spaces/{}/logo'] = { ...routes['PUT /spaces/{}/logo'], changes: false, unchanged: 'the same picture again' };
route('DELETE S/projects/{}/logo', async () => [`${s}/projects/${(await make.project()).Id}/logo`]);
route('PUT /spaces/{}', async () => ['/api/spaces/Spaces-1', { ...await send('GET', '/api/spaces/Spaces-1'), Description: name() }]);
for (const kind of ['environment', 'workerpool']) route(`PUT S/${kind}s/sortorder`, async () => {
	await make[kind === 'environment' ? kind : 'pool']();
	return [`${s}/${kind}s/sortorder`, (await send('GET', `${s}/${kind}s/all`)).map((one) => one.Id).reverse()];
});
route('PUT S/tagsets/sortorder', () => [`${s}/tagsets/sortorder`, []], { unchanged: 'there is no tag set to order' });
route('POST S/projects/{}/channels', async () => [`${s}/projects/${(await make.project()).Id}/channels`, { Name: name() }]);
for (const method of ['PUT', 'DELETE']) route(`${method} S/projects/{}/channels/{}`, async () => {
	const { Id } = await make.project(), channel = await send('POST', `${s}/projects/${Id}/channels`, { Name: name() });
	return [`${s}/projects/${Id}/channels/${channel.Id}`, method === 'PUT' ? { ...channel, ...described } : undefined];
});
for (const at of ['S/projects/{}/deploymentsettings', 'S/deploymentsettings/{}']) route(`PUT ${at}`, async () => {
	const { Id } = await make.project();
	const path = at.replace('S', s).replace('{}', at.startsWith('S/projects') ? Id : `deploymentsettings-${Id}`);
	return [path, { ...await send('GET', path), ReleaseNotesTemplate: 'changed' }];
});
for (const at of ['S/projects/{}/deploymentprocesses', 'S/deploymentprocesses/{}']) route(`PUT ${at}`, async () => {
	const { Id } = await make.project();
	return [at.replace('S', s).replace('{}', at.startsWith('S/projects') ? Id : `deploymentprocess-${Id}`), { Version: 0, Steps: [manual] }];
});
for (const at of ['S/projects/{}/variables', 'S/variables/{}']) route(`PUT ${at}`, async () => {
	const { Id } = await make.project();
	return [at.replace('S', s).replace('{}', at.startsWith('S/projects') ? Id : `variableset-${Id}`),
		{ Version: 0, Variables: [{ Name: 'A', Value: 'a' }, { Name: 'B', Value: canary, IsSensitive: true }] }];
});
route('POST S/actiontemplates/{}/actionsUpdate', async () => {
	const one = await make.template(), { Id } = await make.project();
	const process = await send('PUT', `${s}/projects/${Id}/deploymentprocesses`, { Version: 0, Steps: [{ Name: 'T', Actions: [{ Name: 'T', ActionType: 'Octopus.Script', Properties: {
		'Octopus.Action.RunOnServer': 'true', 'Octopus.Action.Script.ScriptBody': 'echo', 'Octopus.Action.Template.Id': one.Id, 'Octopus.Action.Template.Version': String(one.Version) } }] }] });
	const next = await send('PUT', `${s}/actiontemplates/${one.Id}`, { ...one, Properties: { 'Octopus.Action.Script.ScriptBody': 'echo 2' } });
	return [`${s}/actiontemplates/${one.Id}/actionsUpdate`, { Version: next.Version, ActionIdsByProcessId: { [process.Id]: [process.Steps[0].Actions[0].Id] }, DefaultPropertyValues: {}, Overrides: {} }];
}, { changes: true });
route('POST /users/login', () => ['/api/users/login', { Username: server.username, Password: server.password }], { key: '' });
route('POST /users/logout', async () => {
	const answer = await server.api('POST', '/api/users/login', { Username: server.username, Password: server.password }, { key: '' });
	const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
	return ['/api/users/logout', {}, { Cookie: cookies.join('; '), 'X-Octopus-Csrf-Token': cookies.find((one) => one.startsWith('Octopus-Csrf')).split('=')[1] }];
}, { key: '' });
route('PUT /users/{}/revoke-sessions', async () => [`/api/users/${(await make.user()).Id}/revoke-sessions`, {}], { unchanged: 'sessions are nowhere shown' });
route('POST /users/{}/apikeys', async () => [`/api/users/${(await make.user()).Id}/apikeys`, { Purpose: 'test' }]);
route('DELETE /users/{}/apikeys/{}', async () => {
	const { Id } = await make.user();
	return [`/api/users/${Id}/apikeys/${(await send('POST', `/api/users/${Id}/apikeys`, { Purpose: 'test' })).Id}`];
});
route('PUT /smtpconfiguration', () => ['/api/smtpconfiguration', { SmtpHost: 'mail.example.org', SendEmailFrom: 'a@example.org', SmtpLogin: 'a', SmtpPassword: secret }]);
route('POST S/releases/create/v1', async () => [`${s}/releases/create/v1`, { projectName: (await make.readyProject()).Name, releaseVersion: '1.0.0' }]);
route('POST S/releases/{}/snapshot-variables', async () => [`${s}/releases/${(await make.release()).Id}/snapshot-variables`, {}], { changes: true });
route('POST S/releases/{}/defects', async () => [`${s}/releases/${(await make.release()).Id}/defects`, { Description: 'bad' }], { changes: true });
route('POST S/releases/{}/defects/resolve', async () => {
	const { Id } = await make.release();
	await send('POST', `${s}/releases/${Id}/defects`, { Description: 'bad' });
	return [`${s}/releases/${Id}/defects/resolve`, {}];
}, { changes: true });
route('POST S/deployments', async () => [`${s}/deployments`, await deployment()]);
route('POST S/deployments/create/untenanted/v1', async () => {
	const { ReleaseId, EnvironmentId } = await deployment();
	const { ProjectId } = await send('GET', `${s}/releases/${ReleaseId}`);
	return [`${s}/deployments/create/untenanted/v1`, { projectName: ProjectId, releaseVersion: '1.0.0', environmentNames: [EnvironmentId] }];
});
route('DELETE S/deployments/{}', async () => {
	const one = await make.deployment();
	await send('POST', `/api/tasks/${one.TaskId}/cancel`, {});
	await until(async () => (await send('GET', `/api/tasks/${one.TaskId}`)).IsCompleted);
	return [`${s}/deployments/${one.Id}`];
});
route('PUT S/dashboardconfiguration', async () => [`${s}/dashboardconfiguration`, { IncludedEnvironmentIds: [(await make.environment()).Id] }]);
route('POST S/tasks', () => ['/api/tasks', { Name: 'AdHocScript', Description: 'Script', Arguments: { ScriptBody: 'echo', Syntax: 'Bash', TargetType: 'OctopusServer' }, SpaceId: 'Spaces-1' }]);
route('POST S/tasks/rerun/{}', async () => [`/api/tasks/rerun/${(await make.finishedTask()).Id}`, {}]);
route('POST S/tasks/{}/cancel', async () => [`/api/tasks/${(await make.interruption()).TaskId}/cancel`, {}]);
route('POST S/tasks/{}/state', async () => {
	const task = await make.finishedTask();
	return [`/api/tasks/${task.Id}/state`, { State: task.State === 'Success' ? 'Failed' : 'Success', Reason: 'a test' }];
}, { changes: true });
route('PUT S/interruptions/{}/responsible', async () => [`${s}/interruptions/${(await make.interruption()).Id}/responsible`, {}]);
route('POST S/interruptions/{}/submit', async () => {
	const { Id } = await make.interruption();
	await send('PUT', `${s}/interruptions/${Id}/responsible`, {});
	return [`${s}/interruptions/${Id}/submit`, { Result: 'Proceed', Notes: 'fine' }];
}, { changes: true });
route('POST S/slipway/recordings', () => ['/api/slipway/recordings', { Name: name(), AllRequests: true }]);
route('PUT S/slipway/recordings/{}', async () => [`/api/slipway/recordings/${(await make.recording()).Id}`, { Name: 'renamed' }]);
route('DELETE S/slipway/recordings/{}', async () => [`/api/slipway/recordings/${(await make.recording()).Id}`]);
route('POST S/slipway/recordings/{}/stop', async () => [`/api/slipway/recordings/${(await make.recording()).Id}/stop`, {}], { changes: true });
route('DELETE S/slipway/recordings/{}/items/{}', async () => {
	const { Id } = await make.recording();
	await make.environment();
	return [`/api/slipway/recordings/${Id}/items/1`];
});

/** These change nothing, whatever their method. */
const readers = {
	'POST S/variables/preview': 'looks variables up', 'POST S/releases/{}/deployments/previews': 'looks ahead',
	'POST /authentication/checklogininitiated': 'asks about another log-in', 'POST /smtpconfiguration/test': 'sends a mail, stores nothing',
	'POST S/deployments/create/tenanted/v1': 'is refused as long as there are no tenants',
};

test('every route that changes something is tried here', async () => {
	const { paths } = await send('GET', '/api/openapi.json');
	const keys = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).filter((method) => method !== 'get').map((method) =>
		`${method.toUpperCase()} ${path.replace(/^\/api\/\{spaceId\}/i, 'S').replace(/^\/api/, '').replace(/\{[^}]*\}/g, '{}')}`));
	assert.deepEqual(keys.filter((key) => !routes[key] && !readers[key]).sort(), []);
	assert.deepEqual([...Object.keys(routes), ...Object.keys(readers)].filter((key) => !keys.includes(key)).sort(), []);
});

for (const [key, { request, changes, unchanged, key: apiKey }] of Object.entries(routes)) {
	test(key, async () => {
		const [method] = key.split(' '), agent = `audit of ${key}`;
		const [path, body, headers = {}] = await request();
		const isForm = body instanceof FormData;
		const answer = await fetch(server.url + path, { method, headers: {
			...(apiKey === '' ? {} : { 'X-Octopus-ApiKey': server.apiKey }), ...(isForm || body === undefined ? {} : { 'Content-Type': 'application/json' }),
			...headers, 'User-Agent': agent }, body: isForm ? body : body && JSON.stringify(body) });
		const text = await answer.text();
		assert.ok(answer.status < 300, `${path}: ${answer.status} ${text}`);
		assert.ok(!text.includes(canary));
		const events = (await send('GET', '/api/events?take=100')).Items.filter((one) => one.UserAgent === agent);
		assert.equal(events.length, 1, JSON.stringify(events));
		const [event] = events;
		assert.ok(event.Category && event.Message.length > 5, JSON.stringify(event));
		assert.equal(event.Username, server.username);
		assert.equal(event.IpAddress, '127.0.0.1');
		assert.ok(!JSON.stringify(event).includes(canary), JSON.stringify(event));
		if ((method === 'PUT' && !unchanged) || changes)
			assert.ok(event.ChangeDetails.Differences.length > 0, JSON.stringify(event));
	});
}

test('what the audit says of changes is what was before and what is now', async () => {
	const environment = await make.environment();
	await send('PUT', `${s}/environments/${environment.Id}`, { ...environment, Description: 'changed' });
	const [event] = (await send('GET', `/api/events?regarding=${environment.Id}&take=1`)).Items;
	assert.deepEqual(event.ChangeDetails, { DocumentContext: environment.Id, Differences: [{ Path: '/Description', OldValue: '', NewValue: 'changed' }] });
	assert.deepEqual(event.RelatedDocumentIds, [environment.Id]);
});
