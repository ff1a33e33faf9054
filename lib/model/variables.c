/*
 * Choosing values: everything that applies is sorted by name, then rank, then the
 * order of the sets and of the variables in them; equal names form a choice.
 */
#include "lib/model/variables.h"

#include <strings.h>

struct sortable {
	const char *name;
	struct variable_candidate candidate;
	size_t order;
};

static int
compare(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;
	int order = strcasecmp(x->name, y->name);

	if (order != 0)
		return order;
	if (x->candidate.rank != y->candidate.rank)
		return x->candidate.rank > y->candidate.rank ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static size_t
collect(const struct variable_source *sources, size_t source_count,
    const struct scope_place *place, struct sortable *list)
{
	size_t count = 0;

	for (size_t s = 0; s < source_count; s++) {
		struct json_object *variables = json_get(sources[s].set, "Variables");

		for (size_t i = 0; i < json_len(variables); i++) {
			struct json_object *v = json_at(variables, i);
			unsigned rank;

			if (!scope_applies(json_get(v, "Scope"), place, &rank))
				continue;
			list[count] = (struct sortable){json_str(v, "Name", ""),
			    {v, &sources[s], rank}, count};
			count++;
		}
	}
	return count;
}

struct variable_choices
variables_choose(struct work *w, const struct variable_source *sources, size_t source_count,
    const struct scope_place *place)
{
	struct variable_candidate *candidates;
	struct variable_choices c = {0};
	struct sortable *list;
	size_t count = 0;

	for (size_t s = 0; s < source_count; s++)
		count += json_len(json_get(sources[s].set, "Variables"));
	list = arena_array(w->arena, count + 1, sizeof(*list));
	count = collect(sources, source_count, place, list);
	if (count > 1)
		qsort(list, count, sizeof(*list), compare);
	candidates = arena_array(w->arena, count + 1, sizeof(*candidates));
	c.items = arena_array(w->arena, count + 1, sizeof(*c.items));
	for (size_t i = 0; i < count; i++) {
		struct variable_choice *last = c.count > 0 ? &c.items[c.count - 1] : NULL;

		candidates[i] = list[i].candidate;
		if (last == NULL || strcasecmp(last->name, list[i].name) != 0) {
			c.items[c.count++] = (struct variable_choice){
			    .name = list[i].name, .candidates = &candidates[i], .count = 1};
			continue;
		}
		if (last->count++ == 1)
			last->is_tied = last->candidates[0].rank == candidates[i].rank;
	}
	return c;
}

bool
variable_is_sensitive(struct json_object *variable)
{
	return json_flag(variable, "IsSensitive", false) ||
	    strcasecmp(json_str(variable, "Type", ""), "Sensitive") == 0;
}

const char *
variable_secret_key(struct work *w, struct json_object *variable)
{
	return arena_printf(w->arena, "/Variables/%s/Value", json_str(variable, "Id", ""));
}
