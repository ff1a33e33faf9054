// The log of a task on its page: the end of a long one, the lines before it, a search over
// all of it, single lines by their address, and how it grows; with and without JavaScript.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, chmodSync, writeFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser, PAGE_BYTES } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

const LINES = 100_000;
let server, gates, project, environment;
const people = [];

async function made(method, path, body) {
	const answer = await server.api(method, path, body);
	assert.ok(answer.status < 300, `${path}: ${answer.text}`);
	return answer.body;
}

/** Deploys a script; the id of its task. */
async function run(version, script) {
	const process = await made('GET', `/api/projects/${project.Id}/deploymentprocesses`);
	await made('PUT', `/api/projects/${project.Id}/deploymentprocesses`, { Version: process.Version, Steps: [{ Name: 'Long', Properties: { 'Octopus.Action.TargetRoles': 'web' }, Actions: [{
		Name: 'Long', ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': script },
	}] }] });
	const release = await made('POST', '/api/releases', { ProjectId: project.Id, Version: version });
	return (await made('POST', '/api/deployments', { ReleaseId: release.Id, EnvironmentId: environment.Id })).TaskId;
}

async function until(what, condition) {
	for (let i = 0; i < 1200; i++) {
		const value = await condition();
		if (value) return value;
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new Error(`never: ${what}`);
}

const finished = (task) => until(`${task} is completed`, async () => (await made('GET', `/api/tasks/${task}`)).IsCompleted);

/** The number of the node of the script, and of its line 1. */
async function unitOf(task) {
	const { ActivityLogs } = await made('GET', `/api/tasks/${task}/details?tail=1`);
	const node = ActivityLogs[0].Children[0].Children[0].Id.split('_')[1];
	const found = await made('GET', `/api/slipway/tasks/${task}/log/search?q=line%201`);
	return { node, first: found.Lines[0].Number };
}

let task, unit, line; // the long log; line(i): the number of "line i"

before(async () => {
	server = await startServer();
	gates = mkdtempSync(join(tmpdir(), 'slipway-gates-'));
	chmodSync(gates, 0o755);
	environment = await made('POST', '/api/environments', { Name: 'Test' });
	await made('POST', '/api/machines', { Name: 'one', EnvironmentIds: [environment.Id], Roles: ['web'], Endpoint: { CommunicationStyle: 'None' } });
	project = await made('POST', '/api/projects', { Name: 'P', ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	task = await run('1.0.0', `seq -f 'line %.0f' 1 ${LINES}; printf '\\033[31mred\\033[0m & <b>\\n'`);
	await finished(task);
	unit = await unitOf(task);
	line = (i) => unit.first + i - 1;
	for (const javaScript of [true, false]) {
		const person = await openBrowser(server, { javaScript });
		person.page.setDefaultTimeout(60_000);
		await person.signIn();
		people.push({ person, name: javaScript ? 'with JavaScript' : 'without JavaScript', javaScript });
	}
});
after(async () => {
	for (const { person } of people) await person.close();
	if (gates) rmSync(gates, { recursive: true, force: true });
	await server?.stop();
});

const path = (query = '', id = task) => `/app/Spaces-1/tasks/${id}${query}`;
const texts = (person, node = unit.node) => person.page.locator(`[data-live="lines-${node}"] li > span`).allTextContents();
const range = (from, count) => Array.from({ length: count }, (_, i) => `line ${from + i}`);
const each = (title, body) => {
	for (const i of [0, 1])
		test(`${title} ${i === 0 ? 'with JavaScript' : 'without JavaScript'}`, () => body(people[i].person, people[i].javaScript));
};
const lines = (person) => person.page.locator(`[data-live="lines-${unit.node}"]`);
/** Light enough; the whole judgement of check() over hundreds of lines takes long. */
const weigh = (person) => assert.ok(person.bytes <= PAGE_BYTES, `${person.page.url()}: ${person.bytes} bytes`);
/** Whether a line is where a reader sees it. */
const isSeen = (person, id) => person.page.evaluate((id) => {
	const box = document.getElementById(id)?.getBoundingClientRect();
	return box && box.top >= 0 && box.bottom <= innerHeight;
}, id);

/** The text of the lines once it is as wanted: a script may still be at work. */
async function waitForTexts(person, condition) {
	return until('the wanted lines', async () => {
		const now = await texts(person);
		return condition(now) && now;
	});
}

each('the end of a log of 100,000 lines, on a light page', async (person) => {
	await person.go(path());
	const shown = await texts(person);
	assert.ok(shown.length >= 199, `${shown.length} lines`);
	assert.ok(shown.includes(`line ${LINES}`));
	assert.equal(shown.at(-1), 'red & <b>');
	await person.check();
});

each('Show 500 earlier', async (person, javaScript) => {
	await person.go(path());
	await person.page.locator(`#n${unit.node}`).evaluate((node) => { for (let n = node; n; n = n.parentElement?.closest('details')) n.open = true; });
	const before = await texts(person);
	const start = Number(before.find((text) => text.startsWith('line ')).slice(5));
	await person.link('Show 500 earlier', lines(person));
	const shown = await waitForTexts(person, (now) => now.length === (javaScript ? before.length + 500 : 500));
	assert.deepEqual(shown.slice(0, 500), range(start - 500, 500));
	weigh(person);
	if (!javaScript) {
		await person.link('Show 500 later', lines(person));
		assert.equal((await texts(person)).at(-1), 'red & <b>');
		await person.link('Show 500 earlier', lines(person));
		await person.link('Show the end', lines(person));
		assert.equal((await texts(person)).length, before.length);
	}
});

each('Go to line', async (person) => {
	await person.go(path(`?node=${unit.node}&before=${line(500)}`));
	await lines(person).getByLabel('Go to line').fill(String(line(50_000)));
	await person.button('Go', lines(person));
	await person.page.waitForURL(/line=/);
	await until('the line is seen', () => isSeen(person, `a${unit.node}-${line(50_000)}`));
	assert.equal(await lines(person).locator('[data-marked] > span').innerText(), 'line 50000');
	assert.ok((await texts(person)).includes('line 50400'));
	weigh(person);
	// Lines that do not exist: the nearest, or a sentence; never an error.
	for (const wrong of ['line=99999999', 'before=1', 'after=99999999', 'line=x', 'before=-1'])
		assert.equal((await person.go(path(`?node=${unit.node}&${wrong}`))).status(), 200, wrong);
	assert.equal((await person.go(path('?node=999999&line=1'))).status(), 404);
});

each('a search counts, lists and leads from line to line', async (person) => {
	await person.go(path());
	await person.page.getByRole('searchbox').fill('LINE 999');
	await person.page.getByRole('searchbox').press('Enter');
	await person.page.waitForURL(/q=/);
	const main = person.page.getByRole('main');
	assert.match(await main.innerText(), /111 lines contain “LINE 999”/); // 999, 999x, 999xx
	assert.deepEqual((await texts(person)).slice(0, 3), ['line 999', 'line 9990', 'line 9991']);
	weigh(person);
	await person.link(String(line(9991)), lines(person));
	await person.page.waitForURL(/hit=3/);
	assert.match(await main.innerText(), /Line 3 of the 111 lines that contain “LINE 999”/);
	assert.equal(await lines(person).locator('[data-marked] > span').innerText(), 'line 9991');
	await until('the line is seen', () => isSeen(person, `a${unit.node}-${line(9991)}`));
	weigh(person);
	await person.link('Next', main);
	await person.page.waitForURL(/hit=4/);
	assert.equal(await lines(person).locator('[data-marked] > span').innerText(), 'line 9992');
	await person.link('Previous', main);
	await person.page.waitForURL(/hit=3/);
	await person.link('List them', main);
	await person.page.waitForURL((url) => !url.search.includes('hit'));
	await person.link('Show the end', main);
	await person.page.waitForURL((url) => !url.search.includes('q='));
});

each('more lines than a page lists', async (person) => {
	await person.go(path('?q=line'));
	const main = person.page.getByRole('main');
	assert.match(await main.innerText(), /more than 10000 lines contain “line”; 1 to 200 are shown/);
	assert.equal((await texts(person)).length, 200);
	weigh(person);
	await person.link('Next', main);
	await person.page.waitForURL(/skip=200/);
	assert.deepEqual(await texts(person), range(201, 200));
	await person.go(path('?q=line%209999'));
	assert.match(await main.innerText(), /11 lines contain/);
	await person.check();
	await person.go(path('?q=nowhere'));
	assert.match(await main.innerText(), /No line contains “nowhere”/);
	await person.check();
	assert.equal((await person.go(path('?q=line&hit=123456'))).status(), 404);
	assert.equal((await person.go(path('?q=line&skip=99999999'))).status(), 200);
});

test('the address of a line brings it, wherever it is', async () => {
	const { person } = people[0];
	const id = `a${unit.node}-${line(77_777)}`;
	await person.go(path(`#${id}`));
	await until('the line is seen', () => isSeen(person, id));
	assert.equal(await lines(person).locator('[data-marked] > span').innerText(), 'line 77777');
	// A click puts another line into the address.
	await person.page.locator(`#a${unit.node}-${line(77_780)} > span`).click();
	assert.equal(new URL(person.page.url()).hash, `#a${unit.node}-${line(77_780)}`);
	await person.page.evaluate((hash) => { location.hash = hash; }, `a${unit.node}-${line(5)}`);
	await until('the other line is seen', () => isSeen(person, `a${unit.node}-${line(5)}`));
});

test('lines that do not compress and nodes that are many stay on a light page', async () => {
	const { person } = people[0];
	const wide = await run('1.1.0', 'head -c 180000 /dev/urandom | base64 -w 400; echo; head -c 60000 /dev/zero | tr "\\0" "<"; echo; echo last');
	await finished(wide);
	await person.go(path('', wide));
	const all = await person.page.locator('.node .log li > span').allTextContents();
	assert.equal(all.at(-1), 'last');
	assert.match(all.at(-2), /more in the raw log$/);
	weigh(person);
	const { node } = await made('GET', `/api/tasks/${wide}/details?tail=1`).then(({ ActivityLogs }) => ({ node: ActivityLogs[0].Children[0].Children[0].Id.split('_')[1] }));
	for (const query of [`?node=${node}&before=400`, `?node=${node}&line=100`, '?q=a']) {
		await person.go(path(query, wide));
		weigh(person);
	}
});

test('while it grows: the end is followed until the reader scrolls; then new lines are counted', async () => {
	const { person } = people[0];
	const { page } = person;
	const gate = (name) => join(gates, name);
	const wait = (name) => `while [ ! -e '${gate(name)}' ]; do sleep 0.1; done`;
	const id = await run('1.2.0', `seq -f 'line %.0f' 1 300; ${wait('one')}; seq -f 'more %.0f' 1 3; ${wait('two')}; seq -f 'again %.0f' 1 30; ${wait('three')}; echo end`);
	const has = (text) => until(text, async () => (await page.locator('.node .log li > span').allTextContents()).includes(text));
	const button = page.locator('[data-news]');
	const isLastSeen = () => page.evaluate(() => {
		const last = [...document.querySelectorAll('.node .log li')].pop();
		return last?.getBoundingClientRect().bottom <= innerHeight;
	});
	await person.go(path('', id));
	await has('line 300');
	await until('the end is seen', isLastSeen);
	// Up: nothing moves, new lines are only counted.
	await page.mouse.move(600, 400);
	await page.mouse.wheel(0, -1500);
	await until('not followed', async () => !(await page.getByLabel('Follow').isChecked()));
	writeFileSync(gate('one'), '');
	await until('3 new lines', async () => (await button.isVisible()) && (await button.innerText()) === '3 new lines');
	assert.ok(!(await page.locator('.node .log').allTextContents()).join().includes('more 1'));
	assert.deepEqual(person.complaints, []);
	// Earlier lines are kept while the log grows.
	await page.getByRole('link', { name: 'Show 500 earlier' }).first().click();
	await has('line 1');
	writeFileSync(gate('two'), '');
	await until('33 new lines', async () => (await button.innerText()) === '33 new lines');
	await has('line 1');
	await button.click();
	await has('again 30');
	await until('the end is seen', isLastSeen);
	assert.ok(await page.getByLabel('Follow').isChecked());
	assert.ok(await button.isHidden());
	writeFileSync(gate('three'), '');
	await has('end');
	await finished(id);
	// Without JavaScript the page asks for itself again, but not a part that was gone to.
	const plain = people[1].person;
	assert.ok(!existsSync(gate('four')));
	const other = await run('1.3.0', `echo begun; ${wait('four')}`);
	await until('it runs', async () => (await made('GET', `/api/slipway/tasks/${other}/log/search?q=begun`)).Count === 1);
	await plain.go(path('', other));
	assert.equal(await plain.page.locator('meta[http-equiv=refresh]').count(), 1);
	await plain.go(path('?q=begun', other));
	assert.equal(await plain.page.locator('meta[http-equiv=refresh]').count(), 0);
	writeFileSync(gate('four'), '');
	await finished(other);
});
