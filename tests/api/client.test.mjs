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
	return waiter.waitForServerTaskToComplete(taskId, 200, 60_000);
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
