// A person at the portal: Debian's Chromium by playwright-core, with what every page is
// held to: no violation of the content security policy, no console error, no request to
// another host, accessible by axe-core, light enough.
//
//   const person = await openBrowser(server, { javaScript: true });
//   await person.signIn();
//   await person.link('Projects');
//   await person.check();            // judges the page that is open
//   await person.close();
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];

/** Bytes on the wire that one page may take, first visit included. */
export const PAGE_BYTES = 100_000;

export async function openBrowser(server, { javaScript = true, theme = 'light', width = 1280 } = {}) {
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
	const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: javaScript, colorScheme: theme });
	const page = await context.newPage();
	page.setDefaultTimeout(60_000); // a ceiling, for machines that are busy
	const complaints = [];
	const sent = [];
	let bytes = 0;
	page.on('console', (message) => {
		// A page that answers 4xx is logged as an error by the browser; the test asserts statuses itself.
		if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`);
	});
	page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
	page.on('request', (request) => {
		if (!request.url().startsWith(server.url)) complaints.push(`foreign request ${request.url()}`);
		if (!['GET', 'HEAD'].includes(request.method())) sent.push({ method: request.method(), path: new URL(request.url()).pathname, body: request.postData() });
		if (request.isNavigationRequest()) bytes = 0;
	});
	const wire = await context.newCDPSession(page);
	await wire.send('Network.enable');
	wire.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });

	const person = {
		page, complaints, sent,
		get bytes() { return bytes; },

		async go(path) { return page.goto(server.url + path); },
		async link(name, within = page) { await within.getByRole('link', { name, exact: typeof name === 'string' }).first().click(); },
		async button(name, within = page) { await within.getByRole('button', { name, exact: typeof name === 'string' }).first().click(); },
		async fill(label, text) { await page.getByLabel(label).first().fill(text); },
		async heading(text) { await page.getByRole('heading', { level: 1, name: text }).waitFor(); },

		async signIn(username = server.username, password = server.password) {
			await person.go('/app');
			assert.match(page.url(), /sign-in/);
			await page.locator('input[name="/Username"]').fill(username);
			await page.locator('input[type=password]').fill(password);
			await page.locator('input[type=password]').press('Enter');
			await page.waitForURL((url) => !url.pathname.includes('sign-in'));
		},

		/** Judges the page that is open. */
		async check() {
			assert.deepEqual(complaints, []);
			assert.ok(bytes <= PAGE_BYTES, `${page.url()} took ${bytes} bytes`);
			const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			assert.ok(overflow <= 0, `${page.url()} scrolls sideways by ${overflow} px`);
			if (!javaScript) return;
			await page.evaluate(axe);
			const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
				runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
			}));
			assert.deepEqual(violations.map((v) => `${page.url()} ${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`).join(' | ')}`), []);
		},
		async close() { await browser.close(); },
	};
	return person;
}
