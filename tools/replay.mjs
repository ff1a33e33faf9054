#!/usr/bin/env node
// Replays a recording that was exported as JSON on another server.
//
//   OCTOPUS_URL=http://127.0.0.1:8080 OCTOPUS_API_KEY=API-… tools/replay.mjs recording.json
//
// Secrets come from the environment under the names that the file lists. The first
// refusal ends it: what was done until then stays, so that it can be looked at.
import { readFileSync } from "node:fs";

function needed(name, why) {
	const value = process.env[name];
	if (!value) {
		console.error(`${name} is not set: ${why}`);
		process.exit(2);
	}
	return value;
}

const [file] = process.argv.slice(2);
if (!file) {
	console.error("Usage: tools/replay.mjs recording.json");
	process.exit(2);
}
const recording = JSON.parse(readFileSync(file, "utf8"));
if (recording.Format !== "slipway-recording/1") throw new Error(`${file} is no recording of Slipway.`);
const url = needed("OCTOPUS_URL", "the address of the server").replace(/\/+$/, "");
const key = needed("OCTOPUS_API_KEY", "an API key of that server");
for (const name of recording.Secrets) needed(name, "a secret that was typed in and not recorded");

const refs = { space: process.env.OCTOPUS_SPACE };

async function request(method, path, body, headers = { "Content-Type": "application/json" }) {
	const answer = await fetch(url + path, {
		method,
		headers: { "X-Octopus-ApiKey": key, ...(body === undefined ? {} : headers) },
		body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
	});
	const text = await answer.text();
	if (!answer.ok) {
		let sentences = text;
		try {
			const { ErrorMessage, Errors } = JSON.parse(text);
			sentences = [ErrorMessage, ...(Errors ?? [])].join("\n");
		} catch {}
		throw new Error(`${method} ${path} answered ${answer.status}:\n${sentences}`);
	}
	return text === "" ? {} : JSON.parse(text);
}

const at = (document, pointer) =>
	pointer.split("/").slice(1).reduce((value, name) => value?.[name], document);

const address = (text) => text.replace(/@\{(\w+)\}/g, (_, name) => refs[name]);

/** A body with ids and secrets in the place of their names. */
function filled(value) {
	if (Array.isArray(value)) return value.map(filled);
	if (value === null || typeof value !== "object") return value;
	if ("@ref" in value) return refs[value["@ref"]];
	if ("@secret" in value) return process.env[value["@secret"]];
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member)]));
}

/** Looks something up; what a task asks people may take its seconds to appear. */
async function find({ Name, What, Path, Member, Value, Pointer, Seconds = 0 }) {
	for (let left = Seconds; ; left--) {
		let answer = await request("GET", address(Path));
		if (Member) {
			const wanted = Value.toLowerCase();
			answer = (Array.isArray(answer) ? answer : answer.Items).find((one) => one[Member].toLowerCase() === wanted);
		}
		refs[Name] = answer && at(answer, Pointer);
		if (refs[Name] || left <= 0) break;
		await new Promise((done) => setTimeout(done, 1000));
	}
	if (!refs[Name]) throw new Error(`There is no ${What} on this server.`);
}

async function waitFor(id) {
	for (;;) {
		const task = await request("GET", `/api/tasks/${id}`);
		if (task.IsCompleted || task.HasPendingInterruptions) return console.log(`   ${id} ${task.State}: ${task.Description}`);
		await new Promise((done) => setTimeout(done, 500));
	}
}

function uploadOf({ FileName, ContentType, Base64 }) {
	const form = new FormData();
	form.append("fileToUpload", new Blob([Buffer.from(Base64, "base64")], { type: ContentType }), FileName);
	return form;
}

async function replay(step) {
	for (const one of step.Finds) await find(one);
	const path = address(step.Path) + (step.Query ? `?${address(step.Query)}` : "");
	let body = step.Body == null ? undefined : filled(step.Body);
	if (step.Rereads) body.Version = (await request("GET", path)).Version;
	const answer = step.Upload
		? await request(step.Method, path, uploadOf(step.Upload), {})
		: await request(step.Method, path, body);
	for (const { Name, Pointer } of step.Produces) refs[Name] = at(answer, Pointer);
	for (const pointer of step.Waits) await waitFor(at(answer, pointer));
}

try {
	refs.space ??= (await request("GET", "/api/spaces/all")).find((space) => space.IsDefault).Id;
	for (const [i, step] of recording.Requests.entries()) {
		console.log(`${i + 1}. ${step.Method} ${step.Path}`);
		await replay(step);
	}
} catch (error) {
	console.error(error.message);
	process.exit(1);
}
