#ifndef SLIPWAY_RUNNER_SCRIPT_H
#define SLIPWAY_RUNNER_SCRIPT_H

#include "runner/attempt.h"

/*
 * What has to lie in a script's work folder and how it is started, the same on the
 * worker and on a target.
 */
struct script_file {
	const char *name;
	const char *data;
	size_t len;
};

struct script {
	const struct script_file *files;
	size_t file_count;
	const char *const *argv;	/* argv[0] is looked up in PATH; NULL at the end */
	const char *blob;		/* "name NUL value NUL ..." for descriptor 3 */
	size_t blob_len;
};

/* Makes it from an order; lives as long as w. */
bool	script_prepare(struct work *w, const struct attempt_order *order, struct script *ret)
		MUST_CHECK;

/* A clean environment for a local script, NULL at the end; home is its work folder. */
const char **script_environment(struct arena *a, const struct attempt_order *order,
		const char *home);

/* Path of a program in PATH, NULL if there is none. */
const char *script_find(struct arena *a, const char *program);

/* What to install when the interpreter of a syntax is missing: a sentence. */
const char *script_missing(enum script_syntax syntax);

/* Splits words as a POSIX shell does, without expanding anything; NULL at the end. */
char	**script_words(struct arena *a, const char *s);

#endif
