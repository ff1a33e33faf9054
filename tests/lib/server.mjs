// An own instance of Slipway for a test: started by tools/slipway as a user would, on
// a free port, in a folder of its own, and ended with everything it made.
//
//   const server = await startServer();
//   after(() => server.stop());
//   const { status, body } = await server.api("GET", "/api/Spaces-1/projects");
//
// No fixed ports, no sleeps; a test process that dies takes its server along.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const build = process.env.SLIPWAY_BUILD ?? join(root, "build");
const running = new Set();

process.on("exit", () => {
	for (const child of running) child.kill("SIGTERM");
});

/** A TCP port that nothing uses now. */
export function freePort() {
	return new Promise((done, failed) => {
		const probe = createServer().once("error", failed);
		probe.listen(0, "127.0.0.1", () => {
			const { port } = probe.address();
			probe.close(() => done(port));
		});
	});
}

/** Letters and digits as API keys have them. */
export function randomKey(length = 32) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	return Array.from(randomBytes(length), (byte) => letters[byte % 36]).join("");
}

/** The lines Set-Cookie of an answer. Debian's Node 18 has no getSetCookie(); ours have no dates. */
export const cookiesOf = ({ headers }) => headers.getSetCookie?.() ?? headers.get("set-cookie")?.split(", ") ?? [];

/**
 * Starts a server and resolves when it answers. `env` is added to its environment; an
 * existing `home` is used again and not removed by stop().
 */
export async function startServer({ env = {}, home: givenHome, port: givenPort } = {}) {
	const home = givenHome ?? mkdtempSync(join(tmpdir(), "slipway-test-"));
	chmodSync(home, 0o755); // as root its accounts have to get in
	const port = givenPort ?? (await freePort());
	const secrets = {
		ADMIN_USERNAME: "admin",
		ADMIN_PASSWORD: env.ADMIN_PASSWORD ?? randomKey(20),
		ADMIN_API_KEY: env.ADMIN_API_KEY ?? `API-${randomKey()}`,
	};
	const child = spawn("setpriv", ["--pdeathsig", "TERM", join(root, "tools/slipway"), "run"], {
		env: {
			...process.env,
			...secrets,
			SLIPWAY_HOME: home,
			SLIPWAY_LISTEN: `127.0.0.1:${port}`,
			SLIPWAY_BUILD: build,
			...env,
		},
		stdio: ["ignore", "pipe", "pipe"],
		detached: true, // Ctrl-C reaches the test, which then stops it
	});
	running.add(child);
	const ended = new Promise((done) => child.once("exit", (status) => done(status)));
	ended.then(() => running.delete(child));

	const server = {
		url: `http://127.0.0.1:${port}`,
		port,
		home,
		pid: child.pid,
		username: secrets.ADMIN_USERNAME,
		password: secrets.ADMIN_PASSWORD,
		apiKey: secrets.ADMIN_API_KEY,
		output: "",

		/** The end of a log: "portal", "runner", "postgresql", "nginx", "access". */
		log(name, bytes = 4000) {
			try {
				return readFileSync(join(home, "log", `${name}.log`), "utf8").slice(-bytes);
			} catch {
				return "";
			}
		},

		/** One API request with the administrator's key; body parsed if it is JSON. */
		async api(method, path, json, { key = server.apiKey, headers = {} } = {}) {
			const ask = () => fetch(server.url + path, {
				method,
				headers: {
					...(key ? { "X-Octopus-ApiKey": key } : {}),
					...(json === undefined ? {} : { "Content-Type": "application/json" }),
					...headers,
				},
				body: json === undefined ? undefined : JSON.stringify(json),
				redirect: "manual",
			});
			// A test that was blocked for long has connections that nginx has closed meanwhile.
			const answer = await ask().catch((error) => {
				if (method !== "GET" || !/ECONNRESET|UND_ERR_SOCKET|EPIPE/.test(error.cause?.code)) throw error;
				return ask();
			});
			const text = await answer.text();
			const isJson = /json/.test(answer.headers.get("content-type") ?? "");
			return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : text };
		},

		/** Ends everything; the folder goes unless it was given. */
		async stop() {
			child.ref();
			if (child.exitCode === null) child.kill("SIGTERM");
			const status = await ended;
			if (!givenHome) rmSync(home, { recursive: true, force: true });
			return status;
		},
	};
	child.stderr.setEncoding("utf8").on("data", (text) => (server.output += text));
	await isReady(child, server, ended);
	// A test that fails before its stop() must still be able to end.
	for (const handle of [child, child.stdout, child.stderr]) handle.unref();
	return server;
}

async function isReady(child, server, ended) {
	const ready = new Promise((done) => {
		child.stdout.setEncoding("utf8").on("data", (text) => {
			server.output += text;
			if (server.output.includes("Slipway is ready: ")) done(true);
		});
	});
	if ((await Promise.race([ready, ended.then(() => false)])) === true) return;
	const logs = ["portal", "runner", "nginx", "postgresql"].map((name) => `--- ${name}\n${server.log(name)}`);
	throw new Error(`Slipway did not start.\n${server.output}\n${logs.join("\n")}`);
}
