/*
 * Interventions on the page of a task: what somebody is asked, by whom it may be
 * answered, and the buttons. What they mean is the API's matter.
 */
#include "cgi-bin/pages/task_people.h"

#include <string.h>

#include "cgi-bin/decorate.h"

#define DEPTH_MAX 8

/* ---- who --------------------------------------------------------------------- */

/* The members Name or DisplayName of the documents with these ids: "Ops or Managers". */
static const char *
names_of(struct view *v, struct json_object *ids, struct json_object *list)
{
	const char *names = "";

	for (size_t i = 0; i < json_len(ids); i++) {
		const char *id = json_str_at(ids, i);
		struct json_object *doc = decorate_find(list, id);

		names = arena_printf(v->w->arena, "%s%s%s", names, i > 0 ? " or " : "",
		    json_str(doc, "Name", id));
	}
	return names;
}

static const char *
person_of(struct json_object *users, const char *id)
{
	struct json_object *user = decorate_find(users, id);

	return json_str(user, "DisplayName", json_str(user, "Username", id));
}

/* Teams and users, as far as they are named; nobody's page fails for want of them. */
static void
load_people(struct view *v, struct json_object *asks)
{
	bool needs_teams = false, needs_users = false;

	for (size_t i = 0; i < json_len(asks); i++) {
		struct json_object *ask = json_at(asks, i);

		needs_teams = needs_teams || json_len(json_get(ask, "ResponsibleTeamIds")) > 0;
		needs_users = needs_users || json_get(ask, "ResponsibleUserId") != NULL;
	}
	if (needs_teams && !view_get(v, "Teams", "/api/teams/all", NULL))
		work_clear_error(v->w);
	if (needs_users && !view_get(v, "Users", "/api/users/all", NULL))
		work_clear_error(v->w);
}

/* ---- one interruption -------------------------------------------------------- */

static struct json_object *
element_of(struct json_object *ask, size_t i)
{
	return json_at(json_get(json_get(ask, "Form"), "Elements"), i);
}

/* The first choice leads, those that need a second thought are red. */
static struct json_object *
buttons_of(struct json_object *ask)
{
	struct json_object *buttons =
	    json_copy(json_get(json_get(element_of(ask, 2), "Control"), "Buttons"));

	for (size_t i = 0; i < json_len(buttons); i++) {
		struct json_object *one = json_at(buttons, i);
		const char *value = json_str(one, "Value", "");

		json_set_bool(one, "IsFirst",
		    strcmp(value, "Proceed") == 0 || strcmp(value, "Retry") == 0);
	}
	return buttons;
}

static void
add_sentences(struct view *v, struct json_object *o, struct json_object *ask)
{
	struct json_object *teams = json_get(ask, "ResponsibleTeamIds");
	const char *holder = json_str(ask, "ResponsibleUserId", NULL);

	json_set_str(o, "Teams", names_of(v, teams, view_doc(v, "Teams")));
	json_set_str(o, "Holder", holder == NULL ? "" : person_of(view_doc(v, "Users"), holder));
	json_set_str(o, "Instructions",
	    json_str(json_get(element_of(ask, 0), "Control"), "Text", ""));
	decorate_markdown(v, o, "Instructions");
}

static struct json_object *
ask_of(struct view *v, struct json_object *ask)
{
	struct json_object *o = json_object_new_object();
	const char *id = json_str(ask, "Id", ""), *posted = view_input(v, ".interruption");
	bool is_mine = json_flag(ask, "HasResponsibility", false);
	bool is_typed = v->form != NULL && posted != NULL && strcmp(posted, id) == 0;

	json_set_str(o, "Id", id);
	json_set_str(o, "Title", json_str(ask, "Title", ""));
	json_set_str(o, "Field", json_str(element_of(ask, 2), "Name", "Result"));
	json_set_bool(o, "IsMine", is_mine);
	json_set_bool(o, "CanTake", !is_mine && json_flag(ask, "CanTakeResponsibility", false));
	json_set_str(o, "Notes",
	    is_typed && view_input(v, "/Notes") ? view_input(v, "/Notes") : "");
	json_set(o, "Buttons", buttons_of(ask));
	json_set_str(o, "Created", json_str(ask, "Created", ""));
	decorate_time(v, o, "Created");
	add_sentences(v, o, ask);
	/* A part of the page that has this name is left alone while somebody types in it. */
	json_set_str(o, "Part", arena_printf(v->w->arena, "ask-%s-%s", id,
	    is_mine ? "mine" : json_str(o, "Holder", "")[0] != '\0' ? "taken" : "open"));
	return o;
}

/* ---- in the log -------------------------------------------------------------- */

/* Marks the node with this id and those above it; true if it is below. */
static bool
mark_waiting(
    struct json_object *node, const char *id, const char *who, const char *ask, int depth)
{
	struct json_object *children = json_get(node, "Children");
	bool is_it = strcmp(json_str(node, "Id", ""), id) == 0, is_in = is_it;

	for (size_t i = 0; !is_in && i < json_len(children) && depth < DEPTH_MAX; i++)
		is_in = mark_waiting(json_at(children, i), id, who, ask, depth + 1);
	if (is_in)
		json_set_bool(node, "HasPendingInterruptions", true);
	if (is_it) {
		json_set_str(node, "ProgressMessage", who);
		json_set_str(node, "Ask", ask);
	}
	return is_in;
}

static const char *
who_of(struct view *v, struct json_object *o)
{
	const char *holder = json_str(o, "Holder", ""), *teams = json_str(o, "Teams", "");

	if (holder[0] != '\0')
		return arena_printf(v->w->arena, "waits for %s", holder);
	return arena_printf(v->w->arena, "waits for %s", teams[0] ? teams : "somebody");
}

/* Somebody answered and the task has no process yet: nothing of it runs. */
static void
mark_resuming(struct json_object *node, int depth)
{
	struct json_object *children = json_get(node, "Children");

	json_set_bool(node, "IsResuming", true);
	for (size_t i = 0; i < json_len(children) && depth < DEPTH_MAX; i++)
		mark_resuming(json_at(children, i), depth + 1);
}

bool
task_people_decorate(struct view *v, struct json_object *nodes)
{
	struct json_object *task = view_doc(v, "Task"), *list = view_new_array(v, "Asks"), *asks;

	for (size_t i = 0; json_flag(task, "IsResuming", false) && i < json_len(nodes); i++)
		mark_resuming(json_at(nodes, i), 0);
	if (!json_flag(task, "HasPendingInterruptions", false))
		return true;
	if (!view_get(v, "Interruptions", view_api_path(v,
	    "S/interruptions?regarding={t}&pendingOnly=true&take=100"), NULL))
		return false;
	asks = json_get(view_doc(v, "Interruptions"), "Items");
	load_people(v, asks);
	for (size_t i = json_len(asks); i-- > 0;) {	/* oldest first */
		struct json_object *ask = json_at(asks, i), *o = ask_of(v, ask);

		json_push(list, o);
		for (size_t k = 0; k < json_len(nodes); k++)
			(void)mark_waiting(json_at(nodes, k), json_str(ask, "CorrelationId", ""),
			    who_of(v, o), json_str(o, "Id", ""), 0);
		if (json_flag(o, "IsMine", false))	/* a refresh would lose the notes */
			json_set_str(view_doc(v, "Shell"), "Refresh", "");
	}
	return true;
}

bool
task_people_adjust(struct view *v, struct json_object *body)
{
	const char *field = view_input(v, ".field"), *first = view_input(v, ".first");

	if (view_input(v, ".show") && field && first && first[0] &&
	    json_get(body, field) == NULL)
		json_set_str(body, field, first);
	return true;
}
