/*
 * The one hash table of the language: names of variables, members and indexes.
 */
#include "lib/expr/map.h"

static struct map_entry *
map_find(const struct map *m, struct str key, uint32_t hash)
{
	struct map_entry *e = m->size == 0 ? NULL : m->slots[hash & (m->size - 1)];

	while (e != NULL && (e->hash != hash || !str_same(e->key, key)))
		e = e->chain;
	return e;
}

void *
map_get(const struct map *m, struct str key)
{
	struct map_entry *e = m == NULL || m->count == 0 ? NULL : map_find(m, key, str_hash(key));

	return e == NULL ? NULL : e->value;
}

static void
map_grow(struct map *m, struct arena *a)
{
	m->size = m->size == 0 ? 8 : m->size * 4;
	m->slots = arena_array(a, m->size, sizeof(struct map_entry *));
	for (struct map_entry *e = m->first; e != NULL; e = e->next) {
		struct map_entry **slot = &m->slots[e->hash & (m->size - 1)];

		e->chain = *slot;
		*slot = e;
	}
}

void
map_put(struct map *m, struct arena *a, struct str key, void *value)
{
	uint32_t hash = str_hash(key);
	struct map_entry *e = map_find(m, key, hash);

	if (e != NULL) {
		e->value = value;
		return;
	}
	if (m->count >= m->size)
		map_grow(m, a);
	e = arena_alloc(a, sizeof(*e));
	*e = (struct map_entry){NULL, m->slots[hash & (m->size - 1)], key, hash, value};
	m->slots[hash & (m->size - 1)] = e;
	if (m->last == NULL)
		m->first = e;
	else
		m->last->next = e;
	m->last = e;
	m->count++;
}
