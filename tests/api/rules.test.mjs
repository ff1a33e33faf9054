// Rules of releases, deployments and tasks: what is refused, what waits, what ends how.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cookiesOf, startServer } from '../lib/server.mjs';

const s = '/api/Spaces-1';
const folder = mkdtempSync(join(tmpdir(), 'slipway-rules-'));
let server, dev, production, region, other;
let count = 0;

const call = (method, path, body, more) => server.api(method, path, body, more);

async function done(method, path, body) {
	const answer = await call(method, path, body);
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.body;
}

const get = (path) => done('GET', path);
const created = (path, body) => done('POST', path, body);

async function refused(method, path, body, ...pointers) {
	const answer = await call(method, path, body);
	assert.equal(answer.status, 400, `${method} ${path}: ${answer.status} ${answer.text}`);
	assert.deepEqual(Object.keys(answer.body.Details).sort(), pointers.sort(), answer.text);
	return answer.body;
}

const script = (name, body, more = {}, target = false) => ({
	Name: name,
	Properties: { 'Octopus.Action.TargetRoles': target ? 'web' : '' },
	Actions: [{
		Name: name, ActionType: 'Octopus.Script',
		Properties: { 'Octopus.Action.RunOnServer': target ? 'false' : 'true', 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': body },
		...more,
	}],
});

/** A project with these steps and a release 1.0.0. */
async function released(...steps) {
	const project = await created(`${s}/projects`, { Name: `Rules ${++count}`, ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	const process = await done('PUT', project.Links.DeploymentProcess, { Version: 0, Steps: steps });
	const release = await created(`${s}/releases`, { ProjectId: project.Id, Version: '1.0.0' });
	return { project, process, release, actions: process.Steps.map((step) => step.Actions[0].Id) };
}

const deploy = (release, more = {}) => created(`${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: dev.Id, ...more });
const task = (id) => get(`/api/tasks/${id}`);
const inSeconds = (n) => new Date(Date.now() + n * 1000).toISOString();

async function until(id, wanted) {
	const end = Date.now() + 400_000;
	for (;;) {
		const one = await task(id);
		if (wanted(one)) return one;
		assert.ok(Date.now() < end, `${id} is ${one.State} still`);
		await new Promise((wake) => setTimeout(wake, 100));
	}
}
const finished = (id) => until(id, (one) => one.IsCompleted);
/** A script that runs until the test opens its gate: no test waits for a time. */
let gates = 0;
function gated(more = '') {
	const file = join(folder, `gate-${++gates}`);
	return { body: `until [ -e '${file}' ]; do sleep 0.1; done\n${more}`, open: () => writeFileSync(file, '') };
}

const executing = (id) => until(id, (one) => one.State === 'Executing');

/** Asks for a time that is not over when the server reads it, however slow the machine. */
async function soonEnough(ask) {
	for (let seconds = 2; ; seconds *= 2) {
		const answer = await ask(seconds);
		if (answer.status < 300) return answer.body;
		assert.ok(seconds < 200, answer.text);
	}
}

async function steps(id) {
	const { ActivityLogs } = await get(`/api/tasks/${id}/details`);
	return Object.fromEntries(ActivityLogs[0].Children.map((node) => [node.Name.replace(/^Step \d+: /, ''), node]));
}

before(async () => {
	chmodSync(folder, 0o755); // scripts run as another account
	server = await startServer();
	dev = await created(`${s}/environments`, { Name: 'Dev' });
	production = await created(`${s}/environments`, { Name: 'Production' });
	const machine = (name) => created(`${s}/machines`, {
		Name: name, EnvironmentIds: [dev.Id], Roles: ['web'], SkipInitialHealthCheck: true, Endpoint: { CommunicationStyle: 'None' },
	});
	region = await machine('region');
	other = await machine('other');
});
after(async () => {
	await server?.stop();
	rmSync(folder, { recursive: true, force: true });
});

// ---- schedule and queue ------------------------------------------------------------

test('a scheduled deployment begins at its time, not before', async () => {
	const { release } = await released(script('A', 'echo a'));
	const later = await deploy(release, { QueueTime: inSeconds(3600) });
	const waiting = await task(later.TaskId);
	assert.equal(waiting.State, 'Queued');
	assert.equal(Date.parse(waiting.QueueTime), Date.parse(later.QueueTime));
	await done('POST', `/api/tasks/${later.TaskId}/cancel`);
	const soon = await deploy(release, { QueueTime: inSeconds(3) });
	const end = await finished(soon.TaskId);
	assert.equal(end.State, 'Success');
	assert.ok(Date.parse(end.StartTime) >= Date.parse(soon.QueueTime), `${end.StartTime} is too early`);
});

test('a schedule is at most 30 days ahead and ends after it begins', async () => {
	const { release } = await released(script('A', 'echo a'));
	const body = { ReleaseId: release.Id, EnvironmentId: dev.Id };
	await refused('POST', `${s}/deployments`, { ...body, QueueTime: inSeconds(31 * 86400) }, '/QueueTime');
	await refused('POST', `${s}/deployments`, { ...body, QueueTime: inSeconds(60), QueueTimeExpiry: inSeconds(30) }, '/QueueTimeExpiry');
	await refused('POST', `${s}/deployments`, { ...body, QueueTimeExpiry: inSeconds(-30) }, '/QueueTimeExpiry');
	await refused('POST', `${s}/deployments`, { ...body, QueueTime: 'tomorrow' }, '/QueueTime');
	const date = inSeconds(86400).slice(0, 10);
	const deployment = await deploy(release, { QueueTime: date });
	assert.equal(deployment.QueueTime, `${date}T00:00:00.000+00:00`);
	await done('POST', `/api/tasks/${deployment.TaskId}/cancel`);
});

test('one deployment of project and environment at a time; who waits too long times out', async () => {
	const gate = gated();
	const { project, release } = await released(script('A', gate.body));
	const first = await deploy(release);
	await executing(first.TaskId);
	const second = await deploy(release);
	const third = await soonEnough((seconds) => call('POST', `${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: dev.Id, QueueTimeExpiry: inSeconds(seconds) }));
	const behind = await get(`/api/tasks/${second.TaskId}/queued-behind`);
	assert.deepEqual(behind.Items.map((one) => one.Id), [first.TaskId]);
	assert.deepEqual((await get(`/api/tasks/${third.TaskId}/queued-behind`)).Items.map((one) => one.Id).sort(), [first.TaskId, second.TaskId].sort());
	assert.equal((await get(`/api/tasks/${first.TaskId}/queued-behind`)).TotalResults, 0);
	const late = await finished(third.TaskId);
	assert.equal(late.State, 'TimedOut');
	assert.ok(late.CompletedTime);
	assert.equal(late.StartTime, null);
	assert.notEqual(late.ErrorMessage, '');
	gate.open();
	const ends = [await finished(first.TaskId), await finished(second.TaskId)];
	assert.deepEqual(ends.map((one) => one.State), ['Success', 'Success']);
	assert.ok(Date.parse(ends[1].StartTime) >= Date.parse(ends[0].CompletedTime));
	const cells = (await get(`${s}/dashboard?projectId=${project.Id}`)).Items;
	assert.deepEqual(cells.map((cell) => [cell.DeploymentId, cell.State]), [[second.Id, 'Success']]);
});

// ---- who takes part ---------------------------------------------------------------

test('a disabled project is neither released nor deployed', async () => {
	const { project, release } = await released(script('A', 'echo a'));
	await done('PUT', project.Links.Self, { ...project, IsDisabled: true });
	await refused('POST', `${s}/releases`, { ProjectId: project.Id, Version: '2' }, '/ProjectId');
	await refused('POST', `${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: dev.Id }, '/ReleaseId');
	const v1 = await call('POST', `${s}/deployments/create/untenanted/v1`, { projectName: project.Name, releaseVersion: '1.0.0', environmentNames: ['Dev'] });
	assert.equal(v1.status, 400);
	assert.match(v1.text, /disabled/);
});

test('steps are skipped on demand, but not those that are required or unknown', async () => {
	const { release, actions } = await released(script('One', 'echo 1'), script('Must', 'echo 2', { IsRequired: true }), script('Off', 'echo 3', { IsDisabled: true }));
	const body = { ReleaseId: release.Id, EnvironmentId: dev.Id };
	await refused('POST', `${s}/deployments`, { ...body, SkipActions: [actions[1]] }, '/SkipActions');
	await refused('POST', `${s}/deployments`, { ...body, SkipActions: ['00000000-0000-0000-0000-000000000000'] }, '/SkipActions');
	const deployment = await deploy(release, { SkipActions: [actions[0], actions[2]] });
	assert.deepEqual(deployment.SkipActions, [actions[0], actions[2]]);
	assert.equal((await finished(deployment.TaskId)).State, 'Success');
	const nodes = await steps(deployment.TaskId);
	assert.deepEqual([nodes.One?.Status ?? 'Skipped', nodes.Must.Status, nodes.Off?.Status ?? 'Skipped'], ['Skipped', 'Success', 'Skipped']);
});

test('only chosen targets, never excluded ones, and no unknown ones', async () => {
	const { release } = await released(script('A', 'echo a', {}, true));
	const names = async (deployment) => {
		assert.equal((await finished(deployment.TaskId)).State, 'Success');
		return (await steps(deployment.TaskId)).A.Children.map((node) => node.Name.replace(/.* /, '')).sort();
	};
	assert.deepEqual(await names(await deploy(release)), ['other', 'region']);
	assert.deepEqual(await names(await deploy(release, { SpecificMachineIds: [region.Id.toLowerCase()] })), ['region']);
	const excluded = await deploy(release, { ExcludedMachineIds: [region.Id] });
	assert.deepEqual(await names(excluded), ['other']);
	assert.deepEqual((await get(excluded.Links.Self)).DeployedToMachineIds, [other.Id]);
	const body = { ReleaseId: release.Id, EnvironmentId: dev.Id };
	await refused('POST', `${s}/deployments`, { ...body, SpecificMachineIds: ['Machines-999'] }, '/SpecificMachineIds');
	await refused('POST', `${s}/deployments`, { ...body, ExcludedMachineIds: ['Machines-999'] }, '/ExcludedMachineIds');
});

// ---- cancelling, states, running again ------------------------------------------------

test('cancelling: while queued, running and finished', async () => {
	const { release } = await released(script('A', 'trap "" TERM INT; echo begun; sleep 1000 & wait; sleep 1000'));
	const queued = await deploy(release, { QueueTime: inSeconds(600) });
	const canceled = await call('POST', `/api/tasks/${queued.TaskId}/cancel`);
	assert.deepEqual([canceled.status, canceled.body.State, canceled.body.StartTime], [200, 'Canceled', null]);
	assert.ok(canceled.body.CompletedTime);
	const running = await deploy(release);
	await executing(running.TaskId);
	assert.match((await call('POST', `${s}/tasks/${running.TaskId}/cancel`)).body.State, /^Cancell?(ing|ed)$/);
	const ended = await finished(running.TaskId);
	assert.equal(ended.State, 'Canceled');
	const again = await call('POST', `/api/tasks/${running.TaskId}/cancel`);
	assert.equal(again.status, 200);
	assert.deepEqual(again.body, await task(running.TaskId));
	assert.equal((await call('POST', '/api/tasks/ServerTasks-99999/cancel')).status, 404);
});

test('a finished task is cancelled without effect, one that is finishing ends one way or the other', async () => {
	const { release } = await released(script('A', 'echo a'));
	const ids = [];
	for (let i = 0; i < 4; i++) {
		const deployment = await deploy(release);
		await until(deployment.TaskId, (one) => one.State !== 'Queued');
		await new Promise((wake) => setTimeout(wake, i * 60));
		assert.equal((await call('POST', `/api/tasks/${deployment.TaskId}/cancel`)).status, 200);
		ids.push(deployment.TaskId);
	}
	for (const id of ids) assert.match((await finished(id)).State, /^(Success|Canceled)$/);
	const events = await get(`${s}/events?regarding=${ids[3]}`);
	assert.ok(events.TotalResults >= 1);
});

test('the state of a finished task is changed with a reason, between three states only', async () => {
	const { release } = await released(script('A', 'exit 1'));
	const { TaskId } = await deploy(release);
	const path = `/api/tasks/${TaskId}/state`;
	const waiting = await deploy(release, { QueueTime: inSeconds(600) });
	await refused('POST', `/api/tasks/${waiting.TaskId}/state`, { State: 'Success', Reason: 'x' }, '/State');
	await call('POST', `/api/tasks/${waiting.TaskId}/cancel`);
	assert.equal((await finished(TaskId)).State, 'Failed');
	assert.equal((await call('POST', path)).status, 400);
	await refused('POST', path, { State: 'Success' }, '/Reason');
	await refused('POST', path, { Reason: 'x' }, '/State');
	await refused('POST', path, { State: 'TimedOut', Reason: 'x' }, '/State');
	await refused('POST', path, { State: 'Failed', Reason: 'x' }, '/State');
	const changed = await done('POST', path, { State: 'success', Reason: 'Looked at it' });
	assert.deepEqual([changed.State, changed.FinishedSuccessfully], ['Success', true]);
	const [event] = (await get(`${s}/events?regarding=${TaskId}&take=1`)).Items;
	assert.match(event.Message, /Looked at it/);
});

test('running again is for checks and scripts; a deployment is told the way', async () => {
	const { release } = await released(script('A', 'echo a'));
	const { TaskId } = await deploy(release);
	await finished(TaskId);
	const answer = await call('POST', `/api/tasks/rerun/${TaskId}`);
	assert.equal(answer.status, 400);
	assert.match(answer.body.ErrorMessage, /POST deployments|Try again/);
	const gate = gated('echo hi');
	const first = await created('/api/tasks', { Name: 'AdHocScript', Description: 'Say', Arguments: { ScriptBody: gate.body, Syntax: 'Bash', TargetType: 'OctopusServer' } });
	assert.equal((await call('POST', `/api/tasks/rerun/${first.Id}`)).status, 400);
	gate.open();
	assert.equal((await finished(first.Id)).State, 'Success');
	const second = await call('POST', `/api/tasks/rerun/${first.Id}`);
	assert.equal(second.status, 201, second.text);
	assert.notEqual(second.body.Id, first.Id);
	assert.deepEqual(second.body.Arguments, first.Arguments);
	assert.equal((await finished(second.body.Id)).State, 'Success');
	assert.match((await call('GET', `/api/tasks/${second.body.Id}/raw`)).text, /\bhi$/m);
});

// ---- versions of documents ---------------------------------------------------------

test('If-Match: what somebody else changed is not overwritten', async () => {
	const one = await call('GET', dev.Links.Self);
	const etag = one.headers.get('etag');
	assert.match(etag, /^"?\w/);
	const put = (value, Description) => call('PUT', dev.Links.Self, { ...one.body, Description }, { headers: value ? { 'If-Match': value } : {} });
	const first = await put(etag, 'first');
	assert.equal(first.status, 200, first.text);
	assert.notEqual(first.headers.get('etag'), etag);
	const stale = await put(etag, 'second');
	assert.equal(stale.status, 409, stale.text);
	assert.equal(stale.body.Details.Version, first.headers.get('etag').replace(/"/g, ''));
	assert.equal((await get(dev.Links.Self)).Description, 'first');
	assert.equal((await put('*', 'any')).status, 200);
	assert.equal((await put(null, 'third')).status, 200);
	const drop = await call('DELETE', dev.Links.Self, undefined, { headers: { 'If-Match': etag } });
	assert.equal(drop.status, 409, drop.text);
});

test('Version in the body: of a process and of variables', async () => {
	const { project } = await released(script('A', 'echo a'));
	for (const [path, body] of [[project.Links.DeploymentProcess, { Steps: [] }], [project.Links.Variables, { Variables: [] }]]) {
		const { Version } = await get(path);
		const next = await done('PUT', path, { ...body, Version });
		assert.equal(next.Version, Version + 1);
		const stale = await call('PUT', path, { ...body, Version });
		assert.equal(stale.status, 409, stale.text);
		assert.equal(stale.body.Details.Version, String(Version + 1));
		const absent = await call('PUT', path, body);
		assert.equal(absent.status, 409);
	}
});

// ---- releases -----------------------------------------------------------------------

test('versions: one to four numbers with a label; each once in a project', async () => {
	const { project } = await released(script('A', 'echo a'));
	const make = (Version) => call('POST', `${s}/releases`, { ProjectId: project.Id, Version });
	for (const version of ['2', '2.1', '2.4.0.23', '2.4-beta', '1.2.3-rc.1', '1.2.3+build.7', '2020.01.05'])
		assert.equal((await make(version)).status, 201, version);
	for (const version of ['', 'x', '1.2.3.4.5', '1..2', '-1', '1.2.3-', '1.2.3 beta', 'v 1', '1/2', '../1', '1.2.3-béta', 'i'])
		assert.equal((await make(version)).status, 400, `'${version}' is taken`);
	await refused('POST', `${s}/releases`, { ProjectId: project.Id, Version: '1.0.0' }, '/Version');
	assert.equal((await make('2.4-BETA')).status, 400);
	assert.equal((await get(`${s}/projects/${project.Slug}/releases/2.4-beta`)).Version, '2.4-beta');
	assert.equal((await call('GET', `${s}/projects/${project.Slug}/releases/9`)).status, 404);
	assert.deepEqual((await get(`${s}/projects/${project.Id}/releases?searchByVersion=2.4`)).Items.map((one) => one.Version), ['2.4-beta', '2.4.0.23']);
});

test('a release stays while it is deployed, then goes with its deployments', async () => {
	const gate = gated();
	const { project, release } = await released(script('A', gate.body));
	const deployment = await deploy(release);
	const answer = await refused('DELETE', release.Links.Self, undefined);
	assert.match(answer.ErrorMessage + answer.Errors.join(), new RegExp(deployment.TaskId));
	gate.open();
	await finished(deployment.TaskId);
	await done('DELETE', release.Links.Self);
	for (const path of [release.Links.Self, deployment.Links.Self, `/api/tasks/${deployment.TaskId}`, release.Links.ProjectDeploymentProcessSnapshot])
		assert.equal((await call('GET', path)).status, 404, path);
	assert.deepEqual((await get(`${s}/dashboard?projectId=${project.Id}`)).Items, []);
	assert.equal((await call('GET', `${s}/events?regarding=${release.Id}`)).body.TotalResults >= 2, true);
});

test('a release keeps the process and variables that it was made of', async () => {
	const { project, process, release } = await released(script('A', 'echo old'));
	const path = release.Links.ProjectDeploymentProcessSnapshot;
	await done('PUT', project.Links.Variables, { Version: 0, Variables: [{ Name: 'A', Value: 'new' }] });
	process.Steps[0].Actions[0].Properties['Octopus.Action.Script.ScriptBody'] = 'echo new';
	await done('PUT', project.Links.DeploymentProcess, process);
	const frozen = await get(path);
	assert.equal(frozen.Steps[0].Actions[0].Properties['Octopus.Action.Script.ScriptBody'], 'echo old');
	assert.notEqual(frozen.Id, process.Id);
	assert.equal((await call('PUT', path, frozen)).status, 400);
	assert.equal((await call('PUT', release.Links.ProjectVariableSnapshot, await get(release.Links.ProjectVariableSnapshot))).status, 400);
	assert.deepEqual((await get(release.Links.ProjectVariableSnapshot)).Variables, []);
	const form = await get(release.Links.DeploymentTemplate);
	assert.deepEqual([form.IsDeploymentProcessModified, form.IsVariableSetModified], [true, true]);
	const { TaskId } = await deploy(release);
	await finished(TaskId);
	assert.match((await call('GET', `/api/tasks/${TaskId}/raw`)).text, /\bold$/m);
	const fresh = await done('POST', release.Links.SnapshotVariables);
	assert.deepEqual((await get(fresh.Links.ProjectVariableSnapshot)).Variables.map((v) => v.Name), ['A']);
	assert.equal((await get(release.Links.DeploymentTemplate)).IsVariableSetModified, false);
});

test('phases open one after the other; a defect stops', async () => {
	const { release } = await released(script('A', 'echo a'));
	const progress = async () => {
		const answer = await get(release.Links.Progression);
		return [answer.Phases.map((phase) => `${phase.Name} ${phase.Progress}${phase.Blocked ? ' blocked' : ''}`), answer.NextDeployments];
	};
	assert.deepEqual(await progress(), [['Dev Current', 'Production Pending'], [dev.Id]]);
	await refused('POST', `${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: production.Id }, '/EnvironmentId');
	await finished((await deploy(release)).TaskId);
	assert.deepEqual(await progress(), [['Dev Complete', 'Production Current'], [production.Id]]);
	await created(release.Links.ReportDefect, { Description: 'Broken' });
	assert.equal((await call('POST', release.Links.ReportDefect, { Description: 'Again' })).status, 400);
	const [, next] = await progress();
	assert.deepEqual(next, []);
	await refused('POST', `${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: production.Id }, '/EnvironmentId');
	await done('POST', release.Links.ResolveDefect);
	await finished((await deploy(release, { EnvironmentId: production.Id })).TaskId);
	assert.deepEqual(await progress(), [['Dev Complete', 'Production Complete'], []]);
});

test('a channel goes unless it is the default or has releases', async () => {
	const { project } = await released(script('A', 'echo a'));
	const beta = await created(`${s}/channels`, { Name: 'Beta', ProjectId: project.Id });
	const release = await created(`${s}/releases`, { ProjectId: project.Id, ChannelId: beta.Id, Version: '2' });
	assert.match((await refused('DELETE', beta.Links.Self, undefined)).Errors.join(), /release/i);
	await done('DELETE', release.Links.Self);
	await done('DELETE', beta.Links.Self);
	const [standard] = (await get(`${s}/projects/${project.Id}/channels`)).Items;
	await refused('DELETE', standard.Links.Self, undefined);
});

// ---- commands ------------------------------------------------------------------------

test('commands take names, slugs and ids in members of any case', async () => {
	const { project, actions } = await released(script('A b', 'echo a'), script('C', 'echo c'));
	const create = (body) => call('POST', `/api/spaces/default/releases/create/v1`, body);
	const next = await create({ spaceIdOrName: 'Default', projectName: project.Name.toUpperCase() });
	assert.deepEqual([next.status, next.body.ReleaseVersion], [200, '1.0.1'], next.text);
	assert.equal((await create({ ProjectName: project.Slug, ReleaseVersion: '3', ChannelName: 'default' })).status, 200);
	const same = await create({ projectName: project.Id, releaseVersion: '3', ignoreIfAlreadyExists: true });
	assert.equal(same.status, 200);
	assert.equal((await create({ projectName: project.Id, releaseVersion: '3' })).status, 400);
	assert.match((await create({ projectName: 'Nobody', releaseVersion: '3' })).body.Errors.join(), /Nobody/);
	assert.equal((await create({ projectName: project.Name, channelName: 'none', releaseVersion: '4' })).status, 400);
	const answer = await call('POST', '/api/Spaces-1/deployments/create/untenanted/v1', {
		PROJECTNAME: project.Name, releaseVersion: '3', environmentNames: [dev.Name.toLowerCase()], skipStepNames: ['a B'],
		specificMachineNames: ['REGION'], excludedMachineNames: [other.Id], useGuidedFailure: null, runAt: inSeconds(-5), noRunAfter: inSeconds(600), variables: {},
	});
	assert.equal(answer.status, 200, answer.text);
	const [{ DeploymentId, ServerTaskId }] = answer.body.DeploymentServerTasks;
	const deployment = await get(`${s}/deployments/${DeploymentId}`);
	assert.deepEqual([deployment.TaskId, deployment.SkipActions, deployment.SpecificMachineIds, deployment.ExcludedMachineIds], [ServerTaskId, [actions[0]], [region.Id], [other.Id]]);
	assert.equal((await finished(ServerTaskId)).State, 'Success');
	for (const more of [{ environmentNames: [] }, { environmentNames: ['Nowhere'] }, { skipStepNames: ['Z'] }, { specificMachineNames: ['Z'] }, { releaseVersion: '99' }]) {
		const wrong = await call('POST', '/api/deployments/create/untenanted/v1', { projectName: project.Name, releaseVersion: '3', environmentNames: ['Dev'], ...more });
		assert.equal(wrong.status, 400, `${JSON.stringify(more)}: ${wrong.text}`);
	}
});

// ---- lists ------------------------------------------------------------------------------

test('ids in a list: unknown ones are left out, an over-large skip is ignored', async () => {
	const tasks = (await get(`${s}/tasks?take=3`)).Items.map((one) => one.Id);
	const asked = await get(`/api/tasks?skip=300&take=300&ids=${tasks.join(',')},ServerTasks-99999`);
	assert.deepEqual(asked.Items.map((one) => one.Id).sort(), tasks.sort());
	assert.deepEqual((await get(`${s}/environments?IDS=${dev.Id}%2CEnvironments-999&ids=${production.Id}&partialname=`)).Items.map((one) => one.Id), [dev.Id, production.Id]);
});

test('pages lead to each other and end', async () => {
	const seen = [];
	let path = `${s}/tasks?take=4`;
	for (let pages = 0; path; pages++) {
		assert.ok(pages < 100);
		const page = await get(path);
		seen.push(...page.Items.map((one) => one.Id));
		path = page.Links['Page.Next'];
	}
	assert.equal(new Set(seen).size, seen.length);
	assert.equal(seen.length, (await get(`${s}/tasks?take=1`)).TotalResults);
	for (const bad of ['skip=x', 'take=-1', 'skip=1.5']) assert.equal((await call('GET', `${s}/projects?${bad}`)).status, 400, bad);
});

// ---- people ---------------------------------------------------------------------------------

const password = 'correct horse battery';

async function person(name) {
	const user = await created('/api/users', { Username: name, DisplayName: name, Password: password });
	return { ...user, key: (await created(`/api/users/${user.Id}/apikeys`, { Purpose: 'test' })).ApiKey };
}

async function signIn(Username, Password = password) {
	const answer = await call('POST', '/api/users/login', { Username, Password }, { key: '' });
	const cookies = cookiesOf(answer).map((one) => one.split(';')[0]);
	return { answer, Cookie: cookies.join('; '), csrf: cookies.find((one) => one.startsWith('Octopus-Csrf'))?.split('=')[1] };
}

test('an API key ends at its time; one that has ended cannot be made', async () => {
	const { Id } = await get('/api/users/me');
	const path = `/api/users/${Id}/apikeys`;
	const me = async (key) => (await call('GET', '/api/users/me', undefined, { key })).status;
	const { ApiKey, Expires } = await soonEnough(async (seconds) => {
		const answer = await call('POST', path, { Purpose: 'short', Expires: inSeconds(seconds) });
		return answer.status === 201 && (await me(answer.body.ApiKey)) === 401 ? { status: 401, text: 'too late' } : answer;
	});
	while ((await me(ApiKey)) === 200) await new Promise((wake) => setTimeout(wake, 100));
	assert.equal(await me(ApiKey), 401);
	assert.ok(Date.now() >= Date.parse(Expires));
	await refused('POST', path, { Purpose: 'past', Expires: inSeconds(-60) }, '/Expires');
	await refused('POST', path, { Purpose: 'words', Expires: 'soon' }, '/Expires');
	await refused('POST', path, {}, '/Purpose');
});

test('a disabled person is out at once, by key and by cookie', async () => {
	const user = await person('dora');
	const { Cookie } = await signIn('dora');
	const me = (options) => call('GET', '/api/users/me', undefined, options);
	assert.equal((await me({ key: '', headers: { Cookie } })).status, 200);
	const { key, ...body } = user;
	await done('PUT', user.Links.Self, { ...body, IsActive: false });
	assert.equal((await me({ key: '', headers: { Cookie } })).status, 401);
	assert.equal((await me({ key })).status, 401);
	assert.equal((await signIn('dora')).answer.status, 400);
	await done('PUT', user.Links.Self, { ...body, IsActive: true });
	assert.equal((await me({ key: '', headers: { Cookie } })).status, 401, 'the old session lives again');
});

test('keys and recordings are a person\'s own', async () => {
	const [eva, fred] = [await person('eva'), await person('fred')];
	const as = (user) => ({ key: user.key });
	const keys = await call('GET', `/api/users/${eva.Id}/apikeys`, undefined, as(eva));
	assert.equal(keys.body.Items.length, 1);
	const attempts = [
		['GET', `/api/users/${eva.Id}/apikeys`], ['GET', `/api/users/${eva.Id}/apikeys/${keys.body.Items[0].Id}`],
		['DELETE', `/api/users/${eva.Id}/apikeys/${keys.body.Items[0].Id}`], ['POST', `/api/users/${eva.Id}/apikeys`, { Purpose: 'x' }],
		['GET', `/api/users/${fred.Id}/apikeys/${keys.body.Items[0].Id}`], ['DELETE', `/api/users/${fred.Id}/apikeys/${keys.body.Items[0].Id}`],
		['PUT', `/api/users/${eva.Id}`, { ...eva, DisplayName: 'Taken' }], ['PUT', `/api/users/${eva.Id}/revoke-sessions`],
		['DELETE', `/api/users/${eva.Id}`],
	];
	for (const [method, path, body] of attempts) {
		const answer = await call(method, path, body, as(fred));
		assert.ok([403, 404].includes(answer.status), `${method} ${path}: ${answer.status}`);
	}
	const recording = (await call('POST', '/api/slipway/recordings', { Name: 'Mine' }, as(eva))).body;
	assert.ok(recording.Id);
	for (const [method, path] of [['GET', ''], ['GET', '/export?format=json'], ['POST', '/stop'], ['PUT', ''], ['DELETE', '']])
		assert.equal((await call(method, `/api/slipway/recordings/${recording.Id}${path}`, method === 'PUT' ? { Name: 'x' } : undefined, as(fred))).status, 404, `${method} ${path}`);
	assert.deepEqual((await call('GET', '/api/slipway/recordings', undefined, as(fred))).body.Items, []);
	assert.equal((await call('GET', '/api/users/me', undefined, as(eva))).body.DisplayName, 'eva');
	await call('DELETE', `/api/slipway/recordings/${recording.Id}`, undefined, as(eva));
});

test('nobody becomes administrator by asking', async () => {
	const gina = await person('gina');
	const put = await call('PUT', gina.Links.Self, { ...gina, IsActive: true, IsAdministrator: true, DisplayName: 'G' }, { key: gina.key });
	assert.equal(put.status, 200, put.text);
	assert.equal((await call('POST', '/api/users', { Username: 'h', DisplayName: 'h', Password: password }, { key: gina.key })).status, 403);
	assert.equal((await call('DELETE', '/api/users/Users-1', undefined, { key: gina.key })).status, 403);
	assert.equal((await call('PUT', '/api/teams/teams-administrators', { Name: 'x', MemberUserIds: [gina.Id] }, { key: gina.key })).status >= 403, true);
});

// ---- audit --------------------------------------------------------------------------------------

test('one event a change, with what changed and no secret', async () => {
	const total = async () => (await get('/api/events?take=1')).TotalResults;
	const before = await total();
	const account = await created(`${s}/accounts`, { Name: 'audited', AccountType: 'UsernamePassword', Username: 'u', Password: { HasValue: true, NewValue: 'first-hidden-value' } });
	await done('PUT', account.Links.Self, { ...account, Description: 'changed', Password: { HasValue: true, NewValue: 'second-hidden-value' } });
	await get(account.Links.Self);
	await refused('POST', `${s}/accounts`, { Name: 'audited', AccountType: 'UsernamePassword', Username: 'u' }, '/Name');
	await done('DELETE', account.Links.Self);
	assert.equal(await total(), before + 3);
	const events = (await get(`${s}/events?regarding=${account.Id}`)).Items;
	assert.deepEqual(events.map((one) => one.Category), ['Deleted', 'Modified', 'Created']);
	const paths = events[1].ChangeDetails.Differences.map((one) => one.Path);
	assert.ok(paths.includes('/Description'), paths.join());
	for (const event of events) {
		assert.equal(event.Username, 'admin');
		assert.equal(event.IdentityEstablishedWith, 'API key');
		assert.ok(!/hidden-value/.test(JSON.stringify(event)));
		for (const reference of event.MessageReferences)
			assert.equal(event.Message.slice(reference.StartIndex, reference.StartIndex + reference.Length), 'audited');
	}
	assert.equal((await call('PUT', `/api/events/${events[0].Id}`, {})).status, 405);
	assert.equal((await call('DELETE', `/api/events/${events[0].Id}`)).status, 405);
});

test('five wrong passwords have to wait; others do not', async () => {
	await person('ina');
	let wrong;
	for (let i = 0; i < 5; i++) {
		wrong = (await signIn('ina', 'wrong wrong wrong')).answer;
		assert.equal(wrong.status, 400);
	}
	// One more attempt is free every half minute: a slow machine may get some of them.
	for (let i = 0, right; wrong.status !== 429 || right !== 429; i++) {
		assert.ok(i < 10, 'nobody has to wait');
		wrong = (await signIn('ina', 'wrong wrong wrong')).answer;
		if (wrong.status === 429) right = (await signIn('ina')).answer.status;
	}
	assert.ok(Number(wrong.headers.get('retry-after')) > 0);
	assert.equal((await signIn('admin', server.password)).answer.status, 200);
});
