/*
 * Worker pools. The default one, while it is empty, means the server's own worker,
 * which is no document (no communication style fits it).
 */
#include "lib/model/kinds.h"

#include "lib/store/db.h"

static const char *const types[] = {"StaticWorkerPool", "DynamicWorkerPool", NULL};

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("IsDefault", F_BOOL, .help = "Used by steps that name no pool."),
	FIELD("SortOrder", F_INT, .flags = F_OPTIONAL),
	FIELD("CanAddWorkers", F_BOOL, .flags = F_READ_ONLY, .otherwise = "true"),
	FIELD("WorkerPoolType", F_ENUM, .values = types, .otherwise = "\"StaticWorkerPool\""),
	FIELD("WorkerType", F_TEXT, .flags = F_NULL | F_OPTIONAL),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/workerpools/{id}"},
	{"Workers", "{S}/workerpools/{id}/workers{?skip,take,partialName,isDisabled,"
	    "healthStatuses,commStyles}"},
	LINK_END
};

static bool
check_sort_order(struct work *w, enum change change, struct json_object *old,
    struct json_object *doc)
{
	struct rows *rows;

	if (json_get(doc, "SortOrder") != NULL)
		return true;
	if (change == CHANGE_EDIT) {
		json_set_int(doc, "SortOrder", json_int(old, "SortOrder", 0));
		return true;
	}
	rows = db_run(w, SQL_SORT_ORDER_NEXT, "workerpool", json_str(doc, "SpaceId", NULL));
	if (rows == NULL)
		return false;
	json_set_int(doc, "SortOrder", rows_int(rows, 0, 0));
	return true;
}

static bool
check(struct work *w, enum change change, struct json_object *old, struct json_object *doc)
{
	if (change == CHANGE_DELETE && json_flag(old, "IsDefault", false))
		return fail_field(w, "", "The default worker pool cannot be deleted. Make another "
		    "pool the default first.");
	if (change == CHANGE_DELETE)
		return true;
	if (change == CHANGE_EDIT && json_flag(old, "IsDefault", false)
	    && !json_flag(doc, "IsDefault", false))
		return fail_field(w, "/IsDefault",
		    "A space needs a default worker pool. Make another pool the default instead.");
	if (strcmp(json_str(doc, "WorkerPoolType", ""), "StaticWorkerPool") != 0)
		return fail_field(w, "/WorkerPoolType",
		    "Only pools of workers that you add are supported. Use 'StaticWorkerPool'.");
	return check_sort_order(w, change, old, doc);
}

static bool
after(struct work *w, enum change change, struct json_object *doc)
{
	if (change == CHANGE_DELETE || !json_flag(doc, "IsDefault", false))
		return true;
	return db_run(w, SQL_WORKER_POOL_DEFAULT_CLEAR, json_str(doc, "SpaceId", NULL),
	    json_str(doc, "Id", NULL)) != NULL;
}

const struct kind kind_worker_pool = {
	.name = "workerpool",
	.collection = "workerpools",
	.prefix = "WorkerPools-",
	.label = "worker pool",
	.item_type = "WorkerPool",
	.flags = KIND_SLUG,
	.fields = fields,
	.links = links,
	.sort_field = "SortOrder",
	.view = "WorkerView",
	.create = "WorkerEdit",
	.edit = "WorkerEdit",
	.delete = "WorkerEdit",
	.check = check,
	.after = after,
};
