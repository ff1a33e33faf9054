// From POST deployment to the first line of its script, read through the API, against the
// least that starting a script and hearing its line can cost.
import { numbers, releaseOf } from "./bench.mjs";

export const rounds = 7;
export const goals = [
	["line", "p50", "<=", 4, "ms", "deployment to first line, p50", "spawn of bash over a socket"],
	["line", "p99", "<=", 5, "ms", "deployment to first line, p99", "spawn of bash over a socket"],
];

const DEPLOYMENTS = 10, SPAWNS = 100;

export async function prepare({ server, play }) {
	const release = await releaseOf(play, "echo hello");
	const ours = (count) => numbers("first-line", server.port, server.apiKey, release, play.environments.Dev.Id, count);

	await ours(5); // everything is warm afterwards
	return async (take) => {
		take("line", "ours", await ours(DEPLOYMENTS));
		take("line", "reference", await numbers("spawn", "echo", SPAWNS));
	};
}
