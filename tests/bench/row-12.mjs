// Four times as many connections as workers: the slowest requests against the median one,
// and how soon somebody new is answered right afterwards.
import { load, timed } from "./bench.mjs";

export const rounds = 5;
export const settings = { SLIPWAY_WORKERS: "8" };
export const goals = [
	["crowd", "p50", "<=", 5, "ms", "32 connections, 8 workers: p99", "p50 of the same requests"],
	["new", "p50", "<=", 50, "ms", "a new connection right after them"],
];

export async function prepare({ server }) {
	const path = "/api/Spaces-1/environments/all";

	return async (take) => {
		const { p50, p99 } = await load(server, path, { connections: 32 });

		take("crowd", "ours", p99);
		take("crowd", "reference", p50);
		take("new", "ours", await timed(() => fetch(server.url + path, {
			headers: { "X-Octopus-ApiKey": server.apiKey, Connection: "close" } }).then((answer) => answer.text())));
	};
}
