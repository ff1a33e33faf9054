#ifndef SLIPWAY_BASE_SLUG_H
#define SLIPWAY_BASE_SLUG_H

#include "lib/base/arena.h"

/*
 * The part of an address made from a name: "Über Größe 2!" -> "uber-grosse-2".
 * Lower-case ASCII letters and digits, anything else becomes one "-"; accents of
 * Latin-1 and Latin Extended-A are folded. A name without letters or digits gives
 * otherwise. Shapes of ids ("projects-1") and words that routes use ("new", "all")
 * take "-1". Uniqueness is the caller's matter.
 */
const char *slug_of(struct arena *a, const char *name, const char *otherwise) MUST_CHECK;

/* Whether a slug that a client sends may be taken as it is. */
bool slug_valid(const char *slug) MUST_CHECK;

#endif
