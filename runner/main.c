/*
 * slipway-runner: one binary, several modes. Each row is one kind of process; argv[1]
 * names it. Without a mode it is the supervisor.
 */
#include <signal.h>

#include "lib/base/base.h"
#include "runner/drive.h"
#include "runner/executor.h"
#include "runner/shim.h"
#include "runner/supervisor.h"

static const struct mode {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} modes[] = {
	{"executor", executor_main, "TASK FENCE: runs one claimed task to its end"},
	{"query", query_main, "ID: answers one question of the API"},
	{"attempt", drive_main, "SPOOL_ROOT FILE.json: runs one attempt and prints what it says"},
	{"shim", shim_main, "SPOOL_ROOT ID: runs one attempt, the order on descriptor 3"},
};

int
main(int argc, char **argv)
{
	(void)signal(SIGPIPE, SIG_IGN);	/* a lost reader is an error of write, not our end */
	if (argc == 1)
		return supervisor_main(argc, argv);
	for (size_t i = 0; argc > 1 && i < COUNT(modes); i++) {
		if (strcmp(argv[1], modes[i].name) == 0)
			return modes[i].run(argc, argv);
	}
	fprintf(stderr, "usage: slipway-runner MODE ...\n");
	for (size_t i = 0; i < COUNT(modes); i++)
		fprintf(stderr, "  %-10s %s\n", modes[i].name, modes[i].help);
	return 2;
}
