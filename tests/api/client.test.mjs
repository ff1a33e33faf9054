// The story of the first deployment with the official client alone: environment,
// target, project, process, release, deployment, log.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import octopus from '@octopusdeploy/api-client';
import { startServer } from '../lib/server.mjs';

const {
	Client, DeploymentProcessRepository, DeploymentRepository, EnvironmentRepository, LifecycleRepository,
	ProjectGroupRepository, ProjectRepository, ReleaseRepository, ServerTaskWaiter, SpaceRepository,
	SpaceServerTaskRepository,
} = octopus;
const space = 'Default';
let server, client;

before(async () => {
	server = await startServer();
	client = await Client.create({ userAgentApp: 'story', apiKey: server.apiKey, instanceURL: server.url });
});
after(async () => server?.stop());

const scriptStep = (name, script, more = {}) => ({
	Name: name,
	Properties: { 'Octopus.Action.TargetRoles': 'web-server' },
	Condition: 'Success',
	StartTrigger: 'StartAfterPrevious',
	PackageRequirement: 'LetOctopusDecide',
	Actions: [{
		Name: name, ActionType: 'Octopus.Script', IsDisabled: false, IsRequired: false,
		Environments: [], ExcludedEnvironments: [], Channels: [], TenantTags: [], Packages: [],
		Properties: {
			'Octopus.Action.RunOnServer': 'false',
			'Octopus.Action.Script.ScriptSource': 'Inline',
			'Octopus.Action.Script.Syntax': 'Bash',
			'Octopus.Action.Script.ScriptBody': script,
		},
		...more,
	}],
});

async function waitFor(taskId) {
	const waiter = new ServerTaskWaiter(client, space);
	return waiter.waitForServerTaskToComplete(taskId, 200, 600_000);
}

test('the space is found by its name', async () => {
	const spaces = await new SpaceRepository(client).list({ partialName: space });
	assert.deepEqual(spaces.Items.map((s) => s.Name), [space]);
	assert.equal(spaces.Items[0].Id, 'Spaces-1');
	assert.equal(spaces.Items[0].IsDefault, true);
});

test('Hello World from nothing to its log', async () => {
	const environment = await new EnvironmentRepository(client, space).create({ Name: 'Test' });
	assert.match(environment.Id, /^Environments-\d+$/);
	const target = await client.doCreate('~/api/{spaceId}/machines{?ids}', {
		spaceName: space, Name: 'region', EnvironmentIds: [environment.Id], Roles: ['web-server'],
		Endpoint: { CommunicationStyle: 'None' },
	});
	assert.equal(target.Endpoint.CommunicationStyle, 'None');

	const lifecycle = (await new LifecycleRepository(client, space).list({ partialName: 'Default' })).Items[0];
	const group = (await new ProjectGroupRepository(client, space).list({ take: 1 })).Items[0];
	const projects = new ProjectRepository(client, space);
	const project = await projects.create({ Name: 'Hello World', LifecycleId: lifecycle.Id, ProjectGroupId: group.Id });
	assert.equal(project.Slug, 'hello-world');
	assert.deepEqual((await projects.list({ partialName: 'hello' })).Items.map((p) => p.Id), [project.Id]);

	const processes = new DeploymentProcessRepository(client, space);
	const process = await processes.get(project);
	assert.deepEqual(process.Steps, []);
	process.Steps = [scriptStep('Say Hello', 'echo "Hello, World!"')];
	const saved = await processes.update(project, process);
	assert.equal(saved.Version, process.Version + 1);
	assert.match(saved.Steps[0].Actions[0].Id, /^[0-9a-f-]{36}$/);

	const release = await new ReleaseRepository(client, space).create({
		spaceName: space, ProjectName: 'Hello World', ReleaseVersion: '1.0.0', ReleaseNotes: 'The *first* one',
		ChannelName: 'Default', IgnoreIfAlreadyExists: false, IgnoreChannelRules: false,
	});
	assert.equal(release.ReleaseVersion, '1.0.0');

	const answer = await new DeploymentRepository(client, space).create({
		spaceName: space, ProjectName: 'Hello World', ReleaseVersion: '1.0.0', EnvironmentNames: ['Test'],
	});
	assert.equal(answer.DeploymentServerTasks.length, 1);
	const { ServerTaskId } = answer.DeploymentServerTasks[0];
	const task = await waitFor(ServerTaskId);
	assert.equal(task.State, 'Success');
	assert.equal(task.FinishedSuccessfully, true);

	const tasks = new SpaceServerTaskRepository(client, space);
	const details = await tasks.getDetails(ServerTaskId);
	const step = details.ActivityLogs[0].Children.find((node) => node.Name === 'Step 1: Say Hello');
	assert.equal(step.Status, 'Success');
	const lines = step.Children[0].LogElements.map((line) => line.MessageText);
	assert.ok(lines.includes('Hello, World!'), lines.join('\n'));
	assert.match(await tasks.getRaw(ServerTaskId), /Hello, World!/);
});

test('a failing step fails the task and what follows is skipped', async () => {
	const projects = new ProjectRepository(client, space);
	const project = (await projects.list({ partialName: 'Hello World' })).Items[0];
	const processes = new DeploymentProcessRepository(client, space);
	const process = await processes.get(project);
	process.Steps.push(scriptStep('Break', 'echo "it breaks" >&2; exit 3'), scriptStep('Never', 'echo never'));
	await processes.update(project, process);
	await new ReleaseRepository(client, space).create({ spaceName: space, ProjectName: 'Hello World', ReleaseVersion: '1.0.1' });
	const answer = await new DeploymentRepository(client, space).create({
		spaceName: space, ProjectName: 'Hello World', ReleaseVersion: '1.0.1', EnvironmentNames: ['Test'],
	});
	const { ServerTaskId } = answer.DeploymentServerTasks[0];
	const task = await waitFor(ServerTaskId);
	assert.equal(task.State, 'Failed');
	const details = await new SpaceServerTaskRepository(client, space).getDetails(ServerTaskId);
	const states = details.ActivityLogs[0].Children.map((node) => [node.Name, node.Status]);
	assert.deepEqual(states.filter(([name]) => name.startsWith('Step')), [
		['Step 1: Say Hello', 'Success'], ['Step 2: Break', 'Failed'], ['Step 3: Never', 'Skipped'],
	]);
});

test('a wrong name is a sentence, not a crash', async () => {
	await assert.rejects(
		new DeploymentRepository(client, space).create({
			spaceName: space, ProjectName: 'No such project', ReleaseVersion: '1', EnvironmentNames: ['Test'],
		}),
		/No such project/,
	);
});

// ---- choices of a deployment ----

/** A project of three steps with a prompted variable, its release 1.0.0, and two targets. */
async function choosable() {
	const [environment] = (await new EnvironmentRepository(client, space).list({ partialName: 'Test' })).Items;
	for (const name of ['east', 'west', 'north'])
		await client.doCreate('~/api/{spaceId}/machines{?ids}', { spaceName: space, Name: name, EnvironmentIds: [environment.Id], Roles: ['shop'], Endpoint: { CommunicationStyle: 'None' } });
	const lifecycle = (await new LifecycleRepository(client, space).list({ partialName: 'Default' })).Items[0];
	const group = (await new ProjectGroupRepository(client, space).list({ take: 1 })).Items[0];
	const project = await new ProjectRepository(client, space).create({ Name: 'Choices', LifecycleId: lifecycle.Id, ProjectGroupId: group.Id });
	const processes = new DeploymentProcessRepository(client, space), process = await processes.get(project);
	const onShop = (name, body) => ({ ...scriptStep(name, body), Properties: { 'Octopus.Action.TargetRoles': 'shop' } });
	process.Steps = [
		onShop('Greet', 'echo "$(get_octopusvariable Greeting) from $(get_octopusvariable Octopus.Machine.Name), $(get_octopusvariable Key)"'),
		onShop('Left out', 'echo "left out"'), onShop('Break', '[ "$(get_octopusvariable Greeting)" != Break ]'),
	];
	await processes.update(project, process);
	const path = `~/api/{spaceId}/variables/${project.VariableSetId}`;
	const set = await client.request(path, { spaceName: space });
	await client.doUpdate(path, { ...set, spaceName: space, Variables: [
		{ Name: 'Greeting', Value: 'Hello', Prompt: { Label: 'How to greet', Required: true } },
		{ Name: 'Key', Type: 'Sensitive', Value: null, Prompt: { Label: 'Key', Required: true } },
	] });
	await new ReleaseRepository(client, space).create({ spaceName: space, ProjectName: 'Choices', ReleaseVersion: '1.0.0' });
}

/** Deploys Choices 1.0.0 with these choices; its nodes as "step machine: status" (a skipped step has none) and its raw log. */
async function choose(choices, answers = {}) {
	const { DeploymentServerTasks: [{ ServerTaskId }] } = await new DeploymentRepository(client, space).create({
		spaceName: space, ProjectName: 'Choices', ReleaseVersion: '1.0.0', EnvironmentNames: ['Test'], ...choices });
	if (answers.Guidance) await answerGuidance(ServerTaskId, answers);
	const task = await waitFor(ServerTaskId);
	const tasks = new SpaceServerTaskRepository(client, space);
	const [root] = (await tasks.getDetails(ServerTaskId)).ActivityLogs;
	const nodes = root.Children.flatMap((step) => step.Children.length === 0 ? `${step.Name.slice(8)}: ${step.Status}`
		: step.Children.map((unit) => `${step.Name.slice(8)} ${unit.Name.split(' ').at(-1)}: ${unit.Status}`));
	return { task, nodes, raw: await tasks.getRaw(ServerTaskId) };
}

async function answerGuidance(taskId, values) {
	const path = `~/api/{spaceId}/interruptions?regarding=${taskId}&pendingOnly=true`;
	for (let page; ; await new Promise((done) => setTimeout(done, 200))) {
		page = await client.request(path, { spaceName: space });
		if (page.TotalResults === 0) continue;
		const [{ Id }] = page.Items;
		await client.doUpdate(`~/api/{spaceId}/interruptions/${Id}/responsible`, { spaceName: space });
		await client.doCreate(`~/api/{spaceId}/interruptions/${Id}/submit`, { spaceName: space, ...values });
		return;
	}
}

test('prompted variables, a skip list and chosen targets', async () => {
	await choosable();
	const { task, nodes, raw } = await choose({
		Variables: { Greeting: 'Servus', Key: 'key-typed-by-hand' }, SkipStepNames: ['Left out'],
		SpecificMachineNames: ['east', 'west'], ExcludedMachineNames: ['west'],
	});
	assert.equal(task.State, 'Success', raw);
	assert.deepEqual(nodes, ['Greet east: Success', 'Left out: Skipped', 'Break east: Success']);
	assert.match(raw, /Servus from east, \*{8}/);
	assert.doesNotMatch(raw, /key-typed-by-hand|^left out$/m);
	await assert.rejects(choose({ Variables: { Greeting: ' ', Key: 'key-typed-by-hand' } }), /Greeting|How to greet/);
	await assert.rejects(choose({ Variables: { Greeting: 'Hello' } }), /Key/);
	await assert.rejects(choose({ Variables: { Key: 'key-typed-by-hand' }, SkipStepNames: ['No such step'] }), /No such step/);
	await assert.rejects(choose({ Variables: { Key: 'key-typed-by-hand' }, SpecificMachineNames: ['nowhere'] }), /nowhere/);
});

test('guided failure and a time to run at', async () => {
	const { task, nodes } = await choose({ Variables: { Greeting: 'Break', Key: 'key-typed-by-hand' }, UseGuidedFailure: true,
		SpecificMachineNames: ['north'] }, { Guidance: 'Ignore' });
	assert.equal(task.State, 'Success');
	assert.deepEqual(nodes, ['Greet north: Success', 'Left out north: Success', 'Break north: SuccessWithWarning']);
	const RunAt = new Date(Date.now() + 2000), later = await choose({ Variables: { Key: 'key-typed-by-hand' }, RunAt, NoRunAfter: new Date(Date.now() + 1_800_000) });
	assert.equal(later.task.State, 'Success', later.raw);
	assert.ok(new Date(later.task.StartTime) >= RunAt, `${later.task.StartTime} is before ${RunAt.toISOString()}`);
	assert.equal(later.nodes.length, 9);
});
