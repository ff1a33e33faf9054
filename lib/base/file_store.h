#ifndef SLIPWAY_BASE_FILE_STORE_H
#define SLIPWAY_BASE_FILE_STORE_H

#include "lib/base/work.h"

/*
 * A folder of files that are written once and never changed: what scripts leave and what
 * clients send. Their names are random and ours, so that no text of anybody is in a path.
 *
 * Invariant: after file_store_end content and name are on the disk. Whoever writes the
 * row that names the file does it after that; a file without a row is swept one day.
 */
#define FILE_STORE_NAME 32

struct stored_file {
	const char *root;
	const char *name;	/* FILE_STORE_NAME characters */
	int fd;			/* -1: ended */
	int64_t bytes;
};

/* home/store/artifacts, made if it is not there. ERR_INTERNAL. */
bool	file_store_open(struct work *w, const char *home, const char **ret_root) MUST_CHECK;

/* Begins a file. ERR_INTERNAL; ERR_UNAVAILABLE if the disk is nearly full. */
bool	file_store_begin(struct work *w, const char *root, struct stored_file *ret) MUST_CHECK;
bool	file_store_write(struct work *w, struct stored_file *f, const void *data, size_t len)
	    MUST_CHECK;

/* Forgets what was written so far. */
bool	file_store_restart(struct work *w, struct stored_file *f) MUST_CHECK;

/* Makes it durable, or (abandon) as if it had never begun. */
bool	file_store_end(struct work *w, struct stored_file *f) MUST_CHECK;
void	file_store_abandon(struct work *w, struct stored_file *f);

/*
 * A file's bytes, mapped as long as w lives. ERR_NOT_FOUND if it is not there or has
 * another size.
 */
bool	file_store_map(struct work *w, const char *root, const char *name, int64_t bytes,
	    const char **ret_data) MUST_CHECK;

/* Deletes one; true also if it is gone already. */
bool	file_store_remove(struct work *w, const char *root, const char *name) MUST_CHECK;

/* Whether a name can be one of ours. */
bool	file_store_is_name(const char *name);

#endif
