#ifndef SLIPWAY_RUNNER_REAP_H
#define SLIPWAY_RUNNER_REAP_H

#include "lib/base/base.h"

/*
 * Kills every descendant of this process and reaps them. The caller is pid 1 of a
 * namespace, or else a subreaper.
 */
void reap_all(void);

#endif
