// The first deployment with curl and the classic endpoints alone, as old scripts do it:
// no V1 commands, no Content-Type, look-ups through /all, a loop on the task.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startServer } from '../lib/server.mjs';

const run = promisify(execFile);
let server;
before(async () => { server = await startServer(); });
after(async () => server?.stop());

async function curl(method, path, body, ...more) {
	const args = ['-sS', '-X', method, '-H', `X-Octopus-ApiKey: ${server.apiKey}`, '-w', '\n%{http_code}', ...more];
	if (body !== undefined) args.push('-d', typeof body === 'string' ? body : JSON.stringify(body));
	const { stdout } = await run('curl', [...args, server.url + path]);
	const cut = stdout.lastIndexOf('\n');
	const text = stdout.slice(0, cut);
	return { status: Number(stdout.slice(cut + 1)), text, body: /^[[{]/.test(text) ? JSON.parse(text) : text };
}

async function ended(taskId) {
	for (let i = 0; i < 3000; i++) {
		const { body } = await curl('GET', `/api/tasks/${taskId}`);
		if (body.IsCompleted) return body;
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new Error(`${taskId} does not end`);
}

test('a project is built and deployed through classic endpoints', async () => {
	const spaces = (await curl('GET', '/api/spaces/all')).body;
	const s = `/api/${spaces.find((one) => one.Name === 'Default').Id}`;
	const environment = await curl('POST', `${s}/environments`, { Name: 'Test' });
	assert.equal(environment.status, 201);
	assert.equal(environment.body.Links.Self, `${s}/environments/${environment.body.Id}`);
	const machine = await curl('POST', `${s}/machines`, {
		Name: 'region', EnvironmentIds: [environment.body.Id], Roles: ['web-server'], Endpoint: { CommunicationStyle: 'None' },
	});
	assert.equal(machine.status, 201);
	assert.deepEqual((await curl('GET', `${s}/machineroles/all`)).body, ['web-server']);

	const group = (await curl('GET', `${s}/projectgroups/all`)).body[0];
	const lifecycle = (await curl('GET', `${s}/lifecycles/all`)).body[0];
	const project = (await curl('POST', `${s}/projects`, { Name: 'Classic', ProjectGroupId: group.Id, LifecycleId: lifecycle.Id })).body;
	const process = (await curl('GET', project.Links.DeploymentProcess.replace(/\{.*/, ''))).body;
	process.Steps = [{
		Name: 'Say Hello', Properties: { 'Octopus.Action.TargetRoles': 'web-server' },
		Actions: [{
			Name: 'Say Hello', ActionType: 'Octopus.Script',
			Properties: { 'Octopus.Action.Script.ScriptBody': 'echo "Hello, World!"', 'Octopus.Action.Script.Syntax': 'Bash' },
		}],
	}];
	const saved = await curl('PUT', process.Links.Self, process);
	assert.equal(saved.status, 200);
	assert.equal(saved.body.Version, 1);

	const channel = (await curl('GET', `${s}/projects/${project.Id}/channels`)).body.Items[0];
	const template = (await curl('GET', `${s}/deploymentprocesses/${process.Id}/template?channel=${channel.Id}`)).body;
	assert.equal(template.NextVersionIncrement, '0.0.1');
	const release = await curl('POST', `${s}/releases`, {
		ProjectId: project.Id, ChannelId: channel.Id, Version: template.NextVersionIncrement, SelectedPackages: [],
	});
	assert.equal(release.status, 201);
	const promotion = (await curl('GET', release.body.Links.DeploymentTemplate)).body;
	assert.deepEqual(promotion.PromoteTo.map((one) => one.Name), ['Test']);
	const preview = (await curl('GET', promotion.PromoteTo[0].Links.Preview)).body;
	assert.deepEqual(preview.StepsToExecute.map((one) => [one.ActionNumber, one.ActionName, one.MachineNames]), [['1', 'Say Hello', ['region']]]);
	const deployment = await curl('POST', `${s}/deployments`, { ReleaseId: release.body.Id, EnvironmentId: environment.body.Id });
	assert.equal(deployment.status, 201);
	const task = await ended(deployment.body.TaskId);
	assert.equal(task.State, 'Success');
	assert.match((await curl('GET', `${s}/tasks/${task.Id}/raw`)).text, /Hello, World!/);

	const progression = (await curl('GET', `${s}/progression/${project.Id}`)).body;
	assert.equal(progression.Releases[0].Deployments[environment.body.Id][0].State, 'Success');
	const dashboard = (await curl('GET', `${s}/dashboard`)).body;
	assert.deepEqual(dashboard.Items.map((one) => [one.ReleaseVersion, one.State]), [['0.0.1', 'Success']]);
});

test('all forms of a base path reach the same document, in any case', async () => {
	const one = (await curl('GET', '/api/Spaces-1/projects/Projects-1')).text;
	for (const path of ['/api/projects/projects-1', '/API/spaces-1/Projects/PROJECTS-1', '/api/spaces/default/projects/classic',
		'/api/spaces/Spaces-1/projects/Classic', '/api/projects/classic/'])
		assert.equal((await curl('GET', path)).text, one, path);
});

test('PUT and DELETE may be sent as POST with an override', async () => {
	const environment = (await curl('POST', '/api/environments', { Name: 'Old' })).body;
	const put = await curl('POST', environment.Links.Self, { ...environment, Name: 'New' }, '-H', 'X-HTTP-Method-Override: PUT');
	assert.equal(put.status, 200);
	assert.equal(put.body.Name, 'New');
	assert.equal((await curl('POST', environment.Links.Self, undefined, '-H', 'X-HTTP-Method-Override: DELETE')).status, 200);
	assert.equal((await curl('GET', environment.Links.Self)).status, 404);
});

test('lists page, filter and say how many there are', async () => {
	for (let i = 0; i < 5; i++)
		assert.equal((await curl('POST', '/api/projectgroups', { Name: `Group ${i}` })).status, 201);
	const first = (await curl('GET', '/api/projectgroups?take=2')).body;
	assert.equal(first.TotalResults, 6);
	assert.equal(first.Items.length, 2);
	const seen = [...first.Items];
	for (let next = first.Links['Page.Next']; next;) {
		const page = (await curl('GET', next)).body;
		seen.push(...page.Items);
		next = page.Links['Page.Next'];
	}
	assert.deepEqual(seen.map((g) => g.Name), ['Default Project Group', 'Group 0', 'Group 1', 'Group 2', 'Group 3', 'Group 4']);
	assert.deepEqual((await curl('GET', '/api/projectgroups?partialName=OUP%203')).body.Items.map((g) => g.Name), ['Group 3']);
	const ids = seen.slice(1, 3).map((g) => g.Id).join(',');
	assert.equal((await curl('GET', `/api/projectgroups?ids=${ids}&skip=300`)).body.Items.length, 2);
	assert.equal((await curl('GET', '/api/projectgroups?take=x')).status, 400);
});

test('unknown members come back and a stale version is refused with the present one', async () => {
	const path = '/api/deploymentprocesses/deploymentprocess-Projects-1';
	const process = (await curl('GET', path)).body;
	process.Steps[0].Actions[0].Properties['Some.Future.Property'] = 'x';
	process.Extra = { deep: [1, 2.5, null, 'ü'] };
	const saved = await curl('PUT', path, process);
	assert.equal(saved.status, 200);
	assert.deepEqual(saved.body.Extra, { deep: [1, 2.5, null, 'ü'] });
	assert.equal(saved.body.Steps[0].Actions[0].Id, process.Steps[0].Actions[0].Id);
	const stale = await curl('PUT', path, process);
	assert.equal(stale.status, 409);
	assert.equal(stale.body.Details.Version, String(saved.body.Version));
});

test('prompted values, skipped actions, chosen and excluded targets, guided failure, a queue time', async () => {
	const s = '/api/Spaces-1', environment = (await curl('GET', `${s}/environments/all`)).body.find((one) => one.Name === 'Test');
	const machines = {};
	for (const name of ['east', 'west', 'north'])
		machines[name] = (await curl('POST', `${s}/machines`, { Name: name, EnvironmentIds: [environment.Id], Roles: ['shop'], Endpoint: { CommunicationStyle: 'None' } })).body.Id;
	const project = (await curl('POST', `${s}/projects`, { Name: 'Choices', ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' })).body;
	const process = (await curl('GET', `${s}/deploymentprocesses/${project.DeploymentProcessId}`)).body;
	const step = (Name, body) => ({ Name, Properties: { 'Octopus.Action.TargetRoles': 'shop' }, Actions: [{ Name, ActionType: 'Octopus.Script',
		Properties: { 'Octopus.Action.Script.ScriptBody': body, 'Octopus.Action.Script.Syntax': 'Bash' } }] });
	process.Steps = [step('Greet', 'echo "#{Greeting} from #{Octopus.Machine.Name}"'), step('Left out', 'echo "left out"'), step('Break', '[ "#{Greeting}" != Break ]')];
	const { Steps } = (await curl('PUT', process.Links.Self, process)).body;
	const set = (await curl('GET', `${s}/variables/${project.VariableSetId}`)).body;
	set.Variables = [{ Name: 'Greeting', Value: 'Hello', Prompt: { Label: 'How to greet', Required: true } }];
	const [{ Id: greeting }] = (await curl('PUT', set.Links.Self, set)).body.Variables;
	const release = (await curl('POST', `${s}/releases`, { ProjectId: project.Id, Version: '1.0.0' })).body;
	const promotion = (await curl('GET', release.Links.DeploymentTemplate)).body;
	const preview = (await curl('GET', promotion.PromoteTo.find((one) => one.Id === environment.Id).Links.Preview)).body;
	assert.deepEqual(preview.Form.Elements.map((one) => one.Name), [greeting]);
	assert.deepEqual(preview.Form.Values, { [greeting]: 'Hello' });
	assert.deepEqual(preview.StepsToExecute[0].Machines.map((one) => one.Id).sort(), Object.values(machines).sort());

	const deploy = (more) => curl('POST', `${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: environment.Id, ...more });
	const nodes = async (taskId) => (await curl('GET', `${s}/tasks/${taskId}/details`)).body.ActivityLogs[0].Children
		.flatMap((one) => one.Children.length === 0 ? `${one.Name.slice(8)}: ${one.Status}`
			: one.Children.map((unit) => `${one.Name.slice(8)} ${unit.Name.split(' ').at(-1)}: ${unit.Status}`));
	const QueueTime = new Date(Date.now() + 2000).toISOString();
	const chosen = await deploy({ FormValues: { [greeting]: 'Servus' }, SkipActions: [Steps[1].Actions[0].Id], UseGuidedFailure: false, QueueTime,
		SpecificMachineIds: [machines.east, machines.west], ExcludedMachineIds: [machines.west] });
	assert.equal(chosen.status, 201, chosen.text);
	assert.deepEqual([chosen.body.FormValues, chosen.body.SkipActions, chosen.body.SpecificMachineIds, chosen.body.ExcludedMachineIds, chosen.body.UseGuidedFailure],
		[{ [greeting]: 'Servus' }, [Steps[1].Actions[0].Id], [machines.east, machines.west], [machines.west], false]);
	const task = await ended(chosen.body.TaskId);
	assert.equal(task.State, 'Success');
	assert.ok(new Date(task.StartTime) >= new Date(QueueTime), `${task.StartTime} is before ${QueueTime}`);
	assert.deepEqual(await nodes(task.Id), ['Greet east: Success', 'Left out: Skipped', 'Break east: Success']);
	assert.match((await curl('GET', `${s}/tasks/${task.Id}/raw`)).text, /Servus from east/);
	assert.deepEqual((await curl('GET', chosen.body.Links.Self)).body.DeployedToMachineIds, [machines.east]);

	for (const [more, pointer] of [[{ FormValues: { [greeting]: '' } }, `/FormValues/${greeting}`], [{ FormValues: { nobody: '1' } }, '/FormValues/nobody'],
		[{ SkipActions: ['no-such-action'] }, '/SkipActions'], [{ SpecificMachineIds: ['Machines-999'] }, '/SpecificMachineIds'],
		[{ QueueTime: new Date(Date.now() + 31 * 86_400_000).toISOString() }, '/QueueTime']]) {
		const { status, body, text } = await deploy(more);
		assert.equal(status, 400, text);
		assert.ok(Object.keys(body.Details).some((one) => one.startsWith(pointer)), text);
	}

	const guided = await deploy({ FormValues: { [greeting]: 'Break' }, UseGuidedFailure: true, SpecificMachineIds: [machines.north] });
	let asked = [];
	for (let tries = 0; asked.length === 0; tries++) {
		assert.ok(tries < 3000, 'nobody is asked');
		asked = (await curl('GET', `${s}/interruptions?regarding=${guided.body.TaskId}&pendingOnly=true`)).body.Items;
	}
	assert.equal(asked[0].Type, 'GuidedFailure');
	assert.equal((await curl('PUT', asked[0].Links.Responsible)).status, 200);
	assert.equal((await curl('POST', asked[0].Links.Submit, { Guidance: 'Ignore' })).status, 200);
	assert.equal((await ended(guided.body.TaskId)).State, 'Success');
	assert.equal((await nodes(guided.body.TaskId)).at(-1), 'Break north: SuccessWithWarning');
});
