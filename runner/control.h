#ifndef SLIPWAY_RUNNER_CONTROL_H
#define SLIPWAY_RUNNER_CONTROL_H

#include "lib/base/base.h"

/*
 * The socket "ctl" in the folder of an attempt: one datagram a request, its first word
 * says what. Who may enter the folder may ask. Both calls set errno.
 */
#define CONTROL_CANCEL "cancel"
#define CONTROL_MASK "mask "
#define CONTROL_STORED "stored "
#define CONTROL_MAX ((size_t)256 * 1024)

/* Opens the receiving end in a folder; non-blocking, close-on-exec; -1. */
int control_listen(const char *folder) MUST_CHECK;

/* Opens the asking end; -1 and ECONNREFUSED or ENOENT if nobody listens. */
int control_connect(const char *folder) MUST_CHECK;

#endif
