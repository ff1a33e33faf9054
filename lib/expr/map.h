#ifndef SLIPWAY_EXPR_MAP_H
#define SLIPWAY_EXPR_MAP_H

#include "lib/expr/text.h"

/*
 * A map from case-free names to anything but NULL, which keeps the order in
 * which names came. An all-zero map is empty. Keys are not copied.
 */
struct map_entry {
	struct map_entry *next;		/* in order of insertion */
	struct map_entry *chain;
	struct str key;
	uint32_t hash;
	void *value;
};

struct map {
	struct map_entry *first;
	struct map_entry *last;
	struct map_entry **slots;
	size_t size;
	size_t count;
};

/* NULL if absent, or m is NULL. */
void	*map_get(const struct map *m, struct str key);
/* In order of insertion; m may be NULL. */
static inline struct map_entry *
map_first(const struct map *m)
{
	return m == NULL ? NULL : m->first;
}
/* Replaces the value of a name or appends it. */
void	 map_put(struct map *m, struct arena *a, struct str key, void *value);

#endif
