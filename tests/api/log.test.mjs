// The log of a task in parts: windows of one activity, a search over all of it, what came
// after a cursor. One task prints 20,000 lines.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const LINES = 20_000;
const script = `
echo '##octopus[stdout-verbose]'
for i in 1 2 3; do echo "quiet $i"; done
echo '##octopus[stdout-default]'
seq -f 'line %.0f' 1 ${LINES}
echo 'Grüße, 100% \\_ [x]'
printf '\\033[31mre\\033[1md\\033[0m alert\\n'
`;
let server, task, unit;

async function read(path, want = 200) {
	const answer = await server.api('GET', path);
	assert.equal(answer.status, want, `${path}: ${answer.text.slice(0, 300)}`);
	return answer.body;
}
const texts = (lines) => lines.map((line) => line.MessageText);
const numbers = (lines) => lines.map((line) => line.Number);
const range = (from, count) => Array.from({ length: count }, (_, i) => from + i);
const window = (query, want) => read(`/api/slipway/tasks/${task}/activities/${unit}/log?${query}`, want);
const search = (query, want) => read(`/api/slipway/tasks/${task}/log/search?${query}`, want);

before(async () => {
	server = await startServer();
	const made = async (path, body, method = 'POST') => {
		const answer = await server.api(method, path, body);
		assert.ok(answer.status < 300, answer.text);
		return answer.body;
	};
	const environment = await made('/api/environments', { Name: 'Test' });
	await made('/api/machines', { Name: 'one', EnvironmentIds: [environment.Id], Roles: ['web'], Endpoint: { CommunicationStyle: 'None' } });
	const project = await made('/api/projects', { Name: 'P', ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	await made(`/api/projects/${project.Id}/deploymentprocesses`, { Version: 0, Steps: [{ Name: 'Long', Properties: { 'Octopus.Action.TargetRoles': 'web' }, Actions: [{
		Name: 'Long', ActionType: 'Octopus.Script', Properties: { 'Octopus.Action.Script.Syntax': 'Bash', 'Octopus.Action.Script.ScriptBody': script },
	}] }] }, 'PUT');
	const release = await made('/api/releases', { ProjectId: project.Id, Version: '1.0.0' });
	task = (await made('/api/deployments', { ReleaseId: release.Id, EnvironmentId: environment.Id })).TaskId;
	for (let i = 0; i < 600 && !(await read(`/api/tasks/${task}`)).IsCompleted; i++) await new Promise((done) => setTimeout(done, 100));
	assert.equal((await read(`/api/tasks/${task}`)).State, 'Success');
	const details = await read(`/api/tasks/${task}/details?tail=1`);
	unit = details.ActivityLogs[0].Children[0].Children[0].Id;
});
after(async () => server?.stop());

let first; // number of "line 1"

test('a window is the end of an activity, 500 lines', async () => {
	const end = await window('');
	assert.equal(end.NodeId, unit);
	assert.equal(end.Lines.length, 500);
	assert.equal(end.HasEarlier, true);
	assert.equal(end.HasLater, false);
	assert.equal(end.Lines.at(-1).Number, end.LastNumber);
	const one = end.Lines.find((line) => line.MessageText === `line ${LINES}`);
	first = one.Number - LINES + 1;
	assert.equal(end.Total, end.LastNumber);
});

test('before=: the lines that end there, without gap or double, up to the first', async () => {
	const all = [];
	let at = 0, last = Infinity;
	for (let i = 0; i < 20; i++) {
		const part = await window(`take=2000${at ? `&before=${at}` : ''}`);
		assert.ok(part.Lines.length <= 2000);
		assert.equal(part.HasLater, at !== 0);
		all.unshift(...part.Lines);
		at = part.Lines[0].Number;
		assert.ok(at < last);
		last = at;
		if (!part.HasEarlier) break;
	}
	assert.deepEqual(numbers(all), range(1, all.length));
	assert.deepEqual(texts(all.slice(first - 1, first - 1 + LINES)), range(1, LINES).map((i) => `line ${i}`));
});

test('after=: the lines behind it', async () => {
	const part = await window(`after=${first - 1 + 9_990}&take=20`);
	assert.deepEqual(texts(part.Lines), range(9_991, 20).map((i) => `line ${i}`));
	assert.deepEqual([part.HasEarlier, part.HasLater], [true, true]);
	const end = await window(`after=${first - 1 + LINES - 3}&take=2000`);
	assert.equal(end.Lines[0].MessageText, `line ${LINES - 2}`);
	assert.equal(end.HasLater, false);
	assert.deepEqual((await window('after=10000000')).Lines, []);
	const start = await window('after=0&take=3');
	assert.deepEqual(numbers(start.Lines), [1, 2, 3]);
	assert.deepEqual([start.HasEarlier, start.HasLater], [false, true]);
});

test('verbose=false leaves verbose lines out and still fills the window', async () => {
	const part = await window(`before=${first + 5}&take=500&verbose=false`);
	assert.deepEqual(texts(part.Lines).slice(-5), range(1, 5).map((i) => `line ${i}`));
	assert.ok(part.Lines.every((line) => line.Category !== 'Verbose'));
	const all = await window(`before=${first + 5}&take=500`);
	assert.ok(texts(all.Lines).includes('quiet 2'));
	assert.ok(part.Total < all.Total);
});

test('what is no window is refused in a sentence', async () => {
	for (const query of ['take=0', 'take=2001', 'take=x', 'before=0', 'before=-1', 'after=-1', 'after=9999999999'])
		assert.match((await window(query, 400)).ErrorMessage, /must be a number from [01] to/);
	await read(`/api/slipway/tasks/${task}/activities/999999/log`, 404);
	await read(`/api/slipway/tasks/${task}/activities/x/log`, 404);
	await read(`/api/slipway/tasks/ServerTasks-9999/activities/${unit}/log`, 404);
});

test('a search looks at the whole log, whatever the case', async () => {
	const found = await search('q=LINE%20777');
	const want = range(1, LINES).filter((i) => `line ${i}`.includes('line 777'));
	assert.equal(found.Count, want.length);
	assert.deepEqual(texts(found.Lines), want.map((i) => `line ${i}`));
	assert.deepEqual(numbers(found.Lines), want.map((i) => first + i - 1));
	assert.equal(found.Lines[0].NodeId, unit);
	assert.deepEqual([found.IsCountCut, found.IsComplete], [false, true]);
});

test('200 hits are answered, 10,000 are counted', async () => {
	const found = await search('q=line');
	assert.equal(found.Lines.length, 200);
	assert.deepEqual([found.Count, found.IsCountCut], [10_000, true]);
	const part = await search('q=line&skip=9990&take=50');
	assert.deepEqual(texts(part.Lines), range(9_991, 50).map((i) => `line ${i}`).slice(0, 10));
	assert.equal(part.Count, 10_000);
	const fewer = await search('q=line%201'); // 1, 10–19, 100–199 … 10000–19999
	assert.deepEqual([fewer.Lines.length, fewer.Count], [200, 10_000]);
});

test('signs mean themselves, letters beyond ASCII have no case, colours are not text', async () => {
	for (const [wanted, count] of [['100%', 1], ['\\_ [', 1], ['l_ne', 0], ['GRÜSSE', 0], ['GRÜßE', 1], ['red alert', 1], ['[31m', 0], ['31m', 0], ['\t200\t', 0]])
		assert.equal((await search(`q=${encodeURIComponent(wanted)}`)).Count, count, wanted);
});

test('verbose lines are searched as asked', async () => {
	assert.equal((await search('q=quiet')).Count, 3);
	assert.equal((await search('q=quiet&verbose=false')).Count, 0);
	await search('', 400);
	await search(`q=${'x'.repeat(201)}`, 400);
});

test('a follower gets every line once, in bounded answers', async () => {
	const seen = [];
	let cursor = 0, more = true;
	while (more) {
		const answer = await server.api('GET', `/api/slipway/tasks/${task}/log?after=${cursor}`);
		assert.ok(answer.text.length < 4_000_000, `${answer.text.length} bytes`);
		seen.push(...answer.body.Lines.filter((line) => line.NodeId === unit));
		cursor = answer.body.Cursor;
		more = answer.body.HasMore;
	}
	assert.deepEqual(numbers(seen), range(1, seen.length));
	assert.ok(seen.length >= LINES);
	assert.deepEqual((await read(`/api/slipway/tasks/${task}/log?after=${cursor}`)).Lines, []);
});
