/*
 * The table of the supervisor's children and how they are started.
 */
#include "runner/children.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include "lib/base/clock.h"

struct child *
children_add(struct children *c, enum child_kind kind, const char *id)
{
	struct child *child;

	if (c->count == c->max) {
		c->max = c->max ? c->max * 2 : 16;
		c->items = realloc(c->items, c->max * sizeof(*c->items));
		if (c->items == NULL)
			abort();
	}
	child = &c->items[c->count++];
	*child = (struct child){.kind = kind};
	snprintf(child->id, sizeof(child->id), "%s", id);
	return child;
}

struct child *
children_find(struct children *c, enum child_kind kind, const char *id)
{
	for (size_t i = 0; i < c->count; i++) {
		if (c->items[i].kind == kind && strcmp(c->items[i].id, id) == 0)
			return &c->items[i];
	}
	return NULL;
}

struct child *
children_of_pid(struct children *c, pid_t pid)
{
	for (size_t i = 0; i < c->count; i++) {
		if (c->items[i].pid == pid)
			return &c->items[i];
	}
	return NULL;
}

void
children_remove(struct children *c, struct child *child)
{
	*child = c->items[--c->count];
}

size_t
children_count(const struct children *c, enum child_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++)
		count += c->items[i].kind == kind;
	return count;
}

bool
child_spawn(struct child *child, const char *mode, const char *first, const char *second)
{
	char *argv[] = {(char *)(uintptr_t)"slipway-runner", (char *)(uintptr_t)mode,
	    (char *)(uintptr_t)first, (char *)(uintptr_t)second, NULL};
	posix_spawnattr_t attr;
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	error = posix_spawnattr_init(&attr);
	if (error == 0) {
		error = posix_spawnattr_setsigmask(&attr, &none);
		error = error ? error : posix_spawnattr_setsigdefault(&attr, &all);
		error = error ? error : posix_spawnattr_setflags(&attr,
		    POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
		error = error
		    ? error
		    : posix_spawn(&child->pid, "/proc/self/exe", NULL, &attr, argv, environ);
		posix_spawnattr_destroy(&attr);
	}
	if (error != 0) {
		child->pid = 0;
		errno = error;
		return false;
	}
	child->started_us = clock_monotonic_us();
	return true;
}

void
children_signal(const struct children *c, enum child_kind kind, int signal)
{
	for (size_t i = 0; i < c->count; i++) {
		if (c->items[i].kind == kind && c->items[i].pid > 0)
			(void)kill(c->items[i].pid, signal);	/* it may have ended just now */
	}
}
