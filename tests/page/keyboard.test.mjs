// The short story by keyboard alone: sign in, a project, an environment, a target, a
// step, a release, a deployment. Nothing here clicks or fills. Every page on the way is
// walked from its first stop to its last: each stop has a name, shows the focus, is in
// sight and uncovered, follows in reading order, and lets the next Tab go on.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

/** More stops than any page of this story has: beyond it the focus is trapped. */
const MOST_STOPS = 120;

let server, person, page, wire;

before(async () => {
	server = await startServer();
	person = await openBrowser(server);
	page = person.page;
	wire = await page.context().newCDPSession(page);
	await wire.send('Accessibility.enable');
});
after(async () => {
	await person?.close();
	await server?.stop();
});

/** Role and name of what has the focus, as the browser tells a screen reader. */
async function focused() {
	const { result } = await wire.send('Runtime.evaluate', { expression: 'document.activeElement' });
	const { nodes } = await wire.send('Accessibility.getPartialAXTree', { objectId: result.objectId, fetchRelatives: false });
	return { role: nodes[0]?.role?.value ?? '', name: nodes[0]?.name?.value ?? '' };
}

/** What eyes see of the focus. Runs in the page. */
function lookAtFocus() {
	const element = document.activeElement;
	if (!element || element === document.body || element === document.documentElement) return null;
	globalThis.stops ??= [];
	if (!globalThis.stops.includes(element)) globalThis.stops.push(element);
	// What stands for a control that is not painted itself: the word beside a hidden
	// radio button, the box around the script's text area.
	const stand_in = element.closest('.editor') ?? (element.closest('.seg') && element.nextElementSibling) ?? element;
	const box = stand_in.getBoundingClientRect();
	const style = getComputedStyle(stand_in);
	const reach = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
	const sides = { left: box.left - reach, top: box.top - reach, right: box.right + reach, bottom: box.bottom + reach };
	// An outline is cut where an ancestor hides what leaves it.
	const cut = new Set();
	for (let up = stand_in.parentElement; up && up !== document.body; up = up.parentElement) {
		const clip = getComputedStyle(up);
		const edge = up.getBoundingClientRect();
		if (clip.overflowX !== 'visible') {
			if (sides.left < edge.left - 0.5) cut.add('left');
			if (sides.right > edge.right + 0.5) cut.add('right');
		}
		if (clip.overflowY !== 'visible') {
			if (sides.top < edge.top - 0.5) cut.add('top');
			if (sides.bottom > edge.bottom + 0.5) cut.add('bottom');
		}
	}
	// A tall region is in sight when the part in the window is.
	const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
	const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
	const at = document.elementFromPoint(x, y);
	const is_ours = (other) => other && (stand_in.contains(other) || other.closest('label')?.contains(element));
	return {
		id: globalThis.stops.indexOf(element),
		html: element.outerHTML.slice(0, 120),
		isInMain: Boolean(element.closest('main')),
		isEditor: Boolean(element.closest('.editor')),
		isOutlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
		cut: [...cut],
		isInSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
		coveredBy: is_ours(at) ? null : (at?.outerHTML.slice(0, 120) ?? 'nothing'),
		left: box.left + scrollX, right: box.right + scrollX, top: box.top + scrollY, bottom: box.bottom + scrollY,
	};
}

/**
 * Whether `next` follows `last` for someone who reads: below it, or at its right on the
 * same line. Going up is right only into a column at the right of the one that ended:
 * the form beside the list of steps, the rail beside the log.
 */
function follows(last, next) {
	const is_same_line = next.top < last.bottom - 1 && last.top < next.bottom - 1;
	if (is_same_line) return next.left >= last.left - 1;
	return next.top >= last.top || next.left >= last.right;
}

/** Walks the page once around by Tab and judges each stop. */
async function walk() {
	const faults = [], stops = [];
	let last = null;
	for (let i = 0; ; i++) {
		assert.ok(i <= MOST_STOPS, `${page.url()}: the focus never leaves the page:\n${stops.slice(-6).map((stop) => stop.html).join('\n')}`);
		const stop = await page.evaluate(lookAtFocus);
		if (stop && stops.some((one) => one.id === stop.id)) {
			// Without a window around it the page follows itself; a trap is a smaller round.
			if (stop.id !== stops[0].id) faults.push(`Tab goes back to ${stop.html} and never leaves`);
			break;
		}
		if (stop) {
			const { role, name } = await focused();
			const fault = (what) => faults.push(`${role} '${name}': ${what}\n    ${stop.html}`);
			if (!name.trim()) fault('has no name');
			if (!stop.isOutlined) fault('does not show the focus');
			if (stop.cut.length) fault(`its outline is cut: ${stop.cut}`);
			if (!stop.isInSight) fault('is out of sight');
			if (stop.coveredBy) fault(`is covered by ${stop.coveredBy}`);
			if (last?.isInMain && stop.isInMain && !follows(last, stop)) fault(`comes after what is below it or at its right: ${last.html}`);
			stops.push(stop);
			last = stop;
		}
		if (stop?.isEditor) await page.keyboard.press('Escape'); // there Tab indents
		await page.keyboard.press('Tab');
	}
	assert.deepEqual(faults, [], `${page.url()}\n${faults.join('\n')}`);
}

/** Presses Tab (or Shift+Tab) until what has the focus is `role` and named `name`. */
async function tabTo(role, name, { isBack = false } = {}) {
	const passed = [];
	for (let i = 0; i <= MOST_STOPS; i++) {
		const now = await focused();
		if (now.role === role && (typeof name === 'string' ? now.name === name : name.test(now.name))) return;
		passed.push(`${now.role} '${now.name}'`);
		if (!isBack && (await page.evaluate(() => Boolean(document.activeElement.closest('.editor'))))) await page.keyboard.press('Escape');
		await page.keyboard.press(isBack ? 'Shift+Tab' : 'Tab');
	}
	assert.fail(`${page.url()}: ${role} ${name} is not reached by Tab, only:\n${[...new Set(passed)].join('\n')}`);
}

/** Goes to a link or button and presses Enter; the page that follows is open and walked. */
async function follow(role, name, heading, options) {
	await tabTo(role, name, options);
	await page.keyboard.press('Enter');
	await opened(heading);
}

async function opened(heading) {
	await person.heading(heading);
	await page.waitForLoadState('load');
	await page.waitForLoadState('networkidle'); // the modules that listen to keys are there
}

async function type(name, text) {
	await tabTo('textbox', name);
	await page.keyboard.type(text);
}

describe('by keyboard alone', () => {
	test('sign in', async () => {
		await person.go('/app');
		await opened('Sign in to Slipway');
		await walk();
		await type('User name', server.username);
		await page.keyboard.press('Tab');
		assert.deepEqual(await focused(), { role: 'textbox', name: 'Password' });
		await page.keyboard.type(server.password);
		await page.keyboard.press('Enter');
		await opened('Dashboard');
		await walk();
	});

	test('the first stop skips to the content', async () => {
		await person.go('/app/Spaces-1/projects');
		await opened('Projects');
		await page.keyboard.press('Tab');
		assert.deepEqual(await focused(), { role: 'link', name: 'Skip to content' });
		await page.keyboard.press('Enter');
		await page.keyboard.press('Tab');
		assert.ok(await page.evaluate(() => Boolean(document.activeElement.closest('main'))));
	});

	test('a menu opens, closes by Escape and gives the focus back', async () => {
		await tabTo('DisclosureTriangle', /./);
		await page.keyboard.press('Enter');
		assert.equal(await page.locator('details.menu[open]').count(), 1);
		await walk();
		assert.equal(await page.locator('details.menu[open]').count(), 0, 'closed when the focus went on');
		await tabTo('DisclosureTriangle', /./);
		await page.keyboard.press('Enter');
		await tabTo('link', 'Profile');
		await page.keyboard.press('Escape');
		assert.equal(await page.locator('details.menu[open]').count(), 0);
		assert.equal((await focused()).role, 'DisclosureTriangle');
	});

	test('Projects, Add project, Save; Settings', async () => {
		await follow('link', 'Projects', 'Projects');
		await walk();
		await follow('link', /^Add project$/i, 'Add project');
		await walk();
		await type(/^Name/, 'Hello World');
		await follow('button', /^Save$/i, 'Overview');
		await walk();
		await follow('link', 'Settings', 'Settings');
		await walk();
	});

	test('an environment', async () => {
		await follow('link', 'Infrastructure', 'Infrastructure');
		await walk();
		await follow('link', /^Environments/, 'Environments');
		await walk();
		await follow('link', /^Add environment$/i, 'Add environment');
		await walk();
		await type(/^Name/, 'Test');
		await follow('button', /^Save$/i, 'Environments');
		await walk();
	});

	test('a target', async () => {
		await follow('link', 'Infrastructure', 'Infrastructure');
		await follow('link', /^Deployment targets/, 'Deployment targets');
		await walk();
		await follow('link', /^Add target$/i, 'Add target');
		await walk();
		await tabTo('link', /^Cloud region/);
		await page.keyboard.press('Enter');
		await page.getByLabel('Add a role').waitFor();
		await page.waitForLoadState('networkidle');
		await walk();
		await type(/^Name/, 'region');
		await tabTo('checkbox', 'Test');
		await page.keyboard.press('Space');
		await type('Add a role', 'web-server');
		await follow('button', /^Save$/i, 'region');
		await walk();
		await isHealthy();
	});

	test('a step: Run a Script', async () => {
		await follow('link', 'Projects', 'Projects');
		await walk();
		await follow('link', /Hello World/, 'Overview');
		await follow('link', /^Define your deployment process/i, 'Process');
		await walk();
		await follow('link', /^Add step$/i, 'Add step');
		await walk();
		await follow('link', /^Run a Script/, 'New step');
		await walk();
		await type(/^Step name/, 'Say Hello');
		await tabTo('radio', 'Deployment targets');
		await page.keyboard.press('ArrowDown');
		assert.deepEqual(await focused(), { role: 'radio', name: 'the server' });
		await page.keyboard.press('ArrowUp');
		await tabTo('checkbox', 'web-server');
		await page.keyboard.press('Space');
		await writeScript();
		await tabTo('DisclosureTriangle', /^Notes/);
		await page.keyboard.press('Enter');
		await type('Notes', 'Greets');
		await walk(); // what was folded is open now
		await follow('button', /^Save$/i, 'Process', { isBack: true });
		await walk();
		const { body } = await server.api('GET', '/api/Spaces-1/projects/Projects-1/deploymentprocesses');
		const [step] = body.Steps;
		assert.equal(step.Actions[0].Name, 'Say Hello');
		assert.equal(step.Properties['Octopus.Action.TargetRoles'], 'web-server');
		assert.equal(step.Actions[0].Properties['Octopus.Action.Script.ScriptBody'], 'if true; then\n  echo Hello\nfi');
	});

	test('a release', async () => {
		await follow('link', /^Create release$/i, 'Create release');
		await walk();
		await type('Release notes', 'The first one');
		await follow('button', /^Save$/i, '0.0.1');
		await walk();
	});

	test('a deployment: the task succeeded, its log folds and opens', async () => {
		await follow('link', /^Deploy to Test/i, /^Deploy 0\.0\.1/);
		await walk();
		await tabTo('button', /^Deploy$/i);
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/tasks\/ServerTasks-\d+/);
		await page.locator('main .page-head').getByText('Succeeded').waitFor({ timeout: 20_000 });
		await page.waitForLoadState('networkidle');
		await walk();
		await tabTo('button', /^(Expand|Collapse) all$/);
		const line = page.locator('main .tree').getByText('Hello', { exact: true });
		const turns = (await line.isVisible()) ? ['hidden', 'visible'] : ['visible', 'hidden', 'visible'];
		for (const state of turns) {
			await page.keyboard.press('Enter');
			await line.waitFor({ state });
		}
		await walk();
	});

	test('the overview and the dashboard that show it', async () => {
		await follow('link', 'Dashboard', 'Dashboard');
		await walk();
		await follow('link', 'Hello World', 'Overview');
		await walk();
	});

	test('nothing was complained about', () => assert.deepEqual(person.complaints, []));
});

/** The editor: Tab indents, Escape and Tab leave, Shift+Tab goes back in and out. */
async function writeScript() {
	await tabTo('textbox', 'Script content');
	await page.keyboard.type('if true; then\n');
	await page.keyboard.press('Tab');
	assert.equal((await focused()).name, 'Script content', 'Tab stays');
	await page.keyboard.type('echo Hello\n'); // the next line begins as deep as this one
	await page.keyboard.press('Backspace');
	await page.keyboard.press('Backspace');
	await page.keyboard.type('fi');
	await page.keyboard.press('Escape');
	await page.keyboard.press('Tab');
	assert.notEqual((await focused()).name, 'Script content', 'Escape and Tab leave');
	await page.keyboard.press('Shift+Tab');
	assert.equal((await focused()).name, 'Script content');
	await page.keyboard.press('Shift+Tab');
	assert.notEqual((await focused()).name, 'Script content', 'Shift+Tab leaves');
}

async function isHealthy() {
	for (let i = 0; i < 100; i++) {
		const { body } = await server.api('GET', '/api/Spaces-1/machines/Machines-1');
		if (body.HealthStatus === 'Healthy') return;
		await new Promise((done) => setTimeout(done, 200));
	}
	assert.fail('the target does not become healthy');
}
