/*
 * Output variables as later units see them (rules-process V9 of the design): those of
 * earlier groups, and of earlier actions on the same machine in the same step. Without
 * a machine in the name, a machine reads its own; else it is that of the first by name.
 */
#include "runner/collector.h"

#include <strings.h>

#include "lib/model/task_output.h"

/* One visible output with the unit that set it. */
struct seen {
	const struct task_output *output;
	const struct node *from;
	size_t order;
};

/* The last one is the one that counts: machines in falling order, no machine at the end. */
static int
compare(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;
	int order;

	if (x->from->machine_name == NULL || y->from->machine_name == NULL)
		order = (x->from->machine_name == NULL) - (y->from->machine_name == NULL);
	else
		order = strcasecmp(y->from->machine_name, x->from->machine_name);
	return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static void
add(struct collector *c, const struct task_output *o, const char *name)
{
	if (o->is_sensitive)
		collector_add_secret(c, LAYER_SYSTEM, name, o->value);
	else
		collector_add(c, LAYER_SYSTEM, name, o->value);
}

static void
add_unscoped(struct collector *c, const struct seen *s)
{
	add(c, s->output, arena_printf(c->w->arena, "Octopus.Action[%s].Output.%s", s->from->title,
	    s->output->name));
}

static void
add_scoped(struct collector *c, const struct seen *s)
{
	if (s->from->machine_name != NULL)
		add(c, s->output, arena_printf(c->w->arena, "Octopus.Action[%s].Output[%s].%s",
		    s->from->title, s->from->machine_name, s->output->name));
}

static bool
is_own_machine(const struct collector *c, const struct seen *s)
{
	const char *machine = json_str(c->unit->machine, "Id", NULL);

	return machine != NULL && s->from->machine_id != NULL &&
	    strcmp(machine, s->from->machine_id) == 0;
}

bool
collect_outputs(struct collector *c)
{
	const struct tree *tree = c->unit->tree;
	struct task_output *outputs;
	struct seen *seen;
	size_t output_count, count = 0;

	if (!task_outputs_load(c->w, c->unit->facts->task_id, &outputs, &output_count))
		return false;
	seen = arena_array(c->w->arena, output_count + 1, sizeof(*seen));
	c->secrets = arena_array(c->w->arena, output_count + 1, sizeof(*c->secrets));
	for (size_t i = 0; i < output_count; i++) {
		long from = tree_find(tree, outputs[i].activity_id);

		if (outputs[i].is_sensitive)	/* seen or not: another unit may print it */
			c->secrets[c->secret_count++] = outputs[i].value;
		if (from >= 0 && tree_sees(tree, c->unit->node, (size_t)from))
			seen[count++] = (struct seen){&outputs[i], &tree->nodes[from], i};
	}
	if (count > 1)
		qsort(seen, count, sizeof(*seen), compare);
	for (size_t i = 0; i < count; i++) {
		add_scoped(c, &seen[i]);
		add_unscoped(c, &seen[i]);
	}
	for (size_t i = 0; i < count; i++) {
		if (is_own_machine(c, &seen[i]))
			add_unscoped(c, &seen[i]);
	}
	return true;
}
