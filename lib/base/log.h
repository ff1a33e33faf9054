#ifndef SLIPWAY_BASE_LOG_H
#define SLIPWAY_BASE_LOG_H

#include "lib/base/work.h"

/*
 * The program's own log: one line an event on standard error, where systemd or
 * the start script picks it up.
 *
 * What never goes into it: passwords, keys, tokens, cookies, values of variables,
 * request bodies, query strings. Ids, names and messages of errors may.
 */
enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* Which levels are written: level and everything more serious; at first LOG_INFO. */
void log_set_level(enum log_level level);

/* What stands before each line, e.g. "portal"; kept by pointer. */
void log_set_program(const char *name);

/*
 * Writes "time level program [request id] text", in one write(2), so that lines of
 * several processes do not mix. Control characters are escaped as \xNN; a line is
 * cut at 4 KiB. w may be NULL.
 */
void log_event(const struct work *w, enum log_level level, const char *fmt, ...) PRINTF(3, 4);

#endif
