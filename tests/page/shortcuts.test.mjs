// The keys: the palette opens, finds and goes; single keys lead where the list of keys
// says, rest while somebody types, and can be turned off.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

let server, person, page;

before(async () => {
	server = await startServer();
	for (const Name of ['Web shop', 'Catalogue'])
		assert.equal((await server.api('POST', '/api/Spaces-1/projects', { Name, ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' })).status, 201);
	person = await openBrowser(server);
	page = person.page;
	await person.signIn();
});
after(async () => {
	await person?.close();
	await server?.stop();
});

/** A page whose modules, loaded after it, listen to keys. */
async function open(path, heading) {
	await person.go(path);
	await opened(heading);
}
async function opened(heading) {
	await person.heading(heading);
	await page.waitForLoadState('networkidle');
}
const focusedText = () => page.evaluate(() => document.activeElement.textContent.replace(/\s+/g, ' ').trim());
/** g and what follows it within a moment, however slow the machine is. */
const goBy = (letter) => page.evaluate((keys) => {
	for (const key of keys) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}, ['g', letter]);
const palette = () => page.getByRole('dialog', { name: 'Go to' });

describe('the palette', () => {
	test('Ctrl K opens it, Escape closes it and gives the focus back', async () => {
		await open('/app/Spaces-1/projects', 'Projects');
		await page.getByLabel('Filter projects').focus();
		await page.keyboard.press('Control+k');
		await palette().waitFor();
		assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'combobox');
		await page.keyboard.press('Control+k');
		assert.equal(await page.locator('dialog').count(), 1, 'once');
		await person.check();
		await page.keyboard.press('Escape');
		await palette().waitFor({ state: 'detached' });
		assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
	});

	test('it finds a page, with the arrows and Enter', async () => {
		await open('/app/Spaces-1', 'Dashboard');
		await page.keyboard.press('Control+k');
		await page.keyboard.type('infra');
		await palette().getByRole('option', { name: 'Infrastructure', selected: true }).waitFor();
		await page.keyboard.press('Enter');
		await opened('Infrastructure');
	});

	test('it finds a project that no link of the page leads to, and what to do in it', async () => {
		await open('/app/configuration', 'Configuration');
		await page.keyboard.press('Control+k');
		await page.keyboard.type('web sh');
		await palette().getByRole('option', { name: 'Create release in Web shop' }).waitFor();
		const options = await palette().getByRole('option').allInnerTexts();
		assert.deepEqual(options, ['Web shop', 'Create release in Web shop']);
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowUp');
		await page.keyboard.press('Enter');
		await opened('Overview');
		await page.keyboard.press('Control+k');
		await page.keyboard.type('create release in cat');
		await palette().getByRole('option', { name: 'Create release in Catalogue', selected: true }).waitFor();
		await page.keyboard.press('Enter');
		await opened('Create release');
		assert.match(page.url(), /catalogue/);
	});

	test('what nothing matches leads nowhere', async () => {
		await open('/app/Spaces-1', 'Dashboard');
		const asked = page.waitForResponse((one) => one.url().includes('partialName=no%20such'));
		await page.keyboard.press('Control+k');
		await page.keyboard.type('no such');
		await asked;
		assert.equal(await palette().getByRole('option').count(), 0);
		await page.keyboard.press('Enter');
		assert.ok(await palette().isVisible());
		await page.keyboard.press('Escape');
	});
});

describe('single keys', () => {
	const goals = [['p', 'Projects'], ['i', 'Infrastructure'], ['t', 'Tasks'], ['c', 'Configuration'], ['d', 'Dashboard']];

	test('g and a letter go to the parts of the main navigation', async () => {
		await open('/app/Spaces-1', 'Dashboard');
		for (const [letter, heading] of goals) {
			await goBy(letter);
			await opened(heading);
		}
	});

	test('? lists the keys', async () => {
		await page.keyboard.press('?');
		const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
		await list.waitFor();
		const keys = await list.locator('kbd').allInnerTexts();
		for (const key of ['Ctrl K', '/', 'j, k', 'c', 'e', '.', 'Ctrl Enter', 'Esc', '?']) assert.ok(keys.includes(key), key);
		await person.check();
		await page.keyboard.press('Escape');
		await list.waitFor({ state: 'detached' });
	});

	test('j and k walk the rows, Enter opens one', async () => {
		await open('/app/Spaces-1/projects', 'Projects');
		const walked = [];
		for (const key of ['j', 'j', 'j', 'k']) {
			await page.keyboard.press(key);
			walked.push(/Catalogue|Web shop/.exec(await focusedText())?.[0]);
		}
		assert.deepEqual(walked, ['Catalogue', 'Web shop', 'Web shop', 'Catalogue']);
		await page.keyboard.press('Enter');
		await opened('Overview');
	});

	test('/ goes to the filter, where keys are text again', async () => {
		await open('/app/Spaces-1/projects', 'Projects');
		await page.keyboard.press('/');
		await page.keyboard.type('gp?.c');
		assert.equal(await page.getByLabel('Filter projects').inputValue(), 'gp?.c');
		assert.equal(await page.locator('dialog').count(), 0);
	});

	test('c creates, e edits, . shows the API requests', async () => {
		await open('/app/Spaces-1/projects', 'Projects');
		await page.keyboard.press('c');
		await opened('Add project');
		const process = (await server.api('GET', '/api/Spaces-1/projects/Projects-1/deploymentprocesses')).body;
		process.Steps.push({ Name: 'Say', Actions: [{ Name: 'Say', ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.RunOnServer': 'true', 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': 'echo' } }] });
		assert.equal((await server.api('PUT', `/api/Spaces-1/deploymentprocesses/${process.Id}`, process)).status, 200);
		const made = await server.api('POST', '/api/Spaces-1/releases', { ProjectId: 'Projects-1', Version: '1.0.0' });
		assert.equal(made.status, 201, made.text);
		await open('/app/Spaces-1/projects/web-shop/deployments/releases/1.0.0', '1.0.0');
		await page.keyboard.press('.');
		await page.getByRole('heading', { name: 'API requests of this page' }).waitFor();
		await opened('1.0.0');
		await page.keyboard.press('e');
		await page.waitForURL(/\/edit$/);
	});

	test('Ctrl Enter saves', async () => {
		await open('/app/Spaces-1/projects/new', 'Add project');
		await page.getByLabel('Name').fill('By keys');
		await page.keyboard.press('Control+Enter');
		await opened('Overview');
	});

	test('they can be turned off, and on again; Ctrl K stays', async () => {
		const box = page.getByRole('checkbox', { name: 'Single keys are shortcuts' });
		await open('/app/users/me', 'Profile');
		await person.check();
		await box.uncheck();
		await open('/app/Spaces-1/projects', 'Projects');
		await goBy('t');
		for (const key of ['?', '/', 'j', 'c']) await page.keyboard.press(key);
		assert.equal(await page.locator('dialog').count(), 0);
		assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
		await page.keyboard.press('Control+k');
		await palette().waitFor();
		await open('/app/users/me', 'Profile');
		assert.equal(await box.isChecked(), false);
		await box.check();
		await goBy('p');
		await opened('Projects');
	});

	test('without JavaScript the switch, which would do nothing, is not shown', async () => {
		const plain = await openBrowser(server, { javaScript: false });
		await plain.signIn();
		await plain.go('/app/users/me');
		assert.equal(await plain.page.getByText('Single keys are shortcuts').isVisible(), false);
		await plain.close();
	});
});
