#ifndef SLIPWAY_RUNNER_CHILDREN_H
#define SLIPWAY_RUNNER_CHILDREN_H

#include <sys/types.h>

#include "lib/base/base.h"

/*
 * The supervisor's own children: executors and query helpers. Others that it reaps
 * (shims whose executor died) are not in the table.
 */
enum child_kind { CHILD_EXECUTOR, CHILD_QUERY };

struct child {
	enum child_kind kind;
	pid_t pid;			/* 0: to be started again at restart_us */
	char id[64];			/* task or query */
	int deaths;			/* in a row */
	int64_t restart_us;		/* monotonic */
	int64_t started_us;
};

struct children {
	struct child *items;		/* malloc: lives as long as the supervisor */
	size_t count, max;
};

/* Adds an entry without process. */
struct child *children_add(struct children *c, enum child_kind kind, const char *id);
struct child *children_find(struct children *c, enum child_kind kind, const char *id);
struct child *children_of_pid(struct children *c, pid_t pid);
void	children_remove(struct children *c, struct child *child);
size_t	children_count(const struct children *c, enum child_kind kind);

/*
 * Starts this program again in a mode, with up to two arguments (NULL: none), in clean
 * signal state. False with errno.
 */
bool	child_spawn(struct child *child, const char *mode, const char *first, const char *second);

/* Sends a signal to every running child of a kind. */
void	children_signal(const struct children *c, enum child_kind kind, int signal);

#endif
