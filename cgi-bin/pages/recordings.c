/*
 * Recordings of a person: starting, stopping, the list, one with its requests and its
 * exports. What is recorded is decided by the API (lib/api/record.c).
 */
#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"

#define LIST "/app/users/me/recordings"
#define ONE "/api/slipway/recordings/{r}"

/* The select says "true" or "false"; the request wants a boolean. */
static bool
adjust_start(struct view *v, struct json_object *body)
{
	(void)v;
	json_set_bool(body, "AllRequests",
	    strcmp(json_str(body, "AllRequests", ""), "true") == 0);
	return true;
}

/* Of the whole document only the name can be changed. */
static bool
adjust_rename(struct view *v, struct json_object *body)
{
	const char *name = arena_strdup(v->w->arena, json_str(body, "Name", ""));
	static const char *const others[] = {
		"Id", "UserId", "Started", "Ended", "IsRunning", "AllRequests", "Count", "Items",
		"Links", "StartedTime", "EndedTime",
	};

	for (size_t i = 0; i < COUNT(others); i++)
		json_object_object_del(body, others[i]);
	json_set_str(body, "Name", name);
	return true;
}

static const struct form forms_list[] = {
	{
		.path = "/api/slipway/recordings", .method = "POST", .document = "New",
		.next = LIST,
		.done = "Recording. Everything you change is kept until you stop it.",
		.label = "Start recording", .adjust = adjust_start,
	},
	{
		.name = "stop", .method = "POST", .document = "None",
		.path = "/api/slipway/recordings/{.recording}/stop", .next = LIST "/{/Id}",
		.done = "The recording was stopped.", .label = "Stop",
	},
	{.path = NULL},
};

static const struct form forms_one[] = {
	{
		.path = ONE, .method = "PUT", .document = "Recording", .next = "",
		.done = "The recording was renamed.", .label = "Rename", .adjust = adjust_rename,
	},
	{
		.name = "stop", .path = ONE "/stop", .method = "POST", .document = "None",
		.next = "", .done = "The recording was stopped.", .label = "Stop",
	},
	{
		.name = "remove", .path = ONE "/items/{.number}", .method = "DELETE",
		.document = "None", .next = "", .done = "The request was removed.",
		.label = "Remove",
	},
	{
		.name = "delete", .path = ONE, .method = "DELETE", .document = "None", .next = LIST,
		.done = "The recording was deleted.", .label = "Delete",
	},
	{.path = NULL},
};

static void
decorate_times(struct view *v, struct json_object *recording)
{
	decorate_time(v, recording, "Started");
	decorate_time(v, recording, "Ended");
}

static bool
decorate_list(struct view *v)
{
	struct json_object *items = json_get(view_doc(v, "Recordings"), "Items");

	for (size_t i = 0; i < json_len(items); i++)
		decorate_times(v, json_at(items, i));
	decorate_pager(v, view_doc(v, "Recordings"));
	return true;
}

/* What was sent, as text; and by the names of today what its ids mean. */
static void
decorate_item(struct view *v, struct json_object *item)
{
	struct json_object *body = json_get(item, "Body"), *names = json_get(item, "Names");
	struct json_object *words = json_object_new_array();
	const char *query = json_str(item, "Query", "");

	if (json_get(item, "Made") != NULL && json_int(item, "Status", 0) == 201)
		json_set_str(item, "MadeName", json_str(body, "Name", json_str(body, "Version",
		    json_str(item, "Made", ""))));
	if (body != NULL)
		json_set_str(item, "BodyText", json_object_to_json_string_ext(body,
		    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_object_del(item, "Body");
	json_set_str(item, "Address", query[0] == '\0' ? json_str(item, "Path", "") :
	    arena_printf(v->w->arena, "%s?%s", json_str(item, "Path", ""), query));
	if (names != NULL) {
		json_object_object_foreach(names, id, entry) {
			struct json_object *word = json_object_new_object();

			json_set_str(word, "Id", id);
			json_set_str(word, "Kind", json_str(entry, "Kind", ""));
			json_set_str(word, "Name", json_str(entry, "Name", id));
			json_push(words, word);
		}
	}
	json_object_object_del(item, "Names");
	json_set(item, "Words", words);
}

static bool
decorate_one(struct view *v)
{
	struct json_object *recording = view_doc(v, "Recording");
	struct json_object *items = json_get(recording, "Items");

	decorate_times(v, recording);
	for (size_t i = 0; i < json_len(items); i++)
		decorate_item(v, json_at(items, i));
	return true;
}

const struct page pages_recordings[] = {
	{
		.path = LIST, .template = "profile-recordings", .section = "profile",
		.title = "Recordings · Profile", .forms = forms_list, .flags = PAGE_SPACE,
		.reads = {{"Recordings", "/api/slipway/recordings?take=50&skip={?skip}"}},
		.decorate = decorate_list,
	},
	{
		.path = LIST "/{r}", .template = "profile-recording", .section = "profile",
		.title = "{Recording/Name} · Recordings", .forms = forms_one, .flags = PAGE_SPACE,
		.reads = {{"Recording", ONE}},
		.decorate = decorate_one,
	},
	{.path = NULL},
};
