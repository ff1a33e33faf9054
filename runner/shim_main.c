/*
 * slipway-shim: the program of shims. It is the runner's mode "shim" in a program of its
 * own, which loads neither the database's library nor what that brings along: loading
 * those takes longer than a short script. Its link fails if a shim needs them.
 */
#include <signal.h>

#include "runner/shim.h"

int
main(int argc, char **argv)
{
	(void)signal(SIGPIPE, SIG_IGN);	/* a lost reader is an error of write, not our end */
	return shim_main(argc, argv);
}
