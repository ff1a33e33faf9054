// The description of the API keeps its word: it is valid OpenAPI, and what the server
// answers fits the schemas that it names.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv';
import { startServer } from '../lib/server.mjs';

const s = '/api/Spaces-1';
let server, description, ajv;

async function send(method, path, body) {
	const answer = await server.api(method, path, body);
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.body;
}

/** What stands in each {name} of a path, by the segment before it. */
let known;

before(async () => {
	server = await startServer();
	description = await send('GET', '/api/openapi.json');
	const environment = await send('POST', `${s}/environments`, { Name: 'Dev' });
	await send('POST', `${s}/machines`, { Name: 'region', EnvironmentIds: [environment.Id], Roles: ['web'], Endpoint: { CommunicationStyle: 'None' } });
	await send('POST', `${s}/accounts`, { Name: 'account', AccountType: 'UsernamePassword', Username: 'u', Password: { HasValue: true, NewValue: 'hidden-hidden' } });
	await send('POST', `${s}/lifecycles`, { Name: 'Mine', Phases: [{ Name: 'One', OptionalDeploymentTargets: [environment.Id] }] });
	const project = await send('POST', `${s}/projects`, { Name: 'P', ProjectGroupId: 'ProjectGroups-1', LifecycleId: 'Lifecycles-1' });
	await send('PUT', project.Links.DeploymentProcess, {
		Version: 0,
		Steps: [{
			Name: 'Say', Properties: { 'Octopus.Action.TargetRoles': 'web' }, Actions: [{
				Name: 'Say', ActionType: 'Octopus.Script',
				Properties: { 'Octopus.Action.Script.ScriptBody': 'echo hi', Token: { HasValue: true, NewValue: 'hidden-token' } },
			}],
		}],
	});
	await send('PUT', project.Links.Variables, {
		Version: 0,
		Variables: [
			{ Name: 'A', Value: 'x', Scope: { Environment: [environment.Id] } }, { Name: 'B', Value: 'hidden-b', IsSensitive: true },
			{ Name: 'C', Value: '', Prompt: { Label: 'C', Description: '', Required: false, DisplaySettings: { 'Octopus.ControlType': 'SingleLineText' } } },
		],
	});
	const release = await send('POST', `${s}/releases`, { ProjectId: project.Id, Version: '1.0.0' });
	const { TaskId } = await send('POST', `${s}/deployments`, { ReleaseId: release.Id, EnvironmentId: environment.Id });
	while (!(await send('GET', `/api/tasks/${TaskId}`)).IsCompleted) await new Promise((done) => setTimeout(done, 200));
	known = { preview: environment.Id, deploymentsettings: `deploymentsettings-${project.Id}`, progression: project.Id, tasks: TaskId };
	ajv = new Ajv({ strict: false, allErrors: true, formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$/, timespan: true, int64: true, binary: true } });
	ajv.addSchema({ $id: 'api', components: local(description.components) });
});
after(async () => server?.stop());

const local = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'));

test('the description is valid', async () => {
	const { valid, errors } = await new Validator().validate(structuredClone(description));
	assert.ok(valid, JSON.stringify(errors, null, 1));
	const seen = new Set();
	for (const [path, item] of Object.entries(description.paths)) {
		const nameless = path.replace(/\{[^}]*\}/g, '{}');
		assert.ok(!seen.has(nameless), `${path} is there under two names`);
		seen.add(nameless);
		for (const [method, one] of Object.entries(item)) {
			const parameters = one.parameters.map(({ name }) => name.toLowerCase());
			assert.equal(new Set(parameters).size, parameters.length, `${method} ${path}: ${parameters}`);
		}
	}
});

/** The path with ids of what there is; null if there is none of it. */
async function filled(path) {
	let address = path.replace('{spaceId}', 'Spaces-1');
	for (let name; (name = address.match(/\/([^/]+)\/\{[^}]+\}/)); ) {
		const list = name[1] in known ? null : await server.api('GET', address.slice(0, name.index) + `/${name[1]}`);
		const one = known[name[1]] ?? list.body.Items?.[0];
		if (one === undefined) return null;
		address = address.replace(/\{[^}]+\}/, name[0].includes('{version}') ? one.Version : one.Id ?? one);
	}
	return address;
}

test('answers are what the description says', async () => {
	let checked = 0;
	for (const [path, { get }] of Object.entries(description.paths)) {
		const address = get && (await filled(path));
		if (!address) continue;
		const answer = await server.api('GET', address);
		if (answer.status === 400) continue; // asks for something in its query
		assert.equal(answer.status, 200, `${address}: ${answer.text}`);
		const [[media, { schema }]] = Object.entries(get.responses[200].content);
		const type = answer.headers.get('content-type').replace(/;.*/, '');
		assert.ok(type === media || (media === 'image/*' && type.startsWith('image/')), `${address}: ${type}, not ${media}`);
		if (media !== 'application/json') continue;
		const fits = ajv.compile(local(schema));
		assert.ok(fits(answer.body), `${address}: ${ajv.errorsText(fits.errors)}`);
		checked++;
	}
	assert.ok(checked > 130, `${checked} answers`);
});
