#ifndef SLIPWAY_RUNNER_ARTIFACTS_H
#define SLIPWAY_RUNNER_ARTIFACTS_H

#include "lib/base/file_store.h"
#include "runner/shim.h"

/*
 * Files that a script named as artifacts: fetched when it has ended, also if it failed.
 * One that cannot be had is a warning; the script's own result stands.
 */

#define ARTIFACT_BYTES_MAX ((int64_t)1024 * 1024 * 1024)	/* of one file */

/*
 * Copies a file of the script's machine into f, at most max bytes. False with why it
 * could not be, ending a sentence that began with the artifact's name.
 */
typedef bool artifact_fetch(struct shim *s, const char *path, int64_t max,
		struct stored_file *f, const char **ret_why);

/* Fetches all that the output named; the script must have ended. */
void	artifacts_collect(struct shim *s, artifact_fetch *fetch);

/* Sentence parts that all places share. */
#define ARTIFACT_LOST "there is no such file now"
#define ARTIFACT_NO_FILE "it is not a file"
#define ARTIFACT_TOO_LARGE "with it the artifacts would be too large: 1 GiB a file, 4 GiB together"

/* The store's own reason, out of w's error, which is cleared. */
const char *artifact_store_error(struct work *w);

#endif
