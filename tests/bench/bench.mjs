// What the rows of the bench share: the programs beside this file, shell commands, the
// server's database and processes. measure.mjs says what a row is.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../lib/server.mjs";

const run = promisify(execFile);

/** The output of one of the bench's programs, as numbers. */
export async function numbers(program, ...args) {
	const { stdout } = await run(join(root, "build/tests/bench", program), args.map(String), { maxBuffer: 64e6 });
	return stdout.trim().split(/\s+/).map(Number);
}

/** What the load program says about a path. */
export async function load(server, path, { connections = 4, seconds = 2, key = server.apiKey } = {}) {
	const [rate, p50, p99, errors] = await numbers("load", server.port, key, connections, seconds, path);
	if (errors > 0) throw new Error(`${errors} requests for ${path} were not answered with 200.`);
	return { rate, p50, p99 };
}

/** The output of a shell command; `env` has what it needs. */
export async function shell(command, env = {}) {
	const { stdout } = await run("bash", ["-euo", "pipefail", "-c", command], { cwd: root, env: { ...process.env, ...env }, maxBuffer: 64e6 });
	return stdout.trim();
}

/** Milliseconds that something takes. */
export async function timed(action) {
	const begun = performance.now();
	await action();
	return performance.now() - begun;
}

/** Connection settings of libpq for the server's database, as its owner. */
export async function databaseOf(server) {
	const place = await shell(". tools/lib/place.sh; choose_place; echo $SLIPWAY_RUN_DIR",
		{ SLIPWAY_HOME: server.home, SLIPWAY_LISTEN: `${server.port}` });
	return { PGHOST: `${place}/db`, PGUSER: "slipway_owner", PGDATABASE: "slipway" };
}

const textOf = (pid, name) => readFileSync(`/proc/${pid}/${name}`, "utf8");

/** The processes below a server that run a program of this name: id, kind, peak memory in MB. */
export function processesOf(server, name) {
	const parents = new Map();
	for (const pid of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
		try {
			parents.set(Number(pid), Number(/^PPid:\s+(\d+)/m.exec(textOf(pid, "status"))[1]));
		} catch { /* has ended */ }
	}
	const isBelow = (pid) => pid === server.pid || (parents.has(pid) && isBelow(parents.get(pid)));
	return [...parents.keys()].filter(isBelow).flatMap((pid) => {
		try {
			if (!name.test(readlinkSync(`/proc/${pid}/exe`))) return [];
			const peak = Number(/^VmHWM:\s+(\d+)/m.exec(textOf(pid, "status"))[1]) * 1024 / 1e6;
			return [{ pid, kind: textOf(pid, "cmdline").split("\0")[1] || "supervisor", peak }];
		} catch { /* has ended */
			return [];
		}
	});
}

/** Memory in MB of the processes of a server with such a name (PSS). */
export function memoryOf(server, name) {
	return processesOf(server, name).reduce((sum, { pid }) =>
		sum + Number(/^Pss:\s+(\d+)/m.exec(textOf(pid, "smaps_rollup"))[1]) * 1024 / 1e6, 0);
}

/** A release whose only step runs this script on the server. */
export async function releaseOf(play, script) {
	const made = await play.release([{ Name: "Say", Actions: [{ Name: "Say", ActionType: "Octopus.Script", Properties: {
		"Octopus.Action.RunOnServer": "true", "Octopus.Action.Script.ScriptSource": "Inline",
		"Octopus.Action.Script.Syntax": "Bash", "Octopus.Action.Script.ScriptBody": script } }] }]);
	return made.Id;
}
