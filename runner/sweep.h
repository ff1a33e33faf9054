#ifndef SLIPWAY_RUNNER_SWEEP_H
#define SLIPWAY_RUNNER_SWEEP_H

#include "lib/base/work.h"

/* Deletes what is left in the spool of attempts whose task is final or deleted; cheap. */
bool	sweep_spools(struct work *w, const char *spool_root) MUST_CHECK;

/* The same for connections to targets and the private folders of links. */
bool	sweep_links(struct work *w, const char *run_dir) MUST_CHECK;

/* Deletes files of the store that no artifact has any more. */
bool	sweep_artifacts(struct work *w, const char *artifact_root) MUST_CHECK;

/* The same for files that a crash left without a row, when they are a week old. */
bool	sweep_lost_artifacts(struct work *w, const char *artifact_root) MUST_CHECK;

#endif
