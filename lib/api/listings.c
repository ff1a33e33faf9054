/*
 * Lists of what refers to something (targets of an environment, projects of a
 * group), orders that people choose, and summaries that the database counts.
 */
#include "lib/api/handlers.h"

#include "lib/store/document.h"

/* "S/lifecycles/{id}/projects": the owner's kind and the filter that finds its members. */
static const struct {
	const char *segment;		/* first of the pattern */
	const char *kind;
	const char *parameter;
} owners[] = {
	{"S/environments/", "environment", "environmentIds"},
	{"S/lifecycles/", "lifecycle", "lifecycleId"},
	{"S/machinepolicies/", "machinepolicy", "machinePolicyId"},
	{"S/projectgroups/", "projectgroup", "projectGroupId"},
	{"S/workerpools/", "workerpool", "workerPoolIds"},
};

static bool
filter_by_owner(struct work *w, struct call *c)
{
	for (size_t i = 0; i < COUNT(owners); i++) {
		const char *id;

		if (strncmp(c->route->pattern, owners[i].segment, strlen(owners[i].segment)) != 0)
			continue;
		id = call_find(w, c, owners[i].kind, "id");
		if (id == NULL)
			return false;
		call_add_query(w, c, owners[i].parameter, id);
		return true;
	}
	return fail(w, ERR_INTERNAL, "No filter is known for '%s'.", c->route->pattern);
}

bool
members_list(struct work *w, struct call *c)
{
	return filter_by_owner(w, c) && crud_list(w, c);
}

bool
members_all(struct work *w, struct call *c)
{
	return filter_by_owner(w, c) && crud_all(w, c);
}

/* {Order: the ids as they stand}, for the audit. */
static struct json_object *
order_of(struct work *w, const struct call *c)
{
	struct rows *rows = db_run(w, SQL_SORT_ORDER_GET, c->kind->name, c->space_id);
	struct json_object *doc = json_new_object(w);

	if (rows != NULL)
		json_set(doc, "Order",
		    json_copy(json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0))));
	return rows == NULL ? NULL : doc;
}

/* The body is the list of all ids in their new order; what it leaves out comes last. */
bool
sort_order_put(struct work *w, struct call *c)
{
	size_t count = json_len(c->body);
	const char **ids = arena_array(w->arena, count + 1, sizeof(*ids));
	struct rows *rows;

	if (!json_object_is_type(c->body, json_type_array))
		return fail(w, ERR_INVALID, "The body must be a list of ids in their new order.");
	for (size_t i = 0; i < count; i++) {
		ids[i] = document_id_of(w, c->kind->name, c->space_id, NULL,
		    json_str_at(c->body, i));
		if (ids[i] == NULL && !work_failed(w))
			fail_field(w, arena_printf(w->arena, "/%zu", i),
			    "There is no %s with the id '%s'.", c->kind->label,
			    json_str_at(c->body, i));
	}
	if (work_failed(w) || (c->before = order_of(w, c)) == NULL ||
	    db_run(w, SQL_SORT_ORDER_SET, c->kind->name, c->space_id,
	    db_text_array(w, ids, count)) == NULL || (c->after = order_of(w, c)) == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		call_related(c, ids[i]);
	call_event(w, c, "Modified", "The order of %ss was changed", c->kind->label);
	rows = db_run(w, SQL_RESOURCE_ALL, c->kind->name, c->space_id, NULL);
	return answer_rows(w, c, rows, "order");
}

bool
environment_summary(struct work *w, struct call *c)
{
	return answer_rows(w, c, db_run(w, SQL_ENVIRONMENT_SUMMARY, c->space_id,
	    call_query(c, "partialName")), "summary");
}

bool
pool_summary(struct work *w, struct call *c)
{
	return answer_rows(w, c, db_run(w, SQL_WORKER_POOL_SUMMARY, c->space_id,
	    call_query(c, "partialName")), "summary");
}

bool
space_search(struct work *w, struct call *c)
{
	const char *space = call_find(w, c, "space", "id"), *keyword = call_query(c, "keyword");

	if (space == NULL)
		return false;
	if (keyword == NULL)
		return answer_text(c, 200, "[]");
	return answer_rows(w, c, db_run(w, SQL_SPACE_SEARCH, space, keyword), "result");
}
