// Who may come in, and what every request can rely on: credentials, anti-forgery,
// idempotency, error shape, secrets that never come back, hostile input.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cookiesOf, root, startServer } from '../lib/server.mjs';

let server, cookies, csrf;
before(async () => { server = await startServer(); });
after(async () => server?.stop());

const cookieOf = (answer, name) => cookiesOf(answer).find((one) => one.startsWith(name));

function isError(answer, status) {
	assert.equal(answer.status, status, answer.text);
	assert.equal(typeof answer.body.ErrorMessage, 'string');
	assert.ok(answer.body.ErrorMessage.length > 10);
	assert.ok(Array.isArray(answer.body.Errors));
}

test('anonymous people see the root document and nothing else', async () => {
	assert.equal((await server.api('GET', '/api', undefined, { key: '' })).status, 200);
	assert.equal((await server.api('GET', '/api/', undefined, { key: '' })).status, 200);
	isError(await server.api('GET', '/api/users/me', undefined, { key: '' }), 401);
	isError(await server.api('GET', '/api/Spaces-1/projects', undefined, { key: '' }), 401);
	isError(await server.api('GET', '/api/projects', undefined, { key: 'API-WRONG' }), 401);
	isError(await server.api('GET', '/api', undefined, { key: 'API-WRONG' }), 401);
});

test('an API key works in header and query', async () => {
	assert.equal((await server.api('GET', '/api/users/me')).body.Username, 'admin');
	assert.equal((await server.api('GET', `/api/users/me?apikey=${server.apiKey}`, undefined, { key: '' })).status, 200);
	assert.ok(!server.log('access', 1e6).includes(server.apiKey));
});

test('logging in gives two cookies; a wrong password says nothing about which', async () => {
	const wrong = await server.api('POST', '/api/users/login', { Username: 'admin', Password: 'nope-nope-nope' }, { key: '' });
	isError(wrong, 400);
	const unknown = await server.api('POST', '/api/users/login', { Username: 'nobody', Password: 'nope-nope-nope' }, { key: '' });
	assert.equal(unknown.body.ErrorMessage, wrong.body.ErrorMessage);
	const answer = await server.api('POST', '/api/users/login', { Username: 'ADMIN', Password: server.password }, { key: '' });
	assert.equal(answer.status, 200, answer.text);
	const session = cookieOf(answer, 'OctopusIdentificationToken_');
	const token = cookieOf(answer, 'Octopus-Csrf-Token_');
	assert.match(session, /HttpOnly/i);
	assert.match(session, /SameSite=Lax/i);
	assert.doesNotMatch(token, /HttpOnly/i);
	cookies = [session, token].map((one) => one.split(';')[0]).join('; ');
	csrf = token.split(';')[0].slice(token.indexOf('=') + 1);
	assert.doesNotMatch(csrf, /=/);
});

test('a cookie alone cannot write: token, type and origin are checked', async () => {
	const post = (headers) => server.api('POST', '/api/environments', { Name: `By cookie ${Math.random()}` }, { key: '', headers: { Cookie: cookies, ...headers } });
	isError(await post({}), 400);
	isError(await post({ 'X-Octopus-Csrf-Token': 'a'.repeat(csrf.length) }), 400);
	isError(await post({ 'X-Octopus-Csrf-Token': csrf, Origin: 'http://evil.example' }), 400);
	isError(await post({ 'X-Octopus-Csrf-Token': csrf, 'Sec-Fetch-Site': 'cross-site' }), 400);
	isError(await post({ 'X-Octopus-Csrf-Token': csrf, 'Content-Type': 'text/plain' }), 400);
	assert.equal((await post({ 'X-Octopus-Csrf-Token': csrf, Origin: server.url })).status, 201);
	assert.equal((await server.api('GET', '/api/environments', undefined, { key: '', headers: { Cookie: cookies } })).status, 200);
	isError(await server.api('GET', '/api/environments', undefined, { key: 'API-WRONG', headers: { Cookie: cookies } }), 401);
});

test('logging out ends the session', async () => {
	const out = await server.api('POST', '/api/users/logout', {}, { key: '', headers: { Cookie: cookies, 'X-Octopus-Csrf-Token': csrf } });
	assert.equal(out.status, 200);
	isError(await server.api('GET', '/api/users/me', undefined, { key: '', headers: { Cookie: cookies } }), 401);
});

test('one Idempotency-Key is done once, whoever repeats it', async () => {
	const headers = { 'Idempotency-Key': 'k1' };
	const answers = await Promise.all(Array.from({ length: 8 }, () => server.api('POST', '/api/environments', { Name: 'Once' }, { headers })));
	for (const one of answers) assert.equal(one.status, 201, one.text);
	assert.equal(new Set(answers.map((one) => one.body.Id)).size, 1);
	isError(await server.api('POST', '/api/environments', { Name: 'Other' }, { headers }), 422);
});

test('a second person: no administrator, disabled, keys of their own', async () => {
	const user = (await server.api('POST', '/api/users', { Username: 'bea', DisplayName: 'Bea', Password: 'correct horse battery', IsActive: true })).body;
	const key = (await server.api('POST', `/api/users/${user.Id}/apikeys`, { Purpose: 'test' })).body.ApiKey;
	assert.equal(typeof key, 'string');
	assert.match(key, /^API-[A-Z0-9]+$/);
	const me = await server.api('GET', '/api/users/me', undefined, { key });
	assert.equal(me.body.Username, 'bea');
	assert.equal((await server.api('POST', '/api/environments', { Name: 'By Bea' }, { key })).status, 201);
	isError(await server.api('POST', '/api/users', { Username: 'x', DisplayName: 'X', Password: 'correct horse battery' }, { key }), 403);
	assert.deepEqual((await server.api('GET', '/api/users?filter=BE', undefined, { key })).body.Items.map((one) => one.Username), ['bea']);
	const list = (await server.api('GET', `/api/users/${user.Id}/apikeys`, undefined, { key })).body.Items;
	assert.equal(list[0].ApiKey.HasValue, true);
	assert.ok(!JSON.stringify(list).includes(key));
	const put = await server.api('PUT', `/api/users/${user.Id}`, { ...user, IsActive: false });
	assert.equal(put.status, 200, put.text);
	isError(await server.api('GET', '/api/users/me', undefined, { key }), 401);
});

test('a secret never comes back', async () => {
	const secret = 'correct-horse-battery-staple';
	const made = await server.api('POST', '/api/accounts', { Name: 'deploy', AccountType: 'UsernamePassword', Username: 'u', Password: { HasValue: true, NewValue: secret } });
	assert.equal(made.status, 201, made.text);
	assert.deepEqual(made.body.Password, { HasValue: true, NewValue: null, Hint: null });
	const put = await server.api('PUT', `/api/accounts/${made.body.Id}`, { ...made.body, Description: 'changed' });
	assert.equal(put.body.Password.HasValue, true);
	const everything = [made.text, put.text, (await server.api('GET', '/api/accounts/all')).text, (await server.api('GET', '/api/events?take=1000')).text,
		...['portal', 'runner', 'postgresql', 'access'].map((name) => server.log(name, 1e7))];
	for (const text of everything) assert.ok(!text.includes(secret));
});

test('every problem of a body is named by field', async () => {
	const answer = await server.api('POST', '/api/machines', { EnvironmentIds: ['Environments-999'], Roles: [], Endpoint: { CommunicationStyle: 'Ssh' } });
	isError(answer, 400);
	for (const pointer of ['/Name', '/Endpoint/Host']) assert.ok(answer.body.Details[pointer], pointer);
	assert.ok(answer.body.Errors.length >= 2);
	const taken = await server.api('POST', '/api/environments', { Name: 'ONCE' });
	isError(taken, 400);
	assert.ok(taken.body.Details['/Name']);
});

test('what is in use cannot be deleted, and the answer says by whom', async () => {
	const environment = (await server.api('POST', '/api/environments', { Name: 'Used' })).body;
	await server.api('POST', '/api/machines', { Name: 'user of it', EnvironmentIds: [environment.Id], Roles: ['r'], Endpoint: { CommunicationStyle: 'None' } });
	const answer = await server.api('DELETE', `/api/environments/${environment.Id}`);
	isError(answer, 400);
	assert.match(answer.text, /user of it/);
});

// Every row of the route tables, read from their source, with hostile ids, queries and bodies.
test('no hostile request is a fault of ours', async () => {
	const rows = [];
	for (const file of readdirSync(join(root, 'lib/api')).filter((name) => /^routes.*\.c$/.test(name)))
		for (const [, method, pattern] of readFileSync(join(root, 'lib/api', file), 'utf8').matchAll(/"(GET|POST|PUT|DELETE)",\s*"([^"]+)"/g))
			if (!/login|logout/.test(pattern)) rows.push([method, pattern.startsWith('S') ? `/api/Spaces-1${pattern.slice(1)}` : `/api${pattern}`]);
	assert.ok(rows.length > 100, `${rows.length} rows`);
	const ids = ['Environments-1', 'nope', 'Projects-999999999999999999999', '%00', '%ff', "a'b", '%25', 'x'.repeat(3000)];
	const queries = ['', '?skip=-1', '?take=99999999999999999999', '?ids=a,b,,c&partialName=%25%27&take=0', '?projects=x&states=Nope&from=garbage&ids=%F0%9F%98%80'];
	const bodies = ['', 'null', '[]', '{}', '"x"', '{"Name":[],"Id":7,"Steps":{},"Endpoint":"a","EnvironmentIds":{}}',
		'{"Steps":[null,1,{}],"Variables":[null,1,{}],"Phases":[1,null,{}],"Version":0}', '{"Version":0,"Steps":[{"Name":"a","Actions":[1]}]}',
		'{"ProjectId":{},"ReleaseId":1,"EnvironmentId":[],"projectName":1,"environmentNames":"x","State":"Nope","Reason":1,"Arguments":[1]}'];
	const faults = [];
	const work = [];
	for (const [method, pattern] of rows)
		for (const id of pattern.includes('{') ? ids : [''])
			for (const more of method === 'GET' ? queries : method === 'DELETE' ? [''] : bodies)
				work.push([method, pattern.replace(/\{[^}]+\}/g, id), more]);
	async function drain() {
		for (let one = work.pop(); one; one = work.pop()) {
			const [method, path, more] = one;
			const answer = await fetch(server.url + path + (method === 'GET' ? more : ''), {
				method, headers: { 'X-Octopus-ApiKey': server.apiKey }, body: method === 'GET' || method === 'DELETE' ? undefined : more,
			});
			const text = await answer.text();
			if (answer.status >= 500) faults.push(`${answer.status} ${method} ${path.slice(0, 200)} ${more} ${text.slice(0, 300)}`);
		}
	}
	await Promise.all([drain(), drain(), drain(), drain()]);
	assert.deepEqual(faults, []);
});
