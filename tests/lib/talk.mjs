// Short words for requests to a server and for waiting until something is so.
import assert from "node:assert/strict";

const s = "/api/Spaces-1";

/** `server`: a function, since tests start theirs later. Paths without "/" are of the space. */
export function talkTo(server) {
	const send = (method, path, json, options) =>
		server().api(method, path.startsWith("/") ? path : `${s}/${path}`, json, options);
	async function made(path, json, options) {
		const { status, body } = await send("POST", path, json, options);
		assert.ok(status < 300, `${path}: ${status} ${JSON.stringify(body)}`);
		return body;
	}
	async function read(path) {
		const { status, body } = await send("GET", path);
		assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
		return body;
	}
	const raw = async (taskId) => (await send("GET", `/api/tasks/${taskId}/raw`)).text;

	/** Asks again until `found` answers something; a machine may be slow, so for minutes. */
	async function until(what, found) {
		for (let tries = 0; tries < 1800; tries++) {
			const value = await found();
			if (value) return value;
			await new Promise((done) => setTimeout(done, 100));
		}
		assert.fail(`${what} does not happen\n${server().log("runner")}`);
	}
	const ended = (taskId) => until(`the end of ${taskId}`, async () => {
		const task = await read(`/api/tasks/${taskId}`);
		return task.IsCompleted && task;
	});
	return { send, made, read, raw, until, ended };
}
