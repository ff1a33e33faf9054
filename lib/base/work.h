#ifndef SLIPWAY_BASE_WORK_H
#define SLIPWAY_BASE_WORK_H

#include "lib/base/arena.h"
#include "lib/base/error.h"

struct db;

/* How somebody proved who he is. */
enum identified_by { BY_NOTHING, BY_SESSION, BY_API_KEY, BY_SYSTEM };

/* Who does the work. Strings live as long as the work's arena. */
struct principal {
	const char *user_id;		/* NULL: anonymous */
	const char *username;
	const char *display_name;
	bool is_administrator;
	enum identified_by by;
	const char *session_id;		/* row id of the session, if by session */
	const char *address;		/* "" if unknown */
	const char *user_agent;		/* "" if unknown */
};

/*
 * One unit of work: a request or a task. First parameter of everything above
 * base. A function that can fail returns bool or a pointer and leaves the reason
 * in error; it logs or returns an error, never both.
 */
struct work {
	struct arena *arena;
	struct error error;
	struct principal principal;
	struct db *db;			/* set by store; NULL without database */
	char id[20];			/* request id, in log, audit, application_name */
	int64_t started_us;		/* monotonic clock */
};

/* Starts a unit of work in an empty arena with a fresh random id. */
void	work_begin(struct work *w, struct arena *a);

/* Sets the error (the first one stays) and returns false. */
bool	fail(struct work *w, enum error_code code, const char *fmt, ...) PRINTF(3, 4);

/*
 * Adds a message about one field, code ERR_INVALID, and returns false. Several
 * may be added; the general sentence is made from them.
 */
bool	fail_field(struct work *w, const char *pointer, const char *fmt, ...) PRINTF(3, 4);

#ifdef __clang_analyzer__		/* it sees one file at a time, not what these return */
#define fail(...) (fail(__VA_ARGS__), false)
#define fail_field(...) (fail_field(__VA_ARGS__), false)
#endif

/* Forgets the error, for the rare caller that goes on after one. */
void	work_clear_error(struct work *w);

static inline bool
work_failed(const struct work *w)
{
	return w->error.code != ERR_NONE;
}

#endif
