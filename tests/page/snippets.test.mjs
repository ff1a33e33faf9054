// What the portal prints to be pasted runs as it is: the requests of forms and of pages, as
// curl in a shell and as JavaScript with the official client.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { openBrowser } from '../lib/browser.mjs';
import { root, startServer } from '../lib/server.mjs';

const folder = mkdtempSync(join(root, 'tests/node_modules/.snippets-')); // where imports find the client
let server, person, main, ids, count = 0;

async function send(method, path, body) {
	const answer = await server.api(method, path, body);
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.body;
}

const run = {
	async curl(text) {
		const { stdout } = await promisify(execFile)('bash', ['-euc', text], { maxBuffer: 1 << 26 });
		return stdout;
	},
	async js(text) {
		const file = join(folder, `${++count}.mjs`);
		const { log } = console;
		const said = [];
		writeFileSync(file, text);
		console.log = (...all) => said.push(...all);
		try {
			await import(file);
		} finally {
			console.log = log;
		}
		return said[0];
	},
};

before(async () => {
	server = await startServer();
	process.env.OCTOPUS_URL = server.url;
	process.env.OCTOPUS_API_KEY = server.apiKey;
	const environment = await send('POST', '/api/environments', { Name: 'Test' });
	const machine = await send('POST', '/api/machines', { Name: 'region', EnvironmentIds: [environment.Id], Roles: ['web'], SkipInitialHealthCheck: true, Endpoint: { CommunicationStyle: 'None' } });
	const account = await send('POST', '/api/accounts', { Name: 'account', AccountType: 'UsernamePassword', Username: 'u', Password: { HasValue: true, NewValue: 'hidden-hidden' } });
	const project = await send('POST', '/api/projects', { Name: 'P', ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	const action = (Name) => ({ Name, ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.RunOnServer': 'true', 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': `echo "$HOME" \`id\` 'JSON'\nJSON\n\${a}\\n </pre> &amp; Grüße` } });
	const process_ = await send('PUT', `/api/projects/${project.Id}/deploymentprocesses`, { Version: 0, Steps: ['One', 'Two'].map((Name) => ({ Name, Actions: [action(Name)] })) });
	const release = await send('POST', '/api/releases', { ProjectId: project.Id, Version: '1.0.0' });
	const { TaskId } = await send('POST', '/api/deployments', { ReleaseId: release.Id, EnvironmentId: environment.Id });
	while (!(await send('GET', `/api/tasks/${TaskId}`)).IsCompleted) await new Promise((done) => setTimeout(done, 200));
	ids = { environment: environment.Id, machine: machine.Id, account: account.Id, step: process_.Steps[0].Id, task: TaskId };
	person = await openBrowser(server, { javaScript: false });
	person.page.setDefaultTimeout(60_000);
	main = person.page.getByRole('main');
	await person.signIn();
});
after(async () => {
	await person?.close();
	await server?.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** What the page of this form would send, in one format. */
async function shown(format, path, fill) {
	await person.go(path);
	await fill?.(format);
	await main.getByRole('button', { name: 'Show API request' }).first().click();
	const box = person.page.getByRole('region', { name: 'API request', exact: true });
	await box.waitFor();
	return box.locator(`pre[data-format=${format}]`).textContent();
}

const name = (format) => person.fill(/^Name/, `New ${format} "$1" \\ 'x' </pre>`);
const project = '/app/Spaces-1/projects/p';
const forms = {
	'a new environment': ['/app/Spaces-1/infrastructure/environments/new', name],
	'an environment': [() => `/app/Spaces-1/infrastructure/environments/${ids.environment}`, () => person.fill('Description', 'changed')],
	'a target': [() => `/app/Spaces-1/infrastructure/machines/${ids.machine}`],
	'an account': [() => `/app/Spaces-1/infrastructure/accounts/${ids.account}`],
	'a new project': ['/app/Spaces-1/projects/new', name],
	'settings of a project': [`${project}/settings`],
	'a step': [() => `${project}/deployments/process/steps/${ids.step}`, async (format) => {
		await main.locator('summary', { hasText: /^Notes/ }).click();
		await person.fill('Notes', format);
	}],
	'a process as text': [`${project}/deployments/process/text`],
	'a new release': [`${project}/deployments/releases/new`],
	'a deployment': [`${project}/deployments/releases/1.0.0/deploy`],
	'a new key': ['/app/users/me/apikeys', (format) => person.fill(/^Purpose/, format)],
	'a person': ['/app/users/me'],
	'a recording': ['/app/users/me/recordings', name, ({ Id }) => send('POST', `/api/slipway/recordings/${Id}/stop`)],
};

for (const [what, [path, fill, end]] of Object.entries(forms)) {
	for (const format of ['curl', 'js']) {
		test(`the request of ${what} runs: ${format}`, async () => {
			const text = await shown(format, typeof path === 'function' ? path() : path, fill);
			const answer = await run[format](text);
			assert.ok(answer, text);
			await end?.(format === 'js' ? answer : JSON.parse(answer));
		});
	}
}

test('the requests of pages run and answer what the page was made of', async () => {
	const pages = ['/app/Spaces-1', '/app/Spaces-1/projects', project, `${project}/deployments/process`, `${project}/deployments/releases/1.0.0`,
		`${project}/deployments/releases/1.0.0/deploy`, '/app/Spaces-1/infrastructure', '/app/Spaces-1/infrastructure/machines?partialName=a%26b',
		`/app/Spaces-1/tasks/${ids.task}`, '/app/Spaces-1/tasks', '/app/configuration/audit', '/app/users/me'];
	const seen = new Set();
	for (const page of pages) {
		await person.go(`${page}${page.includes('?') ? '&' : '?'}.api=1`);
		const box = person.page.getByRole('region', { name: 'API requests of this page' });
		const texts = (format) => box.locator(`pre[data-format=${format}]`).allTextContents();
		const [curls, scripts] = [await texts('curl'), await texts('js')];
		assert.ok(curls.length > 0, page);
		for (const [i, curl] of curls.entries()) {
			if (seen.has(curl)) continue;
			seen.add(curl);
			const answer = await run.curl(curl);
			const same = await run.js(scripts[i]);
			if (typeof same === 'object') assert.equal(typeof JSON.parse(answer), 'object', curl);
		}
	}
	assert.ok(seen.size > 20, `${seen.size} requests`);
});
