// The shape of answers: every field that clients read is there and of its type. Lists and
// maps are never null, links are texts, times are times: some clients end at once otherwise.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const s = '/api/Spaces-1';
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$/;
const span = /^(\d+\.)?\d\d:\d\d:\d\d(\.\d+)?$/;
let server;

// A letter is a type; a "?" behind it: may be null or absent; an object: that shape.
const kinds = {
	s: (v) => typeof v === 'string',
	S: (v) => typeof v === 'string' && v !== '',
	b: (v) => typeof v === 'boolean',
	i: (v) => Number.isInteger(v),
	d: (v) => typeof v === 'string' && time.test(v),
	t: (v) => typeof v === 'string' && span.test(v),
	a: (v) => Array.isArray(v),
	A: (v) => Array.isArray(v) && v.length > 0 && v.every((one) => typeof one === 'string'),
	m: (v) => typeof v === 'object' && v !== null && !Array.isArray(v),
};

function compare(value, shape, at, wrong) {
	if (Array.isArray(shape)) {
		if (!Array.isArray(value) || value.length === 0) wrong.push(`${at} is no filled list`);
		else value.forEach((one, i) => compare(one, shape[0], `${at}/${i}`, wrong));
	} else if (typeof shape === 'object') {
		if (!kinds.m(value)) wrong.push(`${at} is ${JSON.stringify(value)}`);
		else for (const [name, inner] of Object.entries(shape)) compare(value[name], inner, `${at}/${name}`, wrong);
	} else if (shape.startsWith('=')) {
		if (!shape.slice(1).split('|').includes(value)) wrong.push(`${at} is ${JSON.stringify(value)}, not one of ${shape.slice(1)}`);
	} else if (!(shape.endsWith('?') && (value === null || value === undefined)) && !kinds[shape[0]](value)) {
		wrong.push(`${at} is ${JSON.stringify(value)}, not ${shape}`);
	}
}

/** Judges every link too, wherever in the answer. */
function checkLinks(value, at, wrong) {
	if (typeof value !== 'object' || value === null) return;
	for (const [name, inner] of Object.entries(value)) {
		if (name === 'Links') {
			for (const [link, address] of Object.entries(inner ?? { null: null }))
				if (typeof address !== 'string' || !/^\/(api|app)\b/.test(address)) wrong.push(`${at}/Links/${link} is ${JSON.stringify(address)}`);
		} else checkLinks(inner, `${at}/${name}`, wrong);
	}
}

function hasShape(value, shape) {
	const wrong = [];
	compare(value, shape, '', wrong);
	checkLinks(value, '', wrong);
	assert.deepEqual(wrong, []);
}

const links = (...names) => Object.fromEntries(names.map((name) => [name, 'S']));
const resource = (fields, ...names) => ({ Id: 'S', Links: links('Self', ...names), ...fields });
const inSpace = (fields, ...names) => resource({ SpaceId: '=Spaces-1', ...fields }, ...names);

const shapes = {
	environment: inSpace({
		Name: 'S', Slug: 'S', Description: 's', SortOrder: 'i', UseGuidedFailure: 'b', AllowDynamicInfrastructure: 'b',
		EnvironmentTags: 'a', ExtensionSettings: 'a',
	}, 'Machines', 'SinglyScopedVariableDetails', 'Metadata'),
	machine: inSpace({
		Name: 'S', Slug: 'S', EnvironmentIds: 'A', Roles: 'A', TenantIds: 'a', TenantTags: 'a',
		TenantedDeploymentParticipation: '=Untenanted|TenantedOrUntenanted|Tenanted', MachinePolicyId: 'S',
		Endpoint: { CommunicationStyle: 'S' }, Thumbprint: 's?', Uri: 's?', IsDisabled: 'b',
		HealthStatus: '=Healthy|Unavailable|Unknown|HasWarnings|Unhealthy',
		Status: '=Online|Offline|Unknown|NeedsUpgrade|CalamariNeedsUpgrade|Disabled', StatusSummary: 's',
		HasLatestCalamari: 'b', IsInProcess: 'b', OperatingSystem: 's', ShellName: 's', ShellVersion: 's', Architecture: 's',
	}, 'Connection', 'TasksTemplate', 'SinglyScopedVariableDetails'),
	retention: { Unit: '=Days|Items', QuantityToKeep: 'i', ShouldKeepForever: 'b' },
	phase: {
		Id: 's?', Name: 'S', AutomaticDeploymentTargets: 'a', OptionalDeploymentTargets: 'a',
		MinimumEnvironmentsBeforePromotion: 'i', IsOptionalPhase: 'b', IsPriorityPhase: 'b',
	},
	channel: inSpace({
		Name: 'S', ProjectId: 'S', Slug: 'S', Description: 's', LifecycleId: 's?', IsDefault: 'b', Rules: 'a', TenantTags: 'a',
		Type: '=Lifecycle|EphemeralEnvironment', GitReferenceRules: 'a', GitResourceRules: 'a', CustomFieldDefinitions: 'a',
	}, 'Releases', 'Project'),
	release: inSpace({
		Version: 'S', ProjectId: 'S', ChannelId: 'S', ReleaseNotes: 's?', SelectedPackages: 'a', SelectedGitResources: 'a',
		IgnoreChannelRules: 'b', Assembled: 'd', LibraryVariableSetSnapshotIds: 'a', ProjectVariableSetSnapshotId: 'S',
		ProjectDeploymentProcessSnapshotId: 'S', BuildInformation: 'a', CustomFields: 'm',
	}, 'Project', 'Progression', 'Deployments', 'DeploymentTemplate', 'Artifacts', 'ProjectVariableSnapshot',
	'ProjectDeploymentProcessSnapshot', 'SnapshotVariables', 'DeploymentPreviews', 'Web', 'Defects', 'ReportDefect',
	'ResolveDefect', 'Channel'),
	deployment: inSpace({
		ReleaseId: 'S', EnvironmentId: 'S', TenantId: 's?', ForcePackageDownload: 'b', ForcePackageRedeployment: 'b',
		SkipActions: 'a', SpecificMachineIds: 'a', ExcludedMachineIds: 'a', DeployedToMachineIds: 'a', UseGuidedFailure: 'b',
		FormValues: 'm', QueueTime: 'd?', QueueTimeExpiry: 'd?', Comments: 's?', Priority: '=LifecycleDefault|On|Off',
		Name: 'S', ProjectId: 'S', ChannelId: 'S', TaskId: 'S', DeploymentProcessId: 'S', ManifestVariableSetId: 'S',
		Created: 'd', DeployedBy: 'S', DeployedById: 'S', FailureEncountered: 'b', Changes: 'a', ChangesMarkdown: 's',
	}, 'Release', 'Environment', 'Project', 'Task', 'Web', 'Artifacts', 'Interruptions', 'DeploymentProcess', 'Variables'),
	task: {
		Id: 'S', SpaceId: '=Spaces-1', Name: 'S', Description: 'S', Arguments: 'm',
		State: '=Queued|Executing|Failed|Canceled|TimedOut|Success|Cancelling', IsCompleted: 'b', FinishedSuccessfully: 'b',
		Completed: 'S', QueueTime: 'd', StartTime: 'd?', CompletedTime: 'd?', LastUpdatedTime: 'd', QueueTimeExpiry: 'd?',
		Duration: 's', ErrorMessage: 's', HasBeenPickedUpByProcessor: 'b', HasPendingInterruptions: 'b',
		HasWarningsOrErrors: 'b', CanRerun: 'b', ServerNode: 's?',
		Links: links('Self', 'Web', 'Raw', 'Rerun', 'Cancel', 'State', 'QueuedBehind', 'Details', 'Artifacts', 'Interruptions'),
	},
	item: {
		Id: 'S', ProjectId: 'S', EnvironmentId: 'S', ReleaseId: 'S', DeploymentId: 'S', TaskId: 'S', TenantId: 's?',
		ChannelId: 'S', ReleaseVersion: 'S', Created: 'd', QueueTime: 'd', StartTime: 'd?', CompletedTime: 'd?', State: 'S',
		HasPendingInterruptions: 'b', HasWarningsOrErrors: 'b', ErrorMessage: 's', Duration: 's', IsCurrent: 'b',
		IsPrevious: 'b', IsCompleted: 'b', Links: links('Self'),
	},
};
shapes.lifecycle = inSpace({
	Name: 'S', Slug: 'S', Description: 's', Phases: 'a', ReleaseRetentionPolicy: shapes.retention,
	TentacleRetentionPolicy: shapes.retention,
}, 'Preview', 'Projects');
shapes.action = {
	Id: 'S', Name: 'S', Slug: 'S', ActionType: 'S', Notes: 's?', IsDisabled: 'b', IsRequired: 'b',
	CanBeUsedForProjectVersioning: 'b', Condition: '=Success|Variable', Environments: 'a', ExcludedEnvironments: 'a',
	Channels: 'a', TenantTags: 'a', WorkerPoolId: 's?', WorkerPoolVariable: 's?', Container: { Image: 's?', FeedId: 's?' },
	Packages: 'a', GitDependencies: 'a', Properties: 'm', Links: 'm',
};
shapes.step = {
	Id: 'S', Name: 'S', Slug: 'S', StartTrigger: '=StartAfterPrevious|StartWithPrevious',
	Condition: '=Success|Failure|Always|Variable',
	PackageRequirement: '=LetOctopusDecide|BeforePackageAcquisition|AfterPackageAcquisition', Properties: 'm',
	Actions: [shapes.action],
};
shapes.process = inSpace({ ProjectId: 'S', Version: 'i', LastSnapshotId: 's?', Steps: [shapes.step] }, 'Project', 'Template');
shapes.project = inSpace({
	Name: 'S', ProjectGroupId: 'S', LifecycleId: 'S', Slug: 'S', Description: 's', IsDisabled: 'b',
	DeploymentProcessId: 'S', VariableSetId: 'S', ClonedFromProjectId: 's?', IncludedLibraryVariableSetIds: 'a',
	TenantedDeploymentMode: '=Untenanted|TenantedOrUntenanted|Tenanted',
	DefaultGuidedFailureMode: '=EnvironmentDefault|Off|On', DefaultToSkipIfAlreadyInstalled: 'b',
	ProjectConnectivityPolicy: {
		SkipMachineBehavior: '=None|SkipUnavailableMachines', TargetRoles: 'a', AllowDeploymentsToNoTargets: 'b',
		ExcludeUnhealthyTargets: 'b',
	},
	VersioningStrategy: { Template: 'S' },
	ReleaseCreationStrategy: { ChannelId: 's?', ReleaseCreationPackageStepId: 's?' },
	AutoCreateRelease: 'b', DiscreteChannelRelease: 'b', ReleaseNotesTemplate: 's?', DeploymentChangesTemplate: 's?',
	Templates: 'a', AutoDeployReleaseOverrides: 'a', AllowIgnoreChannelRules: 'b', ForcePackageDownload: 'b',
	IsVersionControlled: 'b', PersistenceSettings: { Type: '=Database' }, ExtensionSettings: 'a', ProjectTags: 'a',
}, 'Releases', 'Channels', 'Triggers', 'ScheduledTriggers', 'OrderChannels', 'Variables', 'Progression',
'RunbookTaskRunDashboardItemsTemplate', 'DeploymentProcess', 'DeploymentSettings', 'Web', 'Logo', 'Metadata', 'Runbooks',
'RunbookSnapshots', 'Summary', 'ConvertToGit', 'ConvertToVcs', 'GitConnectionTest', 'GitCompatibilityReport',
'InsightsMetrics');
shapes.page = (name, shape) => ({
	ItemType: `=${name}`, TotalResults: 'i', ItemsPerPage: 'i', NumberOfPages: 'i', LastPageNumber: 'i', Items: [shape],
	Links: links('Self', 'Template', 'Page.All', 'Page.Current', 'Page.Last'),
});

const call = (method, path, body) => server.api(method, path, body);
async function get(path) {
	const answer = await call('GET', path);
	assert.equal(answer.status, 200, `${path} ${answer.text}`);
	return answer.body;
}
async function send(method, path, body) {
	const answer = await call(method, path, body);
	assert.ok(answer.status < 300, `${method} ${path} ${answer.text}`);
	return answer.body;
}
async function finished(id) {
	for (;;) {
		const task = await get(`/api/tasks/${id}`);
		if (task.IsCompleted) return task;
		await new Promise((done) => setTimeout(done, 150));
	}
}

const made = {};
before(async () => {
	server = await startServer();
	made.environment = await send('POST', `${s}/environments`, { Name: 'Dev' });
	made.machine = await send('POST', `${s}/machines`, {
		Name: 'region', EnvironmentIds: [made.environment.Id], Roles: ['web'], Endpoint: { CommunicationStyle: 'None' },
	});
	made.lifecycle = await send('POST', `${s}/lifecycles`, { Name: 'Mine', Phases: [{ Name: 'One', OptionalDeploymentTargets: [made.environment.Id] }] });
	made.project = await send('POST', `${s}/projects`, { Name: 'Shape', ProjectGroupId: 'ProjectGroups-1', LifecycleId: made.lifecycle.Id });
	made.process = await send('PUT', made.project.Links.DeploymentProcess, {
		Version: 0,
		Steps: [{ Name: 'Talk', Actions: [{ Name: 'Talk', ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.RunOnServer': 'true', 'Octopus.Action.Script.ScriptBody': 'echo hi; exit ${fail:-0}' } }] }],
	});
	made.release = await send('POST', `${s}/releases`, { ProjectId: made.project.Id, Version: '1.0.0' });
	made.deployment = await send('POST', `${s}/deployments`, { ReleaseId: made.release.Id, EnvironmentId: made.environment.Id });
});
after(async () => server?.stop());

for (const name of ['environment', 'machine', 'lifecycle', 'project', 'process', 'release', 'deployment']) {
	test(`${name}: every field, in the answer to writing and reading, alone and in lists`, async () => {
		hasShape(made[name], shapes[name]);
		const again = await get(made[name].Links.Self);
		hasShape(again, shapes[name]);
		const collection = name === 'process' ? 'deploymentprocesses' : `${name}s`;
		const type = name === 'process' ? 'DeploymentProcess' : name === 'machine' ? 'DeploymentTarget' : name[0].toUpperCase() + name.slice(1);
		const list = await get(`${s}/${collection}?ids=${made[name].Id}`);
		hasShape(list, { ...shapes.page(type, shapes[name]), ItemType: 'S' });
		assert.deepEqual(list.Items.map((one) => one.Id), [made[name].Id]);
		if (!['process', 'release', 'deployment'].includes(name)) {
			const all = await get(`${s}/${collection}/all`);
			hasShape(all, [shapes[name]]);
		}
	});
}

test('a lifecycle: phases, also those that only the preview has', async () => {
	hasShape(made.lifecycle.Phases, [shapes.phase]);
	hasShape(await get(`${s}/lifecycles/Lifecycles-1/preview`), { Phases: [shapes.phase], Links: 'm' });
	hasShape(await get(made.lifecycle.Links.Projects), [shapes.project]);
});

test('a channel', async () => {
	const page = await get(`${s}/projects/${made.project.Id}/channels`);
	hasShape(page, shapes.page('Channel', shapes.channel));
	hasShape(await get(`${s}/channels/all`), [shapes.channel]);
	hasShape(await get(page.Items[0].Links.Self), shapes.channel);
});

test('summary of environments', async () => {
	const counters = {
		TotalMachines: 'i', TotalDisabledMachines: 'i', MachineHealthStatusSummaries: 'm', MachineEndpointSummaries: 'm',
		MachineTenantSummaries: 'm', MachineTenantTagSummaries: 'm', TentacleUpgradesRequired: 'b',
		MachineIdsForCalamariUpgrade: 'a', MachineIdsForTentacleUpgrade: 'a',
	};
	hasShape(await get(`${s}/environments/summary`), { ...counters, EnvironmentSummaries: [{ ...counters, Environment: shapes.environment }] });
	hasShape(await get(`${s}/environments/${made.environment.Id}/singlyScopedVariableDetails`), {
		HasUnauthorizedProjectVariables: 'b', HasUnauthorizedLibraryVariableSetVariables: 'b', VariableMap: 'm',
	});
});

test('a connection of a target', async () => {
	await send('POST', '/api/tasks', { Name: 'Health', Description: 'Check', Arguments: { MachineIds: [made.machine.Id] } }).then((task) => finished(task.Id));
	hasShape(await get(made.machine.Links.Connection), { MachineId: 'S', Status: 'S', LastChecked: 'd?', Logs: 'a', Links: 'm' });
	hasShape(await get(made.machine.Links.Self), shapes.machine);
});

test('settings and template of a project', async () => {
	hasShape(await get(made.project.Links.DeploymentSettings), inSpace({
		ProjectId: 'S', VersioningStrategy: { Template: 'S' }, ReleaseNotesTemplate: 's?',
		DefaultGuidedFailureMode: '=EnvironmentDefault|Off|On', DefaultToSkipIfAlreadyInstalled: 'b',
		DeploymentChangesTemplate: 's?', ConnectivityPolicy: shapes.project.ProjectConnectivityPolicy, ForcePackageDownload: 'b',
	}));
	hasShape(await get(made.process.Links.Template.replace(/\{.*/, '')), {
		DeploymentProcessId: 'S', LastReleaseVersion: 's?', NextVersionIncrement: 'S', VersioningPackageStepName: 's?',
		VersioningPackageReferenceName: 's?', Packages: 'a', GitResources: 'a', Links: 'm',
	});
	hasShape(await get(`${s}/projects/${made.project.Id}/summary`), { HasDeploymentProcess: 'b', HasRunbooks: 'b' });
});

test('variables', async () => {
	const set = await send('PUT', made.project.Links.Variables, { Version: 0, Variables: [{ Name: 'A', Value: '1' }, { Name: 'B', Value: 'hidden-b', IsSensitive: true }] });
	const named = [{ Id: 'S', Name: 'S' }];
	hasShape(set, inSpace({
		OwnerId: 'S', Version: 'i',
		Variables: [{ Id: 'S', Name: 'S', Value: 's?', Description: 's', Scope: 'm', IsEditable: 'b', IsSensitive: 'b', Type: 'S' }],
		ScopeValues: {
			Environments: named, Machines: named, Actions: named, Roles: named, Channels: named, TenantTags: 'a',
			Processes: [{ Id: 'S', Name: 'S', ProcessType: 'S' }],
		},
	}));
});

test('forms of a release: promotion, preview, progression', async () => {
	hasShape(await get(made.release.Links.DeploymentTemplate), {
		IsDeploymentProcessModified: 'b', IsVariableSetModified: 'b', IsLibraryVariableSetModified: 'b', DeploymentNotes: 's?',
		PromoteTo: [{ Id: 'S', Name: 'S', Links: links('Preview') }], TenantPromotions: 'a', Links: 'm',
	});
	const preview = {
		StepsToExecute: [{
			ActionId: 'S', ActionName: 'S', ActionNumber: 'S', Roles: 'a', MachineNames: 'a', Machines: 'a', CanBeSkipped: 'b',
			IsDisabled: 'b', HasNoApplicableMachines: 'b', UnavailableMachines: 'a', ExcludedMachines: 'a',
		}],
		Form: { Values: 'm', Elements: 'a' }, UseGuidedFailureModeByDefault: 'b', Changes: 'a', ChangesMarkdown: 's', Links: 'm',
	};
	hasShape(await get(`${made.release.Links.Self}/deployments/preview/${made.environment.Id}`), preview);
	hasShape(await send('POST', made.release.Links.DeploymentPreviews, { DeploymentPreviews: [{ EnvironmentId: made.environment.Id }] }), [preview]);
	await finished(made.deployment.TaskId);
	hasShape(await get(made.release.Links.Progression), {
		Phases: [{ ...shapes.phase, Blocked: 'b', Progress: '=Pending|Current|Complete', Deployments: [{ Task: shapes.task, Deployment: shapes.deployment }] }],
		NextDeployments: 'a', NextDeploymentsMinimumRequired: 'i', Links: 'm',
	});
	hasShape(await get(made.release.Links.Deployments.replace(/\{.*/, '')), shapes.page('Deployment', shapes.deployment));
});

test('a task, finished and not, its details and their nodes', async () => {
	const task = await finished(made.deployment.TaskId);
	hasShape(task, shapes.task);
	hasShape(task, { StartTime: 'd', CompletedTime: 'd' });
	const later = await send('POST', `${s}/deployments`, {
		ReleaseId: made.release.Id, EnvironmentId: made.environment.Id, QueueTime: new Date(Date.now() + 3600e3).toISOString(),
	});
	hasShape(later, shapes.deployment);
	hasShape(await get(`/api/tasks/${later.TaskId}`), shapes.task);
	hasShape(await get(later.Links.Task), shapes.task);
	hasShape(await get(`${s}/tasks?ids=${later.TaskId}`), {
		...shapes.page('Task', shapes.task),
		TotalCounts: { Queued: 'i', Executing: 'i', Success: 'i', Failed: 'i', Canceled: 'i', TimedOut: 'i', Cancelling: 'i', Interrupted: 'i' },
	});
	const waiting = await get(`/api/tasks/${later.TaskId}/details`);
	hasShape(waiting, { Task: shapes.task, ActivityLogs: 'a', PhysicalLogSize: 'i', Links: links('Self') });
	await send('POST', `/api/tasks/${later.TaskId}/cancel`);
	const details = await get(`/api/tasks/${task.Id}/details`);
	hasShape(details, {
		Task: shapes.task, PhysicalLogSize: 'i', Progress: { ProgressPercentage: 'i', EstimatedTimeRemaining: 's' }, Links: links('Self'),
	});
	const nodes = [];
	const collect = (list) => list.forEach((node) => { nodes.push(node); collect(node.Children); });
	collect(details.ActivityLogs);
	hasShape(nodes, [{
		Id: 'S', Name: 'S', Status: '=Pending|Running|Success|Failed|Skipped|SuccessWithWarning|Canceled', Started: 'd?', Ended: 'd?',
		ShowAtSummaryLevel: 'b', ProgressPercentage: 'i', ProgressMessage: 's?', LogElements: 'a', Children: 'a',
	}]);
	hasShape(nodes.flatMap((node) => node.LogElements), [{
		Category: '=Trace|Verbose|Info|Highlight|Wait|Gap|Alert|Warning|Error|Fatal|Planned|Updated|Finished|Abandoned',
		OccurredAt: 'd', MessageText: 's',
	}]);
});

const dashboardShape = {
	Projects: [{
		Id: 'S', Name: 'S', Slug: 'S', ProjectGroupId: 'S', EnvironmentIds: 'A', IsDisabled: 'b', TenantedDeploymentMode: 'S',
		CanPerformUntenantedDeployment: 'b', Links: links('Self'),
	}],
	ProjectGroups: [{ Id: 'S', Name: 'S', EnvironmentIds: 'A' }],
	Environments: [{ Id: 'S', Name: 'S' }],
	Tenants: 'a', Items: [shapes.item], PreviousItems: 'a', IsFiltered: 'b', Links: links('Self'),
};

test('dashboard and progression, where nothing has succeeded yet as well', async () => {
	const project = await send('POST', `${s}/projects`, { Name: 'Fails', ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	await send('PUT', project.Links.DeploymentProcess, {
		Version: 0,
		Steps: [{ Name: 'No', Actions: [{ Name: 'No', ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.RunOnServer': 'true', 'Octopus.Action.Script.ScriptBody': 'exit 1' } }] }],
	});
	const release = await send('POST', `${s}/releases`, { ProjectId: project.Id, Version: '1' });
	const deployment = await send('POST', `${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: made.environment.Id });
	assert.equal((await finished(deployment.TaskId)).State, 'Failed');
	for (const query of ['', `?projectId=${project.Id}`, '?showAll=true']) hasShape(await get(`${s}/dashboard${query}`), dashboardShape);
	hasShape(await get(`${s}/dashboard/dynamic?projects=${project.Id},${made.project.Id}&includePrevious=true`), dashboardShape);
	for (const id of [project.Id, made.project.Id])
		hasShape(await get(`${s}/progression/${id}`), {
			Environments: [{ Id: 'S', Name: 'S' }], ChannelEnvironments: 'm',
			Releases: [{
				Release: shapes.release, Channel: shapes.channel, Deployments: { [made.environment.Id]: [shapes.item] },
				NextDeployments: 'a', HasUnresolvedDefect: 'b',
			}],
		});
});
