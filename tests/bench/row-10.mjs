// The machinery alone: claiming queued tasks, and starting scripts on many targets.
import { databaseOf, numbers, processesOf, shell } from "./bench.mjs";
import { step } from "../lib/process.mjs";

const CLAIMS = 500, TARGETS = 50, AT_ONCE = 10;

export const rounds = 5;
export const goals = [
	["claim", "p50", ">=", 0.5, "/s", "claims of queued tasks", "pgbench with a bare claim"],
	["start", "p50", ">=", 0.6, "/s", `script starts, ${AT_ONCE} at once`, "bare posix_spawn of bash"],
];

// A queue and nothing else.
const queue = `
	drop table if exists bench_queue;
	create table bench_queue (id bigint primary key, state text not null, owner text);
	create index on bench_queue (id) where state = 'Queued';
	insert into bench_queue select n, 'Queued' from generate_series(1, ${CLAIMS}) n;`;
const bareClaim = `update bench_queue set state = 'Executing', owner = 'bench' where id = (
	select id from bench_queue where state = 'Queued' order by id limit 1 for update skip locked);`;
const tasks = `insert into task (id, seq, space_id, name, description)
	select 'bench-' || n, -n, 'Spaces-1', 'Health', 'bench' from generate_series(1, ${CLAIMS}) n`;

/** The runner's supervisor would take the tasks: it stands still meanwhile. */
async function withoutRunner(server, action) {
	const { pid } = processesOf(server, /slipway-(runner|shim)/).find(({ kind }) => kind === "supervisor");

	process.kill(pid, "SIGSTOP");
	try {
		return await action();
	} finally {
		process.kill(pid, "SIGCONT");
	}
}

export async function prepare({ server, play, folder }) {
	const env = { ...(await databaseOf(server)), QUEUE: queue, CLAIM: bareClaim, TASKS: tasks };
	const url = `host=${env.PGHOST} user=${env.PGUSER} dbname=${env.PGDATABASE}`;
	const sql = (text) => shell('psql -qv ON_ERROR_STOP=1 -c "$TEXT"', { ...env, TEXT: text });

	for (let n = 0; n < TARGETS; n++) await play.target(`t${n}`, "many");
	const { Id: release } = await play.release([step("Say", "echo hello", { role: "many", window: AT_ONCE })]);

	async function claims() {
		await sql(tasks);
		const [rate] = await numbers("claim", url, CLAIMS);
		await sql("delete from task where id like 'bench-%'");
		return rate;
	}

	async function bareClaims() {
		await sql(queue);
		const said = await shell(`printf '%s' "$CLAIM" > ${folder}/claim.sql; pgbench -n -c 1 -t ${CLAIMS} -M prepared -f ${folder}/claim.sql`, env);
		return Number(/tps = ([\d.]+)/.exec(said)[1]);
	}

	async function starts() {
		const { Id, State } = await play.ended((await play.deploy({ Id: release })).TaskId);
		if (State !== "Success") throw new Error(`${Id}: ${State}`);
		const seconds = await shell(`psql -qAtc "select extract(epoch from completed_time - start_time) from task where id = '${Id}'"`, env);
		return TARGETS / Number(seconds);
	}

	return async (take) => {
		await withoutRunner(server, async () => {
			take("claim", "ours", await claims());
			take("claim", "reference", await bareClaims());
		});
		take("start", "ours", await starts());
		take("start", "reference", await numbers("spawn", "many", TARGETS * 4, AT_ONCE));
	};
}
