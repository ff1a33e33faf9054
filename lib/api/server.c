/* The server itself: health, nodes, time zones, configuration, permissions. */
#include "lib/api/handlers.h"

#include "lib/model/permission.h"
#include "lib/store/db.h"

bool
server_health(struct work *w, struct call *c)
{
	return answer_rows(w, c, db_run(w, SQL_SERVER_HEALTH), "health");
}

/* For load balancers: this process answers and reaches its database. */
bool
server_ping(struct work *w, struct call *c)
{
	if (db_run(w, SQL_SERVER_PING) == NULL)
		return false;
	c->answer->content_type = "text/plain; charset=utf-8";
	return answer_text(c, 200, "OK");
}

bool
server_timezones(struct work *w, struct call *c)
{
	return answer_rows(w, c, db_run(w, SQL_SERVER_TIMEZONES), "time zone");
}

static const char *
nodes(struct work *w)
{
	struct rows *rows = db_run(w, SQL_SERVER_NODES);

	return rows == NULL ? NULL : rows_text(rows, 0, 0);
}

bool
server_nodes_all(struct work *w, struct call *c)
{
	const char *items = nodes(w);

	return items != NULL && answer_text(c, 200, items);
}

bool
server_nodes(struct work *w, struct call *c)
{
	const char *items = nodes(w);
	struct json_object *list;
	int64_t skip, take;

	if (items == NULL || !call_page(w, c, &skip, &take))
		return false;
	list = json_parse(w, items, strlen(items));
	if (list == NULL)
		return false;
	return answer_text(c, 200, list_envelope(w, c, "OctopusServerNode", items,
	    (int64_t)json_len(list), 0, take));
}

bool
server_nodes_summary(struct work *w, struct call *c)
{
	return answer_rows(w, c, db_run(w, SQL_SERVER_NODES_SUMMARY), "node");
}

bool
server_node(struct work *w, struct call *c)
{
	return answer_rows(w, c, db_run(w, SQL_SERVER_NODE, call_name(c, "id")), "such node");
}

bool
server_configuration(struct work *w, struct call *c)
{
	const char *url = getenv("SLIPWAY_PUBLIC_URL");
	struct json_object *one = json_new_object(w), *links = json_object_new_object();

	json_set_str(links, "Self", "/api/serverconfiguration");
	json_set_str(links, "Settings", "/api/serverconfiguration/settings");
	json_set_str(one, "Id", "serverconfiguration");
	json_set_str(one, "ServerUri", url);
	json_set(one, "Links", links);
	return answer_json(w, c, 200, one);
}

bool
permissions_all(struct work *w, struct call *c)
{
	return answer_json(w, c, 200, permissions_describe(w));
}
