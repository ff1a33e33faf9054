#ifndef SLIPWAY_RUNNER_CHILD_H
#define SLIPWAY_RUNNER_CHILD_H

#include <sys/types.h>

#include "lib/base/work.h"

/* A helper program with pipes on its three standard descriptors. */
struct child {
	pid_t pid;		/* 0: none */
	int in;			/* to its stdin; -1: closed; blocking */
	int out;		/* from its stdout; -1: closed; non-blocking */
	int err;		/* from its stderr; likewise */
};

/* argv[0] is looked up in PATH; env is all it gets, NULL at the ends. */
bool	child_start(struct work *w, const char *const *argv, const char *const *env,
		struct child *ret) MUST_CHECK;

/* Closes the pipes, kills it if it runs on, reaps it. Harmless when there is none. */
void	child_end(struct child *c);

/* How long a program may run. */
struct child_limit {
	int seconds;
	int wake[2];		/* descriptors whose news end it early */
	int wake_count;
};

/*
 * Runs a program to its end: input to stdin, then everything it prints (at most 1 MiB
 * of each). ERR_UNAVAILABLE at its limit. The exit status goes to ret_status.
 */
bool	child_run(struct work *w, const char *const *argv, const char *const *env,
		const char *input, const struct child_limit *limit, int *ret_status,
		const char **ret_out, const char **ret_err) MUST_CHECK;

#endif
