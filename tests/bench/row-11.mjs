// What portal and runner hold in memory, shared pages divided among their users: idle, and
// after the load of row 12.
import { load, memoryOf } from "./bench.mjs";

export const rounds = 3;
export const goals = [
	["idle", "max", "<=", 32, "MB", "portal and runner, idle"],
	["after", "max", "<=", 48, "MB", "portal and runner, after a load"],
];

export async function prepare({ server }) {
	return async (take, n) => {
		if (n === 1) take("idle", "ours", memoryOf(server, /slipway-(portal|runner)/));
		await load(server, "/api/Spaces-1/environments/all", { connections: 32 });
		take("after", "ours", memoryOf(server, /slipway-(portal|runner)/));
	};
}
