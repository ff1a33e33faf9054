// Kills spread over portal workers, runner, executors, shims and database backends while
// a client deploys through the API, and a person answers what every other deployment asks
// (two approvals side by side, and guided failures). Whatever was acknowledged must be
// there, no script may run twice, no success without its end, nothing may be asked twice,
// each log complete, or cut at a killed shim and saying so. KILLS and DEPLOYMENTS set the
// size, SEED repeats a run.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const kills = Number(process.env.KILLS ?? 50);
const deployments = Number(process.env.DEPLOYMENTS ?? Math.max(6, Math.round(kills * 0.6)));
const seed = Number(process.env.SEED ?? Date.now() % 100_000);
const lines = 400; // of 200 bytes: more than one chunk of the log
const person = { answered: new Set(), isOver: false };
let server, folder, effects, state = seed;

/** Whether the n-th project (and the deployments of it) asks people. */
const asks = (n) => n % 2 === 1;
const random = (below) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor(state / 65536) % below; };

before(async () => {
	server = await startServer({ env: { SLIPWAY_TASK_CAP: '4' } });
	folder = mkdtempSync(join(tmpdir(), 'slipway-kill-')); // scripts cannot reach the server's home
	chmodSync(folder, 0o755);
	effects = join(folder, 'effects');
	writeFileSync(effects, '');
	chmodSync(effects, 0o666);
	console.log(`# seed ${seed}, ${deployments} deployments, ${kills} kills`);
});
after(async () => {
	person.isOver = true;
	await server?.stop();
	if (folder) rmSync(folder, { recursive: true });
});

/** A request that is repeated with its key until it is answered, as a careful client does. */
async function post(path, body, key) {
	for (let tries = 0; tries < 300; tries++) {
		const answer = await server.api('POST', path, body, { headers: { 'Idempotency-Key': key } }).catch(() => null);
		if (answer && answer.status < 300) return answer.body;
		if (answer && ![502, 503, 504].includes(answer.status)) throw new Error(`${path}: ${answer.status} ${answer.text}`);
		await sleep(100);
	}
	throw new Error(`${path} is not answered\n${server.output.slice(-2000)}\n${server.log('portal', 1500)}\n${server.log('nginx', 800)}\n${server.log('postgresql', 1500)}`);
}

async function get(path) {
	for (let tries = 0; tries < 300; tries++) {
		const answer = await server.api('GET', path).catch(() => null);
		if (answer?.status === 200) return answer.body;
		if (answer && ![502, 503, 504].includes(answer.status)) throw new Error(`${path}: ${answer.status} ${answer.text}`);
		await sleep(100);
	}
	throw new Error(`${path} is not answered\n${server.output.slice(-2000)}\n${server.log('portal', 1500)}\n${server.log('nginx', 800)}\n${server.log('postgresql', 1500)}`);
}

/** Processes of this server: [{pid, command, parent}]. */
function processes() {
	const found = [];
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		try {
			const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
			const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
			const [, parent] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
			if (environment.includes(`SLIPWAY_HOME=${server.home}`) || command.includes(server.home)) found.push({ pid: Number(pid), command, parent: Number(parent) });
		} catch { /* it ended meanwhile */ }
	}
	return found;
}

/** Backends of this server's cluster that work for Slipway: children of its postmaster. */
function backends() {
	const master = processes().find((one) => /postgres -D /.test(one.command));
	if (!master) return [];
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
		try {
			const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
			const [, parent] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
			return Number(parent) === master.pid && /postgres: slipway/.test(command) ? { pid: Number(pid), command } : null;
		} catch { return null; }
	}).filter(Boolean);
}

const victims = {
	worker: () => processes().filter((one, _, all) => /slipway-portal/.test(one.command) && all.some((p) => p.pid === one.parent && /slipway-portal/.test(p.command))),
	runner: () => processes().filter((one) => /slipway-runner$/.test(one.command)),
	executor: () => processes().filter((one) => /slipway-runner executor/.test(one.command)),
	shim: () => processes().filter((one) => /slipway-runner shim/.test(one.command)),
	backend: () => backends(),
};
const weights = ['worker', 'worker', 'runner', 'executor', 'shim', 'backend', 'worker', 'executor'];

/** Answers everything that waits, as often as it takes, until told to stop. */
async function answerAll() {
	while (!person.isOver) {
		const page = await server.api('GET', '/api/interruptions?pendingOnly=true&take=100').catch(() => null);
		for (const one of page?.body?.Items ?? []) {
			const key = { headers: { 'Idempotency-Key': one.Id } };
			const values = one.Type === 'GuidedFailure' ? { Guidance: 'Fail' } : { Result: 'Proceed', Notes: one.Id };
			const taken = await server.api('PUT', one.Links.Responsible).catch(() => null);
			const answered = taken?.status === 200 && await server.api('POST', one.Links.Submit, values, key).catch(() => null);
			if (answered && answered.status < 300) person.answered.add(one.Id);
		}
		await sleep(100);
	}
}

async function strike(count) {
	const kind = weights[random(weights.length)];
	const all = victims[kind]();
	if (all.length === 0) return false;
	const { pid } = all[random(all.length)];
	try {
		// SIGTERM ends one session; one in eight strikes a backend with SIGKILL: the whole cluster recovers.
		process.kill(pid, kind === 'backend' && random(8) > 0 ? 'SIGTERM' : 'SIGKILL');
	} catch { return false; }
	count[kind] = (count[kind] ?? 0) + 1;
	return true;
}

test(`${kills} kills during ${deployments} deployments lose nothing and run nothing twice`, { timeout: 900_000 }, async () => {
	const environment = await post('/api/environments', { Name: 'Test' }, 'e');
	await post('/api/machines', { Name: 'region', EnvironmentIds: [environment.Id], Roles: ['web'], Endpoint: { CommunicationStyle: 'None' } }, 'm');
	const script = `id="$(get_octopusvariable Octopus.Task.Id)"\necho "begin $id" >> ${effects}\n` +
		`for i in $(seq 1 ${lines}); do printf 'line %d %0200d\\n' $i 0; [ $((i % 4)) != 0 ] || sleep 0.02; done\necho "end $id" >> ${effects}\n`;
	const approval = (Name, StartTrigger) => ({ Name, StartTrigger, Properties: {}, Actions: [{
		Name, ActionType: 'Octopus.Manual', Properties: {
			'Octopus.Action.Manual.Instructions': 'Go on', 'Octopus.Action.Manual.BlockConcurrentDeployments': 'True' } }] });
	const last = { Name: 'Last', Properties: {}, Actions: [{ Name: 'Last', ActionType: 'Octopus.Script', Properties: {
		'Octopus.Action.RunOnServer': 'true', 'Octopus.Action.Script.Syntax': 'Bash',
		'Octopus.Action.Script.ScriptBody': `echo "last $(get_octopusvariable Octopus.Task.Id)" >> ${effects}` } }] };
	const releases = [];
	for (let n = 0; n < 6; n++) { // six projects: deployments of one wait for each other
		const project = await post('/api/projects', { Name: `P${n}`, ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' }, `p${n}`);
		const put = await server.api('PUT', `/api/projects/${project.Id}/deploymentprocesses`, {
			Version: 0, Steps: [{ Name: 'Work', Properties: { 'Octopus.Action.TargetRoles': 'web' }, Actions: [{
				Name: 'Work', ActionType: 'Octopus.Script',
				Properties: { 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': script },
			}] }, ...(asks(n) ? [approval('One', 'StartAfterPrevious'), approval('Two', 'StartWithPrevious'), last] : [])],
		});
		assert.equal(put.status, 200, put.text);
		releases.push((await post('/api/releases', { ProjectId: project.Id, Version: '1.0.0' }, `r${n}`)).Id);
	}

	const acknowledged = [], answering = answerAll();
	const client = (async () => {
		for (let n = 0; n < deployments; n++) {
			const body = { ReleaseId: releases[n % releases.length], EnvironmentId: environment.Id, UseGuidedFailure: asks(n) };
			acknowledged.push({ ...await post('/api/deployments', body, `d${n}`), asks: asks(n) });
			await sleep(random(200));
		}
	})();
	const count = {};
	for (let done = 0, idle = 0; done < kills && idle < 400;) {
		if (await strike(count)) { done++; idle = 0; } else idle++;
		await sleep(80 + random(400));
	}
	await client;
	console.log(`# killed ${Object.entries(count).map(([what, times]) => `${what} ${times}`).join(', ')}`);
	assert.equal(Object.values(count).reduce((sum, n) => sum + n, 0), kills, `there was nothing left to kill\n${server.output.slice(-3000)}`);

	assert.equal(new Set(acknowledged.map((one) => one.Id)).size, deployments);
	assert.equal((await get('/api/deployments?take=1000')).TotalResults, deployments, 'each was made once');
	const marks = () => readFileSync(effects, 'utf8').trim().split('\n');
	for (const { Id, TaskId, asks: was_asked } of acknowledged) {
		assert.equal((await get(`/api/deployments/${Id}`)).TaskId, TaskId);
		let task;
		for (let tries = 0; tries < 1200; tries++) {
			task = await get(`/api/tasks/${TaskId}`);
			if (task.IsCompleted) break;
			await sleep(100);
		}
		assert.ok(task.IsCompleted, `${TaskId} is ${task.State} for ever`);
		const begun = marks().filter((line) => line === `begin ${TaskId}`).length;
		const ended = marks().filter((line) => line === `end ${TaskId}`).length;
		assert.ok(begun <= 1, `${TaskId} ran ${begun} times`);
		const lasts = marks().filter((line) => line === `last ${TaskId}`).length;
		assert.ok(lasts <= 1, `the last step of ${TaskId} ran ${lasts} times`);
		const asked = (await get(`/api/interruptions?regarding=${TaskId}&take=100`)).Items;
		assert.equal(new Set(asked.map((one) => one.CorrelationId)).size, asked.length, `${TaskId} asked twice`);
		assert.ok(asked.every((one) => !one.IsPending), `${TaskId} has ended and asks on`);
		if (was_asked && task.State === 'Success') assert.deepEqual([lasts, asked.length], [1, 2], `${TaskId} passed its people by`);
		const raw = await get(`/api/tasks/${TaskId}/raw`);
		const numbers = [...raw.matchAll(/ line (\d+) 0{200}/g)].map((match) => Number(match[1]));
		assert.deepEqual(numbers, Array.from({ length: numbers.length }, (_, i) => i + 1), `${TaskId}: order of its lines`);
		if (task.State === 'Success') {
			assert.equal(ended, 1, `${TaskId} succeeded without its end`);
			assert.equal(numbers.length, lines, `${TaskId}: ${numbers.length} lines`);
		} else {
			assert.equal(task.State, 'Failed', TaskId);
			assert.ok(count.shim > 0, `${TaskId} failed although no shim was killed:\n${raw.slice(-1500)}`);
			assert.ok(/interrupted|killed|lost|ended unexpectedly/i.test(raw), `${TaskId} does not say why:\n${raw.slice(0, 600)}\n…\n${raw.slice(-600)}`);
		}
	}
	person.isOver = true;
	await answering;
	for (const id of person.answered) {
		const { Result, Guidance } = (await get(`/api/interruptions/${id}`)).Form.Values;
		assert.ok(Result ?? Guidance, `the answer of ${id} is lost`);
	}
	const failed = (await get('/api/tasks?states=Failed&take=1000')).Items.filter((task) => task.Name === 'Deploy').length;
	assert.ok(failed <= (count.shim ?? 0), `${failed} failed, ${count.shim} shims were killed`);
});
