// The process page, the forms of steps and children, the deploy form and the settings of
// targets: what they can set, what they refuse, and what the page says would run. Posts are
// those of a browser without JavaScript; what is drawn is looked at in a browser.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../lib/browser.mjs';
import { manual, parent, script, step } from '../lib/process.mjs';
import { startServer } from '../lib/server.mjs';

const s = '/api/Spaces-1';
const hostile = `"><img src=x onerror=alert(1)>'&amp; {{X}} #{x}`;
let server, person, project, process, environments, channel, release;
const web = () => `/app/Spaces-1/projects/${project.Slug}`;

async function api(method, path, body) {
	const answer = await server.api(method, path, body);
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
	return answer.body;
}
const stored = () => api('GET', `${s}/deploymentprocesses/${project.DeploymentProcessId}`);
const save = async (Steps) => api('PUT', `${s}/deploymentprocesses/${project.DeploymentProcessId}`, { ...await stored(), Steps });
const shape = ({ Steps }) => Steps.map((one) => (one.Actions.length > 1 ? `${one.Name}[${one.Actions.map((a) => a.Name)}]` : one.Name)).join(' ');
const fresh = () => save(process());

before(async () => {
	server = await startServer();
	project = await api('POST', `${s}/projects`, { Name: 'Shop', ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	environments = [await api('POST', `${s}/environments`, { Name: 'Test' }), await api('POST', `${s}/environments`, { Name: 'Production' })];
	channel = await api('POST', `${s}/channels`, { Name: 'Hotfix', ProjectId: project.Id });
	for (const Name of ['web-1', 'web-2', 'db-1'])
		await api('POST', `${s}/machines`, { Name, Roles: [Name.slice(0, -2)], EnvironmentIds: [environments[0].Id], Endpoint: { CommunicationStyle: 'None' } });
	process = () => [
		step('First'),
		parent('Web', [script('Stop', 'true'), script('Start', 'true')], { role: 'web', window: 1 }),
		step('Db', 'true', { role: 'db', beside: true }),
		step('Live', 'true', { action: { Environments: [environments[1].Id] } }),
		step('Fix', 'true', { action: { Channels: [channel.Id] } }),
		manual('Ask', { IsRequired: true }),
		step('Last', 'true', { on: 'Failure' }),
	].map((one) => (one.Actions ? one : { Name: one.Name, Actions: [one] }));
	await fresh();
	release = await api('POST', `${s}/releases`, { ProjectId: project.Id, Version: '1.0.0' });
	person = await openBrowser(server, { javaScript: true });
	await person.signIn();
});
after(async () => {
	await person?.close();
	await server?.stop();
});

/** What a browser without JavaScript posts; or, with `asks`, the request that the page's script gets. */
async function post(path, fields, { asks = false, version } = {}) {
	const context = person.page.context().request;
	const html = await (await context.get(server.url + path)).text();
	const hidden = (name) => new RegExp(`name="${name.replace('.', '\\.')}" value="([^"]*)"`).exec(html)?.[1] ?? '';
	const body = new URLSearchParams([['.csrf', hidden('.csrf')], ['.version', version ?? hidden('.version')], ['.key', hidden('.key')], ...fields]);
	const answer = await context.post(server.url + path, { data: body.toString(), maxRedirects: 0, headers: {
		'Content-Type': 'application/x-www-form-urlencoded', Origin: server.url, ...(asks ? { Accept: 'application/vnd.slipway.request+json' } : {}) } });
	const text = await answer.text();
	const faults = [...text.matchAll(/<p class="fault"[^>]*><svg.*?<\/svg>([^<]*)/g)].map((one) => one[1]);
	return { status: answer.status(), text, faults, json: asks ? JSON.parse(text) : null };
}
/** What is shown as API request is what would be sent, byte for byte but keys. */
async function sameAsShown(path, fields) {
	const { text } = await post(path, [...fields, ['.show', '1']]);
	const decode = (html) => html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
	const curl = decode(/<pre[^>]*data-format="?curl[^>]*>([^]*?)<\/pre>/.exec(text)[1]);
	const { json } = await post(path, fields, { asks: true });
	const [, method, shownPath, body] = /-X (\w+) "\$OCTOPUS_URL([^"]*)"[^]*?<<'(?:JSON\d*)'\n([^]*)\nJSON\d*\n$/.exec(curl);
	assert.deepEqual([method, shownPath, JSON.stringify(JSON.parse(body))], [json.Method, json.Path, JSON.stringify(json.Body)]);
	return json.Body;
}

describe('the buttons of the process page', () => {
	const page = () => `${web()}/deployments/process`;
	const moves = [
		['.into', '/Steps/2', 'First Web[Stop,Start,Db] Live Fix Ask Last'],
		['.out', '/Steps/1/Actions/0', 'First Web Stop Db Live Fix Ask Last'],
		['.move', '/Steps/1/Actions/1 /Steps/1/Actions/0', 'First Web[Start,Stop] Db Live Fix Ask Last'],
		['.copy', '/Steps/1', 'First Web[Stop,Start] Web (copy)[Stop (copy),Start (copy)] Db Live Fix Ask Last'],
		['.copy', '/Steps/1/Actions/1', 'First Web[Stop,Start,Start (copy)] Db Live Fix Ask Last'],
		['.remove', '/Steps/1/Actions/1', 'First Web Db Live Fix Ask Last'],
	];
	for (const [button, value, expected] of moves) {
		test(`${button} ${value}`, async () => {
			const { Version } = await fresh();
			assert.equal((await post(page(), [[button, value]])).status, 303);
			assert.equal(shape(await stored()), expected);
			// The page was opened before the change: nothing is moved twice.
			const late = await post(page(), [[button, value]], { version: String(Version) });
			assert.equal(late.status, 409);
			assert.equal(shape(await stored()), expected);
		});
	}

	test('what goes in or out takes its condition along', async () => {
		await fresh();
		const now = await stored();
		now.Steps[2] = { ...now.Steps[2], Condition: 'Variable', Properties: { ...now.Steps[2].Properties, 'Octopus.Step.ConditionVariableExpression': hostile } };
		await save(now.Steps);
		await post(page(), [['.into', '/Steps/2']]);
		const child = (await stored()).Steps[1].Actions[2];
		assert.deepEqual([child.Condition, child.Properties['Octopus.Action.ConditionVariableExpression']], ['Variable', hostile]);
		await post(page(), [['.out', '/Steps/1/Actions/2']]);
		const back = (await stored()).Steps[2];
		assert.deepEqual([back.Name, back.Condition, back.Properties['Octopus.Step.ConditionVariableExpression'], back.Properties['Octopus.Action.TargetRoles'], back.Actions[0].Condition],
			['Db', 'Variable', hostile, 'web', 'Success']);
	});

	test('a step that runs on failure cannot become a child, and says why', async () => {
		await fresh();
		const refused = await post(page(), [['.into', '/Steps/6']]);
		assert.equal(refused.status, 422);
		assert.match(refused.text, /Change its run condition first/);
		for (const [button, value] of [['.into', '/Steps/0'], ['.into', '/Steps/99'], ['.out', '/Steps/0/Actions/0'], ['.out', hostile], ['.copy', '/Steps/1/Actions/9'], ['.disable', '/Steps/-1']])
			assert.equal((await post(page(), [[button, value]])).status, 422, `${button} ${value}`);
		assert.equal(shape(await stored()), 'First Web[Stop,Start] Db Live Fix Ask Last');
	});

	test('all children of a step are switched off and on', async () => {
		await fresh();
		await post(page(), [['.disable', '/Steps/1']]);
		assert.deepEqual((await stored()).Steps[1].Actions.map((one) => one.IsDisabled), [true, true]);
		await post(page(), [['.enable', '/Steps/1/Actions/0']]);
		assert.deepEqual((await stored()).Steps[1].Actions.map((one) => one.IsDisabled), [false, true]);
	});
});

describe('the form of a step', () => {
	const at = '/Steps/0', action = `${at}/Actions/0`;
	const fields = (more = []) => [['.at', at], [`${at}/Name`, 'First'], ['.enabled', 'true'], ['.plan', 'targets'], [`${at}/Properties/Octopus.Action.TargetRoles/,`, ''],
		[`${at}/Properties/Octopus.Action.TargetRoles/,`, 'web'], ['.envs', 'any'], ['.channels', 'any'], ...more];
	const address = async () => `${web()}/deployments/process/steps/${(await stored()).Steps[0].Id}`;

	test('sets condition, window, retries, limit, tags and pool; what is shown is what is sent', async () => {
		await fresh();
		const typed = fields([['.when', 'Variable'], [`${at}/Properties/Octopus.Step.ConditionVariableExpression`, hostile], ['.rolling', 'yes'], [`${at}/Properties/Octopus.Action.MaxParallelism`, '#{Window}'],
			[`${action}/Properties/Octopus.Action.AutoRetry.MaximumCount`, '3'], [`${action}/Properties/Octopus.Action.AutoRetry.MinimumBackoff`, '0'], [`${action}/Properties/Octopus.Action.ExecutionTimeout.Minutes`, '1.5'],
			[`${action}/TenantTags/-`, ''], [`${action}/TenantTags/-`, 'Ring/Alpha'], [`${action}/Notes`, hostile], [`${action}/IsRequired`, 'true']]);
		await sameAsShown(await address(), typed);
		assert.equal((await post(await address(), typed)).status, 303);
		const [{ Condition, Properties, Actions: [one] }] = (await stored()).Steps;
		assert.equal(Condition, 'Variable');
		assert.deepEqual(Properties, { 'Octopus.Action.TargetRoles': 'web', 'Octopus.Step.ConditionVariableExpression': hostile, 'Octopus.Action.MaxParallelism': '#{Window}' });
		assert.deepEqual([one.Properties['Octopus.Action.AutoRetry.MaximumCount'], one.Properties['Octopus.Action.AutoRetry.MinimumBackoff'], one.Properties['Octopus.Action.ExecutionTimeout.Minutes'],
			one.TenantTags, one.Notes, one.IsRequired], ['3', '0', '1.5', ['Ring/Alpha'], hostile, true]);
	});

	test('of what is not chosen nothing stays behind', async () => {
		assert.equal((await post(await address(), fields([['.when', 'Always'], [`${at}/Properties/Octopus.Step.ConditionVariableExpression`, 'unsent'], ['.rolling', 'no'],
			[`${at}/Properties/Octopus.Action.MaxParallelism`, '7']]))).status, 303);
		const [{ Condition, Properties }] = (await stored()).Steps;
		assert.deepEqual([Condition, Properties], ['Always', { 'Octopus.Action.TargetRoles': 'web' }]);
	});

	const wrong = {
		'no expression': [['.when', 'Variable'], [`${at}/Properties/Octopus.Step.ConditionVariableExpression`, ' ']],
		'a window of none': [['.rolling', 'yes'], [`${at}/Properties/Octopus.Action.MaxParallelism`, '0']],
		'a window without number': [['.rolling', 'yes'], [`${at}/Properties/Octopus.Action.MaxParallelism`, hostile.replace('#{x}', '')]],
		'too many retries': [[`${action}/Properties/Octopus.Action.AutoRetry.MaximumCount`, '4']],
		'a pause below nothing': [[`${action}/Properties/Octopus.Action.AutoRetry.MinimumBackoff`, '-1']],
		'a limit in words': [[`${action}/Properties/Octopus.Action.ExecutionTimeout.Minutes`, '0x10']],
	};
	for (const [what, typed] of Object.entries(wrong)) {
		test(`${what} is refused at the field, and stays typed`, async () => {
			const { Version } = await stored();
			const { status, faults, text } = await post(await address(), fields(typed));
			assert.deepEqual([status, faults.length], [422, 1], text);
			assert.equal((await stored()).Version, Version);
		});
	}

	test('a child has its own form, the window is its parent\'s', async () => {
		await fresh();
		const { Steps } = await stored();
		const child = '/Steps/1/Actions/1', one = `${web()}/deployments/process/steps/${Steps[1].Actions[1].Id}`;
		const typed = [['.form', 'child'], ['.at', child], ['.of', Steps[1].Actions[1].Id], [`${child}/Name`, 'Begin'], ['.enabled', 'false'], ['.plan', 'behalf'], ['.envs', 'any'], ['.channels', 'any'],
			['.when', 'Variable'], [`${child}/Properties/Octopus.Action.ConditionVariableExpression`, '#{Go}']];
		await sameAsShown(one, typed);
		assert.equal((await post(one, typed)).status, 303);
		const [, { Properties, Actions: [, now] }] = (await stored()).Steps;
		assert.deepEqual([now.Name, now.IsDisabled, now.Condition, now.Properties['Octopus.Action.RunOnServer']], ['Begin', true, 'Variable', 'true']);
		assert.equal(Properties['Octopus.Action.MaxParallelism'], '1');
		const whole = [['.form', 'parent'], ['.at', '/Steps/1'], ['.of', Steps[1].Id], ['/Steps/1/Name', 'Web'], ['.plan', 'targets'], ['/Steps/1/Properties/Octopus.Action.TargetRoles/,', 'web,db'],
			['.when', 'Success'], ['.rolling', 'yes'], ['/Steps/1/Properties/Octopus.Action.MaxParallelism', '2']];
		await sameAsShown(`${web()}/deployments/process/steps/${Steps[1].Id}`, whole);
		assert.equal((await post(`${web()}/deployments/process/steps/${Steps[1].Id}`, whole)).status, 303);
		assert.deepEqual((await stored()).Steps[1].Properties, { 'Octopus.Action.TargetRoles': 'web,db', 'Octopus.Action.MaxParallelism': '2' });
	});

	test('a child step is added from the gallery', async () => {
		await fresh();
		await person.go(`${web()}/deployments/process`);
		await person.page.locator('summary[aria-label="More for First"]').click();
		await person.link('Add a child step', person.page.locator('.steplist > li').first());
		await person.heading('Add a child step to First');
		await person.link(/Run a Script/, person.page.locator('main'));
		await person.heading('New child step');
		await person.check();
		await person.page.locator('main [name$="/Name"]').fill('Second');
		await person.page.locator('main [name$="Script.ScriptBody"]').fill('true');
		await person.button('Save', person.page.locator('main'));
		await person.page.locator('main .banner[data-state=success]').waitFor();
		assert.match(shape(await stored()), /^First\[First,Second\] /);
	});
});

describe('what would run', () => {
	const rows = async (query) => {
		await person.go(`${web()}/deployments/process${query}`);
		return person.page.locator('.steplist li').evaluateAll((items) => items.filter((one) => one.hasAttribute('data-out')).map((one) =>
			`${one.querySelector('.what > a').textContent}: ${one.querySelector('.why').textContent.trim()}`));
	};

	test('for an environment, a channel, a role; and why the others would not', async () => {
		await fresh();
		assert.deepEqual(await rows(''), []);
		assert.deepEqual(await rows(`?environment=${environments[0].Id}`), ["Live: Would not run: does not apply to environment 'Test'"]);
		assert.deepEqual(await rows(`?channel=${(await api('GET', `${s}/projects/${project.Id}/channels`)).Items.find((one) => one.IsDefault).Id}`),
			['Fix: Would not run: does not apply to the channel of this release']);
		assert.deepEqual(await rows('?role=web'), ['Db: Would not run: does not run on targets in this role']);
		assert.deepEqual((await rows(`?environment=${environments[1].Id}&channel=${channel.Id}`)).map((one) => one.split(':')[0]), ['Web', 'Stop', 'Start', 'Db']);
		assert.match(await person.page.locator('.verdict').innerText(), /5 of 7/);
		await person.check();
		assert.deepEqual(await person.page.locator('.together').allInnerTexts(), ['Steps 2 and 3 start together']);
		assert.equal((await person.go(`${web()}/deployments/process?environment=Environments-999`)).status(), 404);
	});

	test('the page says what the preview of a release says', async () => {
		await fresh();
		const { Id } = await api('POST', `${s}/releases`, { ProjectId: project.Id, Version: '1.0.1' });
		const { StepsToExecute, StepsLeftOut } = await api('GET', `${s}/releases/${Id}/deployments/preview/${environments[0].Id}`);
		const fixed = (await api('GET', `${s}/releases/${Id}`)).ChannelId;
		const now = await api('GET', `${s}/slipway/deploymentprocesses/${project.DeploymentProcessId}/preview?environment=Test&channel=${fixed}`);
		assert.deepEqual([now.StepsToExecute, now.StepsLeftOut], [StepsToExecute, StepsLeftOut]);
	});
});

describe('the deploy form', () => {
	const page = () => `${web()}/deployments/releases/1.0.0/deploy`;
	const fields = (more) => [['/ReleaseId', release.Id], ['/EnvironmentId', environments[0].Id], ['/SkipActions/-', ''], ['.guided', 'default'], ...more];
	const plan = ({ text }) => [...text.matchAll(/<li( data-out)?><span class="n">([^<]*)<\/span><div><b>([^<]*)<\/b>\s*(?:<span class="meta">([^<]*))?/g)].map(([, , n, name, line]) => `${n} ${name}: ${line ?? ''}`);
	const deployments = async () => (await api('GET', `${s}/deployments?take=1`)).TotalResults;

	test('the preview is made for what is chosen, and nothing is sent', async () => {
		await fresh();
		const machines = (await api('GET', `${s}/machines/all`)).filter((one) => one.Roles.includes('web'));
		const first = (await api('GET', `${s}/releases/${release.Id}/deployments/preview/${environments[0].Id}`)).StepsToExecute[0].ActionId;
		const before = await deployments();
		const shown = await post(page(), fields([['/SkipActions/-', first], ['.targets', 'except'], ['/ExcludedMachineIds/-', ''], ['/ExcludedMachineIds/-', machines[0].Id], ['.start', 'now'], ['.review', '1']]));
		assert.equal(shown.status, 200);
		assert.deepEqual(plan(shown).slice(0, 4), ['1 First: left out by your choice', '2.1 Stop: on the server on behalf of web-2 · without web-1 · part of Web', '2.2 Start: on the server on behalf of web-2 · without web-1 · part of Web', '3 Db: on the server on behalf of db-1']);
		assert.ok(shown.text.includes(`value="${machines[0].Id}" checked`), 'the choice stays');
		assert.equal(await deployments(), before);
	});

	test('a start in the future, in UTC, and until when', async () => {
		const soon = new Date(Date.now() + 3 * 86400e3).toISOString().slice(0, 16), later = new Date(Date.now() + 4 * 86400e3).toISOString().slice(0, 16);
		const refused = [[[['.start-at', '']], /Say when/], [[['.start-at', soon], ['.until', soon]], /later than the start/],
			[[['.start-at', '2999-01-01T00:00']], /more than 30 days/], [[['.start-at', hostile]], /must be a date and time/]];
		for (const [typed, sentence] of refused) {
			const { status, faults } = await post(page(), fields([['.targets', 'all'], ['.start', 'later'], ...typed]));
			assert.equal(status, 422);
			assert.ok(faults.some((one) => sentence.test(one)), `${sentence}: ${faults}`);
		}
		const typed = fields([['.targets', 'all'], ['.start', 'later'], ['.start-at', soon], ['.until', later]]);
		const body = await sameAsShown(page(), typed);
		assert.deepEqual([body.QueueTime, body.QueueTimeExpiry], [`${soon}:00.000+00:00`, `${later}:00.000+00:00`]);
		assert.equal((await post(page(), typed)).status, 303);
		const [made] = (await api('GET', `${s}/deployments?take=1`)).Items;
		assert.deepEqual([made.QueueTime, made.QueueTimeExpiry], [body.QueueTime, body.QueueTimeExpiry]);
		await api('POST', `/api/tasks/${made.TaskId}/cancel`);
		const open = await api('POST', `${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: environments[0].Id, QueueTime: body.QueueTime });
		assert.equal(Date.parse(open.QueueTimeExpiry) - Date.parse(open.QueueTime), 30 * 60e3);
		await api('POST', `/api/tasks/${open.TaskId}/cancel`);
	});

	test('with JavaScript: Update preview sends nothing either', async () => {
		const before = await deployments();
		await person.go(`${page()}?environment=${environments[0].Id}`);
		await person.page.locator('.plan input[type=checkbox]').first().check();
		await person.button('Update preview', person.page.locator('main'));
		await person.page.getByText('left out by your choice').waitFor();
		await person.check();
		assert.equal(await deployments(), before);
	});
});

test('the settings of targets are saved and have an effect', async () => {
	const typed = [['/ProjectConnectivityPolicy/SkipMachineBehavior', 'SkipUnavailableMachines'], ['/ProjectConnectivityPolicy/TargetRoles/-', ''], ['/ProjectConnectivityPolicy/TargetRoles/-', 'web'],
		['/ProjectConnectivityPolicy/ExcludeUnhealthyTargets', 'true'], ['/ProjectConnectivityPolicy/AllowDeploymentsToNoTargets', 'true']];
	await sameAsShown(`${web()}/settings`, typed);
	assert.equal((await post(`${web()}/settings`, typed)).status, 303);
	assert.deepEqual((await api('GET', `${s}/projects/${project.Id}`)).ProjectConnectivityPolicy, {
		SkipMachineBehavior: 'SkipUnavailableMachines', TargetRoles: ['web'], ExcludeUnhealthyTargets: true, AllowDeploymentsToNoTargets: true });
	const wrong = await post(`${web()}/settings`, [['/ProjectConnectivityPolicy/SkipMachineBehavior', hostile]]);
	assert.equal(wrong.status, 422);
	await person.go(`${web()}/settings`);
	await person.check();
});
