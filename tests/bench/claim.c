/*
 * Claims queued tasks as the supervisor does, with its statement and its connection code,
 * one after the other, and prints how many a second.
 *
 *   claim DATABASE-URL COUNT
 */
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/work.h"
#include "lib/store/db.h"
#include "tests/bench/http.h"

int
main(int argc, char **argv)
{
	int count = argc == 3 ? atoi(argv[2]) : 0;
	struct work w;
	struct rows *rows;
	double begun;

	if (count <= 0)
		die("usage: claim DATABASE-URL COUNT");
	work_begin(&w, arena_new((size_t)64 * 1024 * 1024));
	if (!db_open(&w, argv[1], "slipway-bench"))
		die("%s", w.error.message);
	begun = now_ms();
	for (int i = 0; i < count; i++) {
		arena_reset(w.arena);
		work_begin(&w, w.arena);
		db_attach(&w);
		rows = db_run(&w, SQL_RUNNER_CLAIM, "bench", "bench", "{}");
		if (rows == NULL || rows_count(rows) != 1)
			die("Nothing was claimed: %s", rows ? "no task" : w.error.message);
	}
	printf("%.2f\n", count * 1000 / (now_ms() - begun));
	return 0;
}
