// The recorder in the browser: start, do something, stop, look at it, take a request
// out, rename, export, delete; with and without JavaScript.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

const modes = [
	{ name: 'with JavaScript', javaScript: true },
	{ name: 'without JavaScript', javaScript: false, width: 360 },
];

for (const mode of modes) {
	describe(mode.name, () => {
		let server, person, page;
		before(async () => {
			server = await startServer();
			person = await openBrowser(server, mode);
			page = person.page;
		});
		after(async () => {
			await person?.close();
			await server?.stop();
		});
		const main = () => page.getByRole('main');
		const light = () => page.locator('a.rec');

		async function addEnvironment(name) {
			await page.goto(`${server.url}/app/Spaces-1/infrastructure/environments/new`);
			await main().getByLabel(/^Name/).first().fill(name);
			await main().getByRole('button', { name: 'Save' }).first().click();
			await page.waitForURL(/\/environments$/);
		}

		test('a recording is started and its light counts', async () => {
			await person.signIn();
			await light().click();
			await main().getByLabel(/^Name/).fill('Two <places>');
			await person.check();
			await main().getByRole('button', { name: 'Start recording' }).click();
			await main().getByText('is being recorded').waitFor();
			assert.match(await light().textContent(), /REC.*0$/);
			await addEnvironment('Here');
			await addEnvironment('There');
			assert.match(await light().textContent(), /REC.*2$/);
		});

		test('it is stopped and shows what was done', async () => {
			await light().click();
			await main().getByRole('heading', { name: 'Two <places>' }).waitFor();
			await main().getByRole('button', { name: 'Stop' }).click();
			await main().getByText('The recording was stopped').waitFor();
			assert.equal(await light().textContent(), 'Record');
			const items = main().locator('ol.panel > li');
			assert.equal(await items.count(), 2);
			assert.match(await items.first().textContent(), /1\. POST.*\/api\/Spaces-1\/environments.*201, makes Here/s);
			await items.first().locator('summary').click();
			await items.first().getByText('"Name":"Here"').waitFor();
			await person.check();
		});

		test('it is exported, cut, renamed and deleted', async () => {
			const link = main().getByRole('link', { name: 'Bash script' });
			const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
			assert.match(download.suggestedFilename(), /^Recordings-\d+\.sh$/);
			const second = main().locator('ol.panel > li').nth(1);
			await second.locator('summary').click();
			await second.getByRole('button', { name: 'Remove' }).click();
			await main().getByText('The request was removed').waitFor();
			assert.equal(await main().locator('ol.panel > li').count(), 1);
			await main().getByLabel(/^Name/).fill('One place');
			await main().getByRole('button', { name: 'Rename' }).click();
			await main().getByRole('heading', { name: 'One place' }).waitFor();
			await page.goto(`${server.url}/app/users/me/recordings`);
			await person.check();
			await main().getByRole('link', { name: 'One place' }).click();
			await main().getByRole('button', { name: 'Delete recording' }).click();
			await page.waitForURL(/\/app\/users\/me\/recordings$/);
			await main().getByText('The recording was deleted').waitFor();
			assert.equal(await main().getByRole('link', { name: 'One place' }).count(), 0);
		});
	});
}
