#ifndef SLIPWAY_RUNNER_MASK_H
#define SLIPWAY_RUNNER_MASK_H

#include "lib/base/arena.h"

/*
 * Hides secrets in text: an automaton (Aho-Corasick) over bytes that knows every secret
 * in the forms in which scripts and tools print it.
 *
 * Invariants: secrets may be added at any time and count from then on; what is shorter
 * than 4 characters is never masked; a mask never shows how long the secret was.
 */
struct mask;

#define MASK_TEXT "********"

/* An empty mask living as long as the arena. */
struct mask	*mask_new(struct arena *a);

/*
 * Adds a secret: itself, each of its lines, base64 at its three alignments, base64url,
 * URL, JSON, XML, shell and PowerShell quoting, hex.
 */
void		 mask_add(struct mask *m, const char *secret);

/*
 * Masks a text; returns s itself if nothing was found, else a new text living as long as
 * a. With is_cut the text was cut off at its end: the begin of a secret there is masked
 * too.
 */
const char	*mask_apply(struct mask *m, struct arena *a, const char *s, size_t len, bool is_cut,
			size_t *ret_len);

#endif
