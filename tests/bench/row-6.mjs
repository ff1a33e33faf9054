// A script prints a million lines of 89 bytes: until all are stored and the last one can
// be read, against a COPY of the same lines into a table with a key.
import { databaseOf, releaseOf, shell, timed } from "./bench.mjs";

const LINES = Number(process.env.LINES || 1_000_000);
const print = `seq -f '%088.0f' 1 ${LINES}`;

export const rounds = 3;
export const goals = [
	["log", "p50", ">=", 0.5, "/s", `${LINES} lines of 89 bytes, stored and readable`, "seq | psql COPY into a keyed table"],
];

/** Deploys and waits until its last line can be read. */
export async function printAll(play, release) {
	const task = (await play.deploy({ Id: release })).TaskId;
	await play.ended(task);
	const unit = (await play.details(task)).Children[0].Children.at(-1) ?? (await play.details(task)).Children[0];
	const { Lines } = await play.read(`slipway/tasks/${task}/activities/${unit.Id}/log?take=5`);
	if (!Lines.some((line) => Number(line.MessageText) === LINES)) throw new Error(`The last line is missing: ${JSON.stringify(Lines)}`);
}

export async function prepare({ server, play }) {
	const database = await databaseOf(server);
	const release = await releaseOf(play, print);

	return async (take) => {
		take("log", "ours", LINES / (await timed(() => printAll(play, release))) * 1000);
		await shell("psql -qc 'create table bench_line (n bigint generated always as identity primary key, line text not null)'", database);
		take("log", "reference", LINES / (await timed(() => shell(`${print} | psql -qc 'copy bench_line (line) from stdin'`, database))) * 1000);
		await shell("psql -qc 'drop table bench_line'", database);
	};
}
