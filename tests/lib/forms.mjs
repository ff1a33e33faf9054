// Every kind of form, with JavaScript and without: what is missing, too long or taken is
// said at its field and what was typed stays; hostile text comes back byte for byte; two
// people, two clicks, an ended session and a missing permission lose nothing and make
// nothing twice; what is shown as API request is what Save sends.
//
//   testForms({ name: 'with JavaScript', javaScript: true });
//
// Two suites call it, so that they run side by side.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

const s = '/api/Spaces-1';
const hostile = `"><img src=x onerror=alert(1)></textarea><script>alert(2)</script>'&amp; {{X}} #{x} %3C`;
const lines = `\n\n\t#!/bin/bash  \n\techo "${hostile}"   \n\n\n\tend\t \n\n`;
const secret = 'Hidden & <secret> 1';
let server, dialogs;

before(async () => { server = await startServer(); });
after(async () => server?.stop());

async function api(method, path, body) {
	const answer = await server.api(method, path, body);
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
	return answer.body;
}
const all = async (path) => (await api('GET', `${s}/${path}?take=1000`)).Items;

/**
 * What a form of each kind edits. `texts` are its inputs: the first is the name. Without
 * JavaScript, where every submit is the same plain one, three kinds stand for all: one
 * text, a secret, a script.
 */
const plainKinds = ['project', 'account', 'step'];
const kinds = {
	project: {
		add: () => '/app/Spaces-1/projects/new', edit: (o) => `/app/Spaces-1/projects/${o.Slug}/settings`,
		texts: ['/Name', '/Description'],
		make: (Name) => api('POST', `${s}/projects`, { Name, ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' }),
		stored: () => all('projects'),
	},
	environment: {
		add: () => '/app/Spaces-1/infrastructure/environments/new', edit: (o) => `/app/Spaces-1/infrastructure/environments/${o.Id}`,
		texts: ['/Name', '/Description'],
		make: (Name) => api('POST', `${s}/environments`, { Name }),
		stored: () => all('environments'),
	},
	account: {
		add: () => '/app/Spaces-1/infrastructure/accounts/new?kind=UsernamePassword', edit: (o) => `/app/Spaces-1/infrastructure/accounts/${o.Id}`,
		texts: ['/Name', '/Description'], more: { '/Username': 'somebody', '/Password/NewValue': secret }, secret: '/Password/NewValue',
		make: (Name) => api('POST', `${s}/accounts`, { Name, AccountType: 'UsernamePassword', Username: 'a', Password: { HasValue: true, NewValue: 'old' } }),
		stored: () => all('accounts'),
	},
	step: {
		add: (home) => `/app/Spaces-1/projects/${home.Slug}/deployments/process/steps/new?type=Octopus.Script`,
		edit: (o, home) => `/app/Spaces-1/projects/${home.Slug}/deployments/process/steps/${o.Id}`,
		texts: ['/Name', '/Actions/0/Properties/Octopus.Action.Script.ScriptBody'], more: { '.plan': 'server' },
		async make(Name, home) {
			const process = await api('GET', `${s}/deploymentprocesses/${home.DeploymentProcessId}`);
			process.Steps.push({ Name, Actions: [{ Name, ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.RunOnServer': 'true', 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': 'echo' } }] });
			return (await api('PUT', `${s}/deploymentprocesses/${home.DeploymentProcessId}`, process)).Steps.at(-1);
		},
		stored: async (home) => (await api('GET', `${s}/deploymentprocesses/${home.DeploymentProcessId}`)).Steps,
	},
	child: {
		add: (home) => `/app/Spaces-1/projects/${home.Slug}/deployments/process/steps/new?type=Octopus.Script&parent=${home.Parent}`,
		edit: (o, home) => `/app/Spaces-1/projects/${home.Slug}/deployments/process/steps/${o.Id}`,
		texts: ['/Name', '/Properties/Octopus.Action.Script.ScriptBody'],
		async make(Name, home) {
			const process = await api('GET', `${s}/deploymentprocesses/${home.DeploymentProcessId}`);
			const child = (name) => ({ Name: name, ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.RunOnServer': 'true', 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': 'echo' } });
			let parent = process.Steps.find((one) => one.Id === home.Parent);
			if (!parent) process.Steps.push(parent = { Name: 'Parent', Actions: [child('The first child')] });
			parent.Actions.push(child(Name));
			const { Steps } = await api('PUT', `${s}/deploymentprocesses/${home.DeploymentProcessId}`, process);
			parent = Steps.find((one) => one.Name === 'Parent');
			home.Parent = parent.Id;
			return parent.Actions.at(-1);
		},
		stored: async (home) => (await api('GET', `${s}/deploymentprocesses/${home.DeploymentProcessId}`)).Steps.find((one) => one.Id === home.Parent).Actions,
	},
	release: {
		add: (home) => `/app/Spaces-1/projects/${home.Slug}/deployments/releases/new`,
		edit: (o, home) => `/app/Spaces-1/projects/${home.Slug}/deployments/releases/${o.Version}/edit`,
		texts: ['/Version', '/ReleaseNotes'], isVersion: true,
		make: (Version, home) => api('POST', `${s}/releases`, { ProjectId: home.Id, Version }),
		stored: () => all('releases'),
	},
	template: {
		add: () => '/app/Spaces-1/library/steptemplates/new?type=Octopus.Script', edit: (o) => `/app/Spaces-1/library/steptemplates/${o.Id}`,
		texts: ['/Name', '/Properties/Octopus.Action.Script.ScriptBody'],
		make: (Name) => api('POST', `${s}/actiontemplates`, { Name, ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': 'echo' } }),
		stored: () => all('actiontemplates'),
	},
	user: {
		add: () => '/app/configuration/users/new', edit: (o) => `/app/configuration/users/${o.Id}`,
		texts: ['/Username', '/DisplayName'], isOneLine: true, isPlainName: true, more: { '/Password': secret }, secret: '/Password',
		make: (Username) => api('POST', '/api/users', { Username, DisplayName: 'Somebody', Password: 'long enough 1', IsActive: true }),
		stored: async () => (await api('GET', '/api/users?take=1000')).Items,
	},
};

const pointerGet = (value, pointer) => pointer.split('/').slice(1).reduce((at, key) => at?.[key], value);
let number = 0;
/** A new name; of a release a new version. */
const named = (kind, mode) => (kind.isVersion ? `${++number}.0.0` : `${mode.javaScript ? 'js' : 'plain'}-${++number}`);

export function testForms(mode) {
	describe(mode.name, () => {
		let person, page, home;
		const main = () => page.getByRole('main');
		const input = (pointer) => page.locator(`main [name$="${pointer}"]:not([type=hidden])`);

		before(async () => {
			home = await kinds.project.make(`Home ${mode.name}`);
			await kinds.child.make('A child', home);
			dialogs = [];
			person = await openBrowser(server, mode);
			page = person.page;
			page.on('dialog', async (dialog) => {
				if (dialog.type() !== 'beforeunload') dialogs.push(dialog.message());
				await dialog.accept();
			});
			await person.signIn();
		});
		after(async () => {
			await person?.close();
		});

		async function type(values) {
			for (const [pointer, text] of Object.entries(values)) {
				if (pointer === '.plan') await page.locator(`[name=".plan"][value="${text}"]`).check();
				else await fillBeyond(input(pointer), text);
			}
		}
		/** Fills in more than the input says it takes: that too is for the server to judge. */
		async function fillBeyond(field, text) {
			await field.evaluate((element) => element.removeAttribute('maxlength'));
			await field.fill(text);
		}
		/** Saves; what the browser itself would refuse is for the server to judge here. */
		async function save() {
			await page.evaluate(() => { for (const form of document.forms) form.noValidate = true; });
			await main().getByRole('button', { name: 'Save', exact: true }).first().click();
		}
		async function saved() {
			await page.locator('main .banner[data-state=success]').waitFor();
		}
		const typedForm = () => page.locator('main form').first().evaluate((form) => new URLSearchParams(new FormData(form)).toString());
		async function clickTwice(button) {
			await page.evaluate(() => { for (const form of document.forms) form.noValidate = true; });
			await main().getByRole('button', { name: button, exact: true }).first().dblclick();
		}
		/** Posts a form beside the browser, whose page knows nothing of it; the status. */
		async function sendAgain(address, data) {
			const { cookies } = await page.context().storageState();
			const answer = await fetch(server.url + address, { method: 'POST', body: data, redirect: 'manual', headers: {
				Cookie: cookies.map((one) => `${one.name}=${one.value}`).join('; '), Origin: server.url,
				'Content-Type': 'application/x-www-form-urlencoded' } });
			return answer.status;
		}
		async function faultAt(pointer) {
			await page.getByRole('alert').waitFor();
			const fault = input(pointer).locator('xpath=ancestor::*[contains(@class, "field")][1]').locator('.fault');
			assert.equal(await fault.count(), 1, `no sentence at ${pointer}: ${await main().innerText()}`);
			return fault.innerText();
		}
		async function findStored(kind, name) {
			return (await kind.stored(home)).filter((one) => pointerGet(one, kind.texts[0]) === name);
		}
		async function noSecret() {
			const html = await page.content();
			for (const shape of [secret, secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'), encodeURIComponent(secret), Buffer.from(secret).toString('base64').slice(0, -2)])
				assert.ok(!html.includes(shape), `the secret is in ${page.url()}`);
			for (const packed of html.matchAll(/name="\.kept" value="([^"]*)"/g))
				assert.doesNotMatch(Buffer.from(packed[1], 'base64').toString(), /Hidden/);
		}
		/** The session ends elsewhere, as by "sign out everywhere" or its age; the cookie stays. */
		async function endSession() {
			const state = await page.context().storageState();
			const answer = await fetch(`${server.url}/api/users/logout`, { method: 'POST', headers: {
				Cookie: state.cookies.map((one) => `${one.name}=${one.value}`).join('; '), Origin: server.url,
				'X-Octopus-Csrf-Token': state.cookies.find((one) => one.name.startsWith('Octopus-Csrf')).value,
			} });
			assert.equal(answer.status, 200);
		}
		async function signInHere() {
			await page.locator('input[name="/Username"]').fill(server.username);
			await page.locator('input[type=password]').fill(server.password);
			await page.getByRole('button', { name: 'Sign in' }).click();
		}

		for (const [what, kind] of Object.entries(kinds)) {
			if (!mode.javaScript && !plainKinds.includes(what)) continue;
			const [name, text] = kind.texts;
			const longText = kind.isOneLine ? hostile : lines;
			/** axe-core is slow: these two have every part that the forms are made of. */
			const judge = async () => { if (['account', 'step'].includes(what)) await person.check(); };

			test(`${what}: a missing, a too long and a taken name are refused at the field`, async () => {
				const taken = named(kind, mode);
				await kind.make(taken, home);
				const before = (await kind.stored(home)).length;
				const wrong = { missing: '', 'too long': kind.isVersion ? `1.0.0-${'a'.repeat(400)}` : 'W'.repeat(201), taken };
				if (what === 'step') wrong.taken = taken.toUpperCase();
				for (const [how, value] of Object.entries(wrong)) {
					await person.go(kind.add(home));
					await type({ ...kind.more, [name]: value, [text]: longText });
					await save();
					assert.ok((await faultAt(name)).length > 10, how);
					assert.equal(await input(name).inputValue(), value, how);
					assert.equal(await input(text).inputValue(), longText, how);
					if (kind.secret) assert.equal(await input(kind.secret).inputValue(), '', how);
					await noSecret();
				}
				await judge();
				assert.equal((await kind.stored(home)).length, before);
			});

			test(`${what}: hostile text comes back byte for byte, and runs nothing`, async () => {
				const value = kind.isVersion || kind.isPlainName ? named(kind, mode) : `${named(kind, mode)} ${hostile}`;
				await person.go(kind.add(home));
				await type({ ...kind.more, [name]: value, [text]: longText });
				await save();
				await saved();
				const [stored] = await findStored(kind, value);
				assert.equal(pointerGet(stored, text), longText);
				await person.go(kind.edit(stored, home));
				assert.equal(await input(name).inputValue(), value);
				assert.equal(await input(text).inputValue(), longText);
				await noSecret();
				await judge();
				assert.deepEqual(dialogs, []);
			});

			test(`${what}: two people edit it, the second one is told and overwrites nothing`, async () => {
				const stored = await kind.make(named(kind, mode), home);
				await person.go(kind.edit(stored, home));
				const other = await page.context().newPage();
				await other.goto(server.url + kind.edit(stored, home));
				await other.locator(`main [name$="${text}"]:not([type=hidden])`).fill('theirs');
				await other.locator('main').getByRole('button', { name: 'Save', exact: true }).first().click();
				await other.locator('main .banner[data-state=success]').waitFor();
				await other.close();
				await type({ ...(kind.secret ? { [kind.secret]: secret } : {}), [text]: longText });
				await save();
				await person.heading('Changed by somebody else');
				const now = async () => pointerGet((await kind.stored(home)).find((one) => one.Id === stored.Id), text);
				const texts = (what) => main().locator(what).evaluateAll((items) => items.map((item) => item.textContent));
				const yours = kind.isOneLine ? await texts('fieldset label:first-of-type b') :
					(await texts('.diff.lines ins')).map((line) => line.slice(2));
				const theirs = await texts(kind.isOneLine ? 'fieldset label:last-of-type b' : '.diff.lines del');
				assert.ok(yours.join('\n').includes(longText.replace(/\n$/, '')), JSON.stringify(yours));
				assert.ok(theirs.some((one) => one.includes('theirs')), JSON.stringify(theirs));
				await noSecret();
				await judge();
				assert.equal(await now(), 'theirs');
				await person.button('Save merged', main());
				await page.locator('main .banner[data-state=success]').waitFor();
				assert.equal(await now(), longText);
			});

			test(`${what}: two clicks make one`, async () => {
				const value = named(kind, mode);
				await person.go(kind.add(home));
				await type({ ...kind.more, [name]: value, [text]: 'once' });
				const sent = await typedForm();
				await clickTwice('Save');
				await saved();
				assert.equal((await findStored(kind, value)).length, 1);
				// The same form once more, as when the first answer never arrived.
				assert.equal(await sendAgain(kind.add(home), sent), 303);
				const [stored] = await findStored(kind, value);
				assert.equal((await findStored(kind, value)).length, 1);

				const address = kind.edit(stored, home);
				await person.go(address);
				await type({ [text]: 'changed once' });
				const edited = await typedForm();
				await clickTwice('Save');
				await saved();
				assert.equal(await sendAgain(address, edited), 303);
				// What somebody goes back for and types anew is another request, for an old version.
				const other = edited.replace('changed+once', 'changed+twice');
				assert.notEqual(other, edited);
				assert.equal(await sendAgain(address, other), 409);
				assert.equal(pointerGet((await findStored(kind, value))[0], text), 'changed once');
			});

			test(`${what}: what was typed outlives the session`, async () => {
				const value = named(kind, mode);
				await person.go(kind.add(home));
				await type({ ...kind.more, [name]: value, [text]: longText });
				await endSession();
				await save();
				await person.heading('Sign in to Slipway');
				await noSecret();
				await judge();
				await page.locator('input[name="/Username"]').fill(server.username);
				await page.locator('input[type=password]').fill('not this');
				await page.getByRole('button', { name: 'Sign in' }).click();
				await page.getByText('is wrong').waitFor();
				await signInHere();
				await person.heading('What you typed is here');
				assert.deepEqual(await findStored(kind, value), [], 'nothing is sent without consent');
				await noSecret();
				await judge();
				const shown = await page.locator('main textarea').evaluateAll((areas) => areas.map((area) => area.value));
				assert.ok(shown.includes(longText));
				if (kind.secret) {
					assert.match(await main().innerText(), /Not kept.*Password/);
					await person.button('Back to the form', main());
					assert.equal(await input(name).inputValue(), value);
					assert.equal(await input(text).inputValue(), longText);
					await type({ [kind.secret]: secret });
					await save();
				} else {
					await person.button('Send it now', main());
				}
				await saved();
				const [stored] = await findStored(kind, value);
				assert.equal(pointerGet(stored, text), longText);
			});

			test(`${what}: what is shown as API request is what Save sends`, async () => {
				const stored = await kind.make(named(kind, mode), home);
				for (const address of [kind.add(home), kind.edit(stored, home)]) {
					await person.go(address);
					const values = { ...(address === kind.add(home) ? { ...kind.more, [name]: named(kind, mode) } : {}), ...(kind.secret ? { [kind.secret]: secret } : {}), [text]: longText };
					await type(values);
					const asked = await page.locator('main form').first().evaluate((form) => new URLSearchParams(new FormData(form)).toString());
					await person.button('Show API request', main());
					const curl = await page.locator('pre[data-format=curl]').first().textContent();
					await noSecret();
					assert.doesNotMatch(curl, /csrf|cookie/i);
					assert.equal(await input(text).inputValue(), longText);
					const [, method, path, body] = /-X (\w+) "\$OCTOPUS_URL([^"]*)"[^]*?<<'(?:JSON\d*)'\n([^]*)\nJSON\d*\n$/.exec(curl);
					const shown = JSON.stringify(JSON.parse(body));
					let sent;
					if (mode.javaScript) {
						if (kind.secret) await type({ [kind.secret]: secret });
						const wait = page.waitForRequest((one) => new URL(one.url()).pathname.startsWith('/api/'));
						await save();
						const request = await wait;
						sent = { method: request.method(), path: new URL(request.url()).pathname + new URL(request.url()).search, body: request.postData() };
						await saved();
					} else {
						const answer = await page.context().request.post(server.url + address, { data: asked, headers: {
							'Content-Type': 'application/x-www-form-urlencoded', Origin: server.url, Accept: 'application/vnd.slipway.request+json' } });
						const request = await answer.json();
						assert.ok(!JSON.stringify(request).includes('Hidden'));
						sent = { method: request.Method, path: request.Path, body: JSON.stringify(request.Body) };
					}
					const bare = (json) => json.replaceAll(JSON.stringify(secret), '"…"').replaceAll(/("(?:NewValue|Password)":)null/g, '$1"…"');
					assert.deepEqual({ method, path, body: bare(shown) }, { ...sent, body: bare(sent.body) });
				}
			});
		}

		test('two clicks delete once, and both go on', async () => {
			for (const [kind, address] of [[kinds.environment, (o) => kinds.environment.edit(o)],
				[kinds.project, (o) => `/app/Spaces-1/projects/${o.Slug}/settings/delete`]]) {
				const stored = await kind.make(named(kind, mode));
				await person.go(address(stored));
				if (kind === kinds.project) await page.locator('[name=".confirm"]').fill(stored.Name);
				const data = await page.locator('main form').filter({ has: page.locator('button.danger') }).last()
					.evaluate((form) => new URLSearchParams(new FormData(form)).toString());
				assert.equal(await sendAgain(address(stored), data), 303);
				assert.equal(await sendAgain(address(stored), data), 303);
				assert.equal((await person.go(address(stored))).status(), 404);
			}
		});

		test('a form that was only looked at still belongs to the version it began with', async () => {
			const stored = await kinds.environment.make(named(kinds.environment, mode));
			await person.go(kinds.environment.edit(stored));
			await type({ '/Description': 'mine' });
			await person.button('Show API request', main());
			await page.locator('pre[data-format=curl]').first().waitFor();
			await api('PUT', `${s}/environments/${stored.Id}`, { ...stored, Description: 'theirs' });
			await person.button('Show API request', main());
			await person.heading('Changed by somebody else');
			assert.equal((await api('GET', `${s}/environments/${stored.Id}`)).Description, 'theirs');
		});

		test('signing in anew in another tab does not cost what was typed', async () => {
			const value = named(kinds.step, mode);
			await person.go(kinds.step.add(home));
			await type({ '.plan': 'server', '/Name': value, [kinds.step.texts[1]]: lines });
			await endSession();
			const other = await page.context().newPage();
			await other.goto(`${server.url}/app/users/sign-in`);
			await other.locator('input[name="/Username"]').fill(server.username);
			await other.locator('input[type=password]').fill(server.password);
			await other.getByRole('button', { name: 'Sign in' }).click();
			await other.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
			await other.close();
			await save();
			await person.heading('What you typed is here');
			await person.button('Back to the form', main());
			assert.equal(await input(kinds.step.texts[1]).inputValue(), lines);
			assert.deepEqual(await findStored(kinds.step, value), []);
			await save();
			await saved();
			const [stored] = await findStored(kinds.step, value);
			assert.equal(pointerGet(stored, kinds.step.texts[1]), lines);
		});

		if (mode.javaScript) test('a session that ends between the requests of one Save costs nothing', async () => {
			const value = named(kinds.project, mode);
			await person.go(kinds.project.add());
			await type({ '/Name': value, '/Description': lines });
			// The portal has told the page's script what to send; the API then answers 401.
			const statuses = [];
			await page.route('**/api/Spaces-1/projects', async (route) => {
				await endSession();
				const answer = await route.fetch();
				statuses.push(answer.status());
				await route.fulfill({ response: answer });
			}, { times: 1 });
			await save();
			await person.heading('Sign in to Slipway');
			assert.deepEqual(statuses, [401]);
			assert.match(await main().getByRole('alert').innerText(), /Nothing was sent yet: sign in/);
			await signInHere();
			await person.heading('What you typed is here');
			await person.button('Send it now', main());
			await saved();
			const [stored] = await findStored(kinds.project, value);
			assert.equal(stored.Description, lines);
		});

		test('the line ends of a script outlive the session too', async () => {
			const script = 'echo 1\r\n\techo 2  \r\n\r\n\r\n';
			const step = await kinds.step.make(named(kinds.step, mode), home);
			const path = `${s}/deploymentprocesses/${home.DeploymentProcessId}`;
			const process = await api('GET', path);
			process.Steps.find((one) => one.Id === step.Id).Actions[0].Properties['Octopus.Action.Script.ScriptBody'] = script;
			await api('PUT', path, process);
			await person.go(kinds.step.edit(step, home));
			const renamed = named(kinds.step, mode);
			await type({ '/Name': renamed });
			await endSession();
			await save();
			await person.heading('Sign in to Slipway');
			await signInHere();
			await person.button('Back to the form', main());
			await save();
			await saved();
			const now = (await kinds.step.stored(home)).find((one) => one.Id === step.Id);
			assert.equal(now.Name, renamed);
			assert.equal(now.Actions[0].Properties['Octopus.Action.Script.ScriptBody'], script);
		});

		test('another site can neither send nor keep anything', async () => {
			await endSession();
			for (const headers of [{ Origin: 'http://evil.example' }, { Origin: 'null' }, {}]) {
				const answer = await page.context().request.post(`${server.url}/app/Spaces-1/projects/new`, { form: { '/Name': 'Forged' }, headers, maxRedirects: 0 });
				assert.equal(answer.status(), 303);
				assert.match(answer.headers().location, /^\/app\/users\/sign-in\?to=/);
			}
			await person.signIn();
			for (const headers of [{ Origin: 'http://evil.example' }, { Origin: 'null' }, {}]) {
				const answer = await page.context().request.post(`${server.url}/app/Spaces-1/projects/new`, { form: { '/Name': 'Forged' }, headers, maxRedirects: 0 });
				assert.ok([400, 422].includes(answer.status()));
				assert.ok(!(await answer.text()).includes('.kept'));
			}
			assert.deepEqual(await findStored(kinds.project, 'Forged'), []);
		});

		test('who may not is told which permission is missing', async () => {
			const name = named(kinds.user, mode);
			await kinds.user.make(name);
			const other = await openBrowser(server, mode);
			await other.signIn(name, 'long enough 1');
			const answer = await other.go('/app/configuration/users/new');
			assert.equal(answer.status(), 403);
			assert.match(await other.page.getByRole('main').innerText(), /UserEdit/);
			await other.check();
			// A form that was open before the permission went: the post is refused alike.
			const token = /name="\.csrf" value="([^"]*)"/.exec(await other.page.content())[1];
			const posted = await other.page.context().request.post(`${server.url}/app/configuration/users/new`, {
				form: { '.csrf': token, '/Username': `${name}-2`, '/DisplayName': 'X', '/Password': 'long enough 1' }, headers: { Origin: server.url }, maxRedirects: 0 });
			assert.equal(posted.status(), 403);
			const refused = await posted.text();
			assert.match(refused, /UserEdit/);
			assert.ok(refused.includes(`value="${name}-2"`), 'what was typed stays');
			await other.close();
			assert.deepEqual(await findStored(kinds.user, `${name}-2`), []);
		});
	});
}
