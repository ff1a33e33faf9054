// Measures a row of the bench with a server of its own; prints the lines that table.awk
// reads. A row is a file row-N.mjs: goals, the number of rounds, and prepare(), which
// answers what one round does. Each round measures both sides, one right after the other,
// so that both see the same machine.
//
//   node tests/bench/measure.mjs 5
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { player } from "../lib/process.mjs";
import { startServer } from "../lib/server.mjs";

const say = (...fields) => console.log(fields.join("\t"));

async function measure(number) {
	const row = await import(`./row-${number}.mjs`);
	const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
	const server = await startServer({ env: row.settings ?? {} });
	const rounds = Number(process.env.ROUNDS || row.rounds);
	try {
		const play = await player(server);
		for (const [series, statistic, sign, limit, unit, what, against = "-"] of row.goals)
			say("goal", number, series, statistic, sign, limit, unit, what, against);
		const round = await row.prepare({ server, play, folder });
		for (let n = 1; n <= rounds; n++) {
			process.stderr.write(`row ${number}: round ${n} of ${rounds}\n`);
			const take = (series, side, values) => [values].flat().forEach((value) => say("sample", number, series, n, side, value));
			await round(take, n);
		}
	} finally {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

await measure(process.argv[2]);
