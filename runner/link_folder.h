#ifndef SLIPWAY_RUNNER_LINK_FOLDER_H
#define SLIPWAY_RUNNER_LINK_FOLDER_H

#include "lib/base/work.h"

/*
 * The private folder of one link (link.h): sockets, prompts, the pinned key. It is locked
 * as long as its process lives, so that one left behind by a crash can be told.
 */
struct link_folder {
	const char *path;	/* NULL: none */
	int lock;
};

/* Made in SLIPWAY_RUN_DIR, or below /tmp if that is not set or too long for sockets. */
bool	link_folder_make(struct work *w, struct link_folder *ret) MUST_CHECK;

/* Deletes it with what a link keeps there. Harmless when there is none. */
void	link_folder_remove(struct link_folder *f);

/* Deletes the folders of this account that no process holds any more. */
void	link_folder_sweep(struct work *w, const char *run_dir);

#endif
