// The product's story, word by word, as its users learn it: from the first log-in to the
// line in the task log. Played with JavaScript, without, and on a narrow screen in the
// dark; afterwards the API holds the same documents each time.
import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';

const script = '#!/bin/bash\n\n\techo "Hello, World!"   \n\n\nprintf \'\\033[32mgreen\\033[0m <b>&amp;</b>\\n\'\n';

/** A PNG of one colour: the smallest true picture. */
function png(size) {
	const table = Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
	const crc = (data) => { let c = ~0; for (const byte of data) c = table[(c ^ byte) & 255] ^ (c >>> 8); return ~c >>> 0; };
	const chunk = (type, data) => {
		const head = Buffer.alloc(4), tail = Buffer.alloc(4), body = Buffer.concat([Buffer.from(type), data]);
		head.writeUInt32BE(data.length);
		tail.writeUInt32BE(crc(body));
		return Buffer.concat([head, body, tail]);
	};
	const header = Buffer.alloc(13);
	header.writeUInt32BE(size, 0);
	header.writeUInt32BE(size, 4);
	header.set([8, 2, 0, 0, 0], 8);
	const rows = Buffer.concat(Array.from({ length: size }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, 0x77)])));
	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

const modes = [
	{ name: 'with JavaScript', javaScript: true },
	{ name: 'without JavaScript', javaScript: false },
	{ name: 'on a phone, in the dark', javaScript: true, width: 360, theme: 'dark' },
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

		/** The main navigation: folded into a menu on a narrow screen. */
		async function navigate(name) {
			if (mode.width < 1120) {
				await page.locator('header details.fold > summary').click();
				await page.locator('header details.fold').getByRole('link', { name, exact: true }).first().click();
			} else {
				await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
			}
		}
		const main = () => page.getByRole('main');

		test('log in; the dashboard says what to do first', async () => {
			await person.signIn();
			await person.heading('Dashboard');
			await person.check();
			assert.match(await main().innerText(), /environment/i);
		});

		test('Projects, ADD PROJECT, Save: the overview', async () => {
			await navigate('Projects');
			await person.heading('Projects');
			await person.check();
			await person.link('Add project', main());
			await person.heading('Add project');
			await person.check();
			await person.fill(/^Name/, 'Hello World');
			await person.button('Save', main());
			await page.waitForURL(/\/projects\/hello-world$/);
			await person.heading('Overview');
			await person.check();
		});

		test('Settings: a logo, initials until then', async () => {
			await person.go('/app/Spaces-1/projects/hello-world/settings');
			await person.check();
			assert.equal(await main().getByRole('img', { name: 'Present logo: the initial' }).count(), 1);
			await main().locator('input[type=file]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png(64) });
			await person.button('Upload', main());
			await main().locator('img[alt="Present logo"]').waitFor();
			const natural = await main().locator('img[alt="Present logo"]').evaluate((img) => img.decode().then(() => img.naturalWidth));
			assert.equal(natural, 64);
			const { headers } = await server.api('GET', '/api/Spaces-1/projects/Projects-1/logo');
			assert.equal(headers.get('content-type'), 'image/png');
		});

		test('Infrastructure: environment Test and a target with role web-server', async () => {
			await navigate('Infrastructure');
			await person.heading('Infrastructure');
			await person.check();
			await person.link(/^Environments/, main());
			await person.link('Add environment', main());
			await person.check();
			await person.fill(/^Name/, 'Test');
			await person.button('Save', main());
			await person.heading('Environments');
			assert.match(await main().innerText(), /Test/);
			await person.check();
			await navigate('Infrastructure');
			await person.link(/^Deployment targets/, main());
			await person.heading('Deployment targets');
			await person.check();
			await person.link('Add target', main());
			await person.check();
			await person.link(/^Cloud region/, main());
			await person.fill(/^Name/, 'region');
			await person.fill('Add a role', 'web-server');
			await person.button('Save', main());
			await page.getByRole('alert').filter({ hasText: 'environment' }).waitFor();
			assert.equal(await page.getByLabel(/^Name/).inputValue(), 'region', 'what was typed is still there');
			await page.getByLabel('Test', { exact: true }).check();
			await person.button('Save', main());
			await person.heading('region');
			for (let i = 0; i < 50 && !/Healthy/.test(await main().innerText()); i++) {
				await page.waitForTimeout(200);
				await page.reload();
			}
			assert.match(await main().innerText(), /Healthy/);
			await person.check();
		});

		test('DEFINE YOUR DEPLOYMENT PROCESS, ADD STEP, Run a Script', async () => {
			await person.go('/app/Spaces-1/projects/hello-world');
			await person.link(/^Define your deployment process/i, main());
			await person.heading('Process');
			await person.check();
			await person.link('Add step', main());
			await person.heading('Add step');
			await person.check();
			await page.getByLabel('Search step types').fill('script');
			await page.getByLabel('Search step types').press('Enter');
			await person.link(/^Run a Script/, main());
			await person.check();
			for (const words of ['Deployment targets', 'the server', 'the server on behalf of roles', 'Script content', 'Environments', 'Run condition', 'Required', 'Notes'])
				assert.ok((await main().innerText()).includes(words), words);
			await person.fill(/^Step name/, 'Say Hello');
			await page.getByLabel('web-server', { exact: true }).check();
			await page.getByLabel('Script content').fill(script);
			await main().locator('summary', { hasText: /^Environments/ }).click();
			await page.getByText('Run only for specific environments').click();
			await page.locator('[data-branch=only]').getByLabel('Test').check();
			await person.button('Save', main());
			await page.waitForURL(/\/process$/);
			const { body } = await server.api('GET', '/api/Spaces-1/projects/Projects-1/deploymentprocesses');
			assert.equal(body.Steps.length, 1);
			const [action] = body.Steps[0].Actions;
			assert.equal(action.Properties['Octopus.Action.Script.ScriptBody'], script);
			assert.equal(action.Properties['Octopus.Action.Script.Syntax'], 'Bash');
			assert.equal(body.Steps[0].Properties['Octopus.Action.TargetRoles'], 'web-server');
			assert.deepEqual(action.Environments, ['Environments-1']);
			assert.equal(action.Name, 'Say Hello');
		});

		test('saving a step again loses nothing of its script', async () => {
			await person.go('/app/Spaces-1/projects/hello-world/deployments/process');
			await person.check();
			await person.link(/Say Hello/, main());
			await person.heading('Say Hello');
			await person.check();
			await main().locator('summary', { hasText: /^Notes/ }).click();
			await page.getByLabel('Notes').fill('Greets');
			await person.button('Save', main());
			await page.waitForURL(/\/process$/);
			const { body } = await server.api('GET', '/api/Spaces-1/projects/Projects-1/deploymentprocesses');
			assert.equal(body.Steps[0].Actions[0].Properties['Octopus.Action.Script.ScriptBody'], script);
			assert.equal(body.Steps[0].Actions[0].Notes, 'Greets');
		});

		test('Show API request: what Save would send, without sending', async () => {
			await person.go('/app/Spaces-1/projects/hello-world/settings');
			await person.fill(/^Name/, 'Another name');
			await person.button('Show API request', main());
			const shown = page.getByRole('region', { name: 'API request' });
			await shown.waitFor();
			const text = await shown.innerText();
			assert.match(text, /curl -X PUT|curl .*-X PUT/);
			assert.match(text, /\/api\/Spaces-1\/projects\/Projects-1/);
			assert.match(text, /"Another name"/);
			assert.doesNotMatch(text, /Csrf/i);
			await person.check();
			assert.equal((await server.api('GET', '/api/Spaces-1/projects/Projects-1')).body.Name, 'Hello World');
		});

		test('create release: the next version is proposed', async () => {
			await person.go('/app/Spaces-1/projects/hello-world');
			await person.go('/app/Spaces-1/projects/hello-world/deployments/releases/new');
			await person.heading('Create release');
			await person.check();
			assert.equal(await page.getByLabel(/^Version/).inputValue(), '0.0.1');
			await person.fill('Release notes', 'The **first** one');
			await person.button('Save', main());
			await person.heading('0.0.1');
			assert.equal(await main().locator('strong', { hasText: 'first' }).count(), 1);
			await person.check();
		});

		test('Deploy to…: the preview, the task, the line in its log', async () => {
			await person.link(/^Deploy to Test/i, main());
			await person.heading(/^Deploy 0\.0\.1/);
			assert.match(await main().innerText(), /Say Hello/);
			assert.match(await main().innerText(), /region/);
			await person.check();
			await person.button('Deploy', main());
			await page.waitForURL(/\/tasks\/ServerTasks-\d+/);
			for (let i = 0; i < 100 && !/Succeeded/.test(await page.locator('main .page-head').innerText()); i++) {
				await page.waitForTimeout(200);
				if (!mode.javaScript) await page.reload();
			}
			assert.match(await page.locator('main .page-head').innerText(), /Succeeded/);
			await page.getByText('Hello, World!').waitFor();
			await page.getByText('green <b>&amp;</b>').waitFor();
			assert.match(await page.title(), /^(✓ )?Succeeded/);
			await person.check();
		});

		test('overview and dashboard show the result per environment', async () => {
			await person.go('/app/Spaces-1/projects/hello-world');
			await person.check();
			assert.match(await main().innerText(), /0\.0\.1/);
			await person.go('/app/Spaces-1');
			await person.heading('Dashboard');
			assert.match(await main().innerText(), /0\.0\.1/);
			await person.check();
			for (const path of ['/app/Spaces-1/tasks', '/app/Spaces-1/projects/hello-world/tasks', '/app/Spaces-1/projects/hello-world/audit',
				'/app/Spaces-1/projects/hello-world/deployments/releases', '/app/configuration', '/app/configuration/users', '/app/configuration/users/new',
				'/app/configuration/audit', '/app/configuration/api', '/app/users/me', '/app/users/me/apikeys', '/app/Spaces-1/infrastructure/accounts',
				'/app/Spaces-1/infrastructure/accounts/new', '/app/Spaces-1/infrastructure/machines/new?kind=Ssh', '/app/Spaces-1/projects/hello-world/deployments/process/reorder',
				'/app/Spaces-1/projects/hello-world/deployments/process/text', '/app/Spaces-1/projects/hello-world/settings/delete', '/app?.api=1']) {
				const answer = await person.go(path);
				assert.equal(answer.status(), 200, path);
				await person.check();
			}
		});

		if (mode.javaScript)
			test('the browser itself sent the API requests', () => {
				const api = person.sent.filter((one) => one.path.startsWith('/api/')).map((one) => `${one.method} ${one.path}`);
				for (const wanted of ['POST /api/Spaces-1/projects', 'POST /api/Spaces-1/environments', 'POST /api/Spaces-1/machines',
					'PUT /api/Spaces-1/deploymentprocesses/deploymentprocess-Projects-1', 'POST /api/Spaces-1/releases', 'POST /api/Spaces-1/deployments'])
					assert.ok(api.some((one) => one.startsWith(wanted)), `${wanted} in\n${api.join('\n')}`);
			});
	});
}
