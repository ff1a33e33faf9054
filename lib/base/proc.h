#ifndef SLIPWAY_BASE_PROC_H
#define SLIPWAY_BASE_PROC_H

#include <sys/types.h>

#include "lib/base/arena.h"

/*
 * Descriptors, processes and whole files. All set errno on failure.
 */

/* Marks a descriptor close-on-exec. */
bool proc_cloexec(int fd) MUST_CHECK;

/* A close-on-exec descriptor that becomes readable when the process ends; -1. */
int proc_pidfd(pid_t pid) MUST_CHECK;

/* Writes all of it, going on after interruptions and short writes. */
bool write_all(int fd, const void *data, size_t len) MUST_CHECK;

/* Reads until len bytes or the end; the number read, or -1. */
ssize_t read_full(int fd, void *data, size_t len) MUST_CHECK;

/* A whole file with a NUL after it; NULL and EFBIG if it is larger than max. */
char *file_read(struct arena *a, const char *path, size_t max, size_t *ret_len) MUST_CHECK;

/*
 * Replaces a file as one step: temporary file beside it, fsync, rename, fsync of
 * the folder. After a crash there is the old or the new content.
 */
bool file_write_atomic(const char *path, const void *data, size_t len, mode_t mode) MUST_CHECK;

#endif
