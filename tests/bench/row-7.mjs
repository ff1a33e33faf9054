// While a script prints a million lines: how long others wait for a list, and what the
// runner needs; and what a line of 10 MB takes.
import { load, processesOf, releaseOf } from "./bench.mjs";

const LINES = Number(process.env.LINES || 1_000_000);

export const rounds = 3;
export const goals = [
	["list", "p99", "<=", 3, "ms", "list of projects while a big log is written, p99", "the same, quiet"],
	["memory", "max", "<=", 16, "MB", "runner and shim grow by, a million lines"],
	["line", "max", "<=", 16, "MB", "runner and shim grow by, one line of 10 MB"],
];

/** Deploys; the sum of the peaks of all kinds of processes of the runner meanwhile. */
async function peakOf(server, play, release, action = async () => {}) {
	const task = (await play.deploy({ Id: release })).TaskId;
	const peaks = {};
	let isOver = false;

	const watch = (async () => {
		while (!isOver) {
			for (const { kind, peak } of processesOf(server, /slipway-(runner|shim)/)) peaks[kind] = Math.max(peaks[kind] ?? 0, peak);
			await new Promise((done) => setTimeout(done, 50));
		}
	})();
	await action();
	const { State } = await play.ended(task);
	isOver = true;
	await watch;
	if (State !== "Success") throw new Error(`${task}: ${State}`);
	return Object.values(peaks).reduce((sum, peak) => sum + peak, 0);
}

export async function prepare({ server, play }) {
	const small = await releaseOf(play, "sleep 1; echo hello; sleep 1");
	const many = await releaseOf(play, `sleep 1; seq -f '%088.0f' 1 ${LINES}`);
	const long = await releaseOf(play, "sleep 1; head -c 10000000 /dev/zero | tr '\\0' x; echo; sleep 1");
	const list = `/api/Spaces-1/projects?take=30`;

	return async (take) => {
		const least = await peakOf(server, play, small);
		const p99 = async (side) => take("list", side, (await load(server, list, { connections: 2, seconds: 3 })).p99);

		await p99("reference");
		take("memory", "ours", Math.max(0, (await peakOf(server, play, many, () => p99("ours"))) - least));
		take("line", "ours", Math.max(0, (await peakOf(server, play, long)) - least));
	};
}
