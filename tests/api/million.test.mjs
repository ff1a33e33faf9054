// A script prints a million lines: all are stored in order, can be read by a cursor and in
// windows; runner and shim stay small meanwhile, and so does the page.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { cookiesOf, startServer } from '../lib/server.mjs';

const LINES = 1_000_000;
const PROCESS_MIB = 48; // the most that one process of the runner ever takes
let server, task, unit, peaks;

async function made(method, path, body) {
	const answer = await server.api(method, path, body);
	assert.ok(answer.status < 300, `${path}: ${answer.text.slice(0, 300)}`);
	return answer.body;
}

/** Peak memory in MiB of every process below the server that runs the runner's program. */
function measure(into) {
	const parents = new Map(), isBelow = (pid) => pid === server.pid || (parents.has(pid) && isBelow(parents.get(pid)));
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		try {
			parents.set(Number(pid), Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]));
		} catch { /* has ended */ }
	}
	for (const pid of parents.keys()) {
		try {
			if (!isBelow(pid) || !/slipway-(runner|shim)/.test(readlinkSync(`/proc/${pid}/exe`))) continue;
			const name = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(1, 3).join(' ').trim() || 'supervisor';
			into.set(pid, { name, mib: Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024 });
		} catch { /* has ended */ }
	}
}

before(async () => {
	server = await startServer();
	const environment = await made('POST', '/api/environments', { Name: 'Test' });
	await made('POST', '/api/machines', { Name: 'one', EnvironmentIds: [environment.Id], Roles: ['web'], Endpoint: { CommunicationStyle: 'None' } });
	const project = await made('POST', '/api/projects', { Name: 'P', ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	await made('PUT', `/api/projects/${project.Id}/deploymentprocesses`, { Version: 0, Steps: [{ Name: 'Long', Properties: { 'Octopus.Action.TargetRoles': 'web' }, Actions: [{
		Name: 'Long', ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': `seq 1 ${LINES}` },
	}] }] });
	const release = await made('POST', '/api/releases', { ProjectId: project.Id, Version: '1.0.0' });
	task = (await made('POST', '/api/deployments', { ReleaseId: release.Id, EnvironmentId: environment.Id })).TaskId;
	peaks = new Map();
	for (;;) {
		measure(peaks);
		if ((await made('GET', `/api/tasks/${task}`)).IsCompleted) break;
		await new Promise((done) => setTimeout(done, 100));
	}
	unit = (await made('GET', `/api/tasks/${task}/details?tail=1`)).ActivityLogs[0].Children[0].Children[0].Id;
});
after(async () => server?.stop());

test('the script succeeds', async () => {
	assert.equal((await made('GET', `/api/tasks/${task}`)).State, 'Success');
});

test('no process of the runner grows with the log', () => {
	for (const { name, mib } of peaks.values()) assert.ok(mib <= PROCESS_MIB, `${name}: ${mib.toFixed(1)} MiB`);
	assert.ok(peaks.size >= 2, 'supervisor and executor were seen');
});

test('a cursor reads every line once, in order', async () => {
	let cursor = 0, more = true, next = 0, number = 0;
	while (more) {
		const answer = await made('GET', `/api/slipway/tasks/${task}/log?after=${cursor}`);
		for (const line of answer.Lines) {
			if (line.NodeId !== unit) continue;
			assert.equal(line.Number, ++number);
			if (line.MessageText === String(next + 1)) next++;
			else assert.ok(next === 0 || next === LINES, `“${line.MessageText}” behind ${next}`);
		}
		cursor = answer.Cursor;
		more = answer.HasMore;
	}
	assert.equal(next, LINES);
});

test('windows are read anywhere in it', async () => {
	const end = await made('GET', `/api/slipway/tasks/${task}/activities/${unit}/log?take=1`);
	assert.ok(end.Total >= LINES);
	for (const before of [2000, 500_000, end.LastNumber]) {
		const { Lines } = await made('GET', `/api/slipway/tasks/${task}/activities/${unit}/log?before=${before}&take=1000`);
		assert.deepEqual(Lines.map((line) => line.Number), Array.from({ length: 1000 }, (_, i) => before - 1000 + i));
	}
	const details = await server.api('GET', `/api/tasks/${task}/details?tail=200`);
	assert.ok(details.text.length < 100_000, `${details.text.length} bytes`);
});

test('its page stays light', async () => {
	const answer = await fetch(`${server.url}/api/users/login`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ Username: server.username, Password: server.password }) });
	const cookie = cookiesOf(answer).map((one) => one.split(';')[0]).join('; ');
	for (const query of ['', `?node=${unit.split('_')[1]}&before=700000`, '?q=99']) {
		const page = await fetch(`${server.url}/app/Spaces-1/tasks/${task}${query}`, { headers: { Cookie: cookie } });
		const text = await page.text();
		assert.equal(page.status, 200, query);
		assert.match(text, /data-live="lines-/, query);
		assert.ok(text.length < 75_000, `${query}: ${text.length} bytes`);
	}
});
