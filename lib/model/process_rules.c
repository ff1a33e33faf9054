/*
 * Rules of a deployment process. Steps and actions are alike in names, ids and
 * slugs: both are gathered into one list of items each, and the same code goes over
 * either list.
 */
#include "lib/model/process_rules.h"

#include "lib/base/seal.h"
#include "lib/base/slug.h"
#include "lib/model/release_step.h"
#include "lib/model/template_use.h"
#include "lib/store/db.h"

#define SCRIPT "Octopus.Action.Script."
#define ITEMS_MAX 2000

struct item {
	struct json_object *object;
	const char *pointer;		/* "/Steps/0" or "/Steps/0/Actions/1" */
};

struct items {
	struct item *items;
	size_t count;
};

static void
items_add(struct items *list, struct json_object *object, const char *pointer)
{
	if (list->count < ITEMS_MAX)
		list->items[list->count++] = (struct item){object, pointer};
}

/* Steps and actions of a process, each in order. */
static void
gather(struct work *w, struct json_object *process, struct items *ret_steps,
    struct items *ret_actions)
{
	struct json_object *steps = json_get(process, "Steps");

	ret_steps->items = arena_array(w->arena, ITEMS_MAX, sizeof(struct item));
	ret_actions->items = arena_array(w->arena, ITEMS_MAX, sizeof(struct item));
	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *step = json_at(steps, i);
		struct json_object *actions = json_get(step, "Actions");
		const char *pointer = arena_printf(w->arena, "/Steps/%zu", i);

		items_add(ret_steps, step, pointer);
		for (size_t j = 0; j < json_len(actions); j++)
			items_add(ret_actions, json_at(actions, j),
			    arena_printf(w->arena, "%s/Actions/%zu", pointer, j));
	}
}

/* The item that has text in a member, without case; NULL if none or text is blank. */
static struct json_object *
find(const struct items *list, const char *member, const char *text)
{
	for (size_t i = 0; i < list->count && !is_blank(text); i++) {
		if (strcasecmp(json_str(list->items[i].object, member, ""), text) == 0)
			return list->items[i].object;
	}
	return NULL;
}

static void
check_brackets(struct work *w, const struct item *item, const struct items *old)
{
	const char *name = json_str(item->object, "Name", "");

	if (strpbrk(name, "[]") != NULL && find(old, "Name", name) == NULL)
		fail_field(w, arena_printf(w->arena, "%s/Name", item->pointer),
		    "The name '%s' contains '[' or ']', which variables of steps cannot be named "
		    "with. Use other characters.", name);
}

static void
check_names(struct work *w, const struct items *list, const struct items *old, const char *what)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct item *item = &list->items[i];
		const char *name = trimmed(w, json_str(item->object, "Name", ""));
		const struct items before = {list->items, i};

		if (find(&before, "Name", name) != NULL)
			fail_field(w, arena_printf(w->arena, "%s/Name", item->pointer),
			    "Another %s is already named '%s'. Choose another name.", what, name);
		json_set_str(item->object, "Name", name);
		check_brackets(w, item, old);
	}
}

/* A sent item without Id is the stored one with its slug, else with its name. */
static void
keep_ids(struct work *w, const struct items *list, const struct items *old)
{
	for (size_t i = 0; i < list->count; i++) {
		struct json_object *object = list->items[i].object;
		struct json_object *match;

		if (!is_blank(json_str(object, "Id", "")))
			continue;
		match = find(old, "Slug", json_str(object, "Slug", ""));
		if (match == NULL)
			match = find(old, "Name", json_str(object, "Name", ""));
		if (match != NULL && find(list, "Id", json_str(match, "Id", "")) == NULL)
			json_set_str(object, "Id", json_str(match, "Id", ""));
		else
			json_set_str(object, "Id", random_guid(w->arena));
	}
}

static void
check_ids(struct work *w, const struct items *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct items before = {list->items, i};
		const char *id = json_str(list->items[i].object, "Id", "");

		if (find(&before, "Id", id) != NULL)
			fail_field(w, arena_printf(w->arena, "%s/Id", list->items[i].pointer),
			    "The id '%s' occurs twice. Leave it out to get a new one.", id);
	}
}

static const char *
free_slug(struct work *w, const struct items *before, const char *wanted)
{
	const char *slug = wanted;

	for (int n = 2; find(before, "Slug", slug) != NULL; n++)
		slug = arena_printf(w->arena, "%s-%d", wanted, n);
	return slug;
}

static void
keep_slugs(struct work *w, const struct items *list, const struct items *old, const char *what)
{
	for (size_t i = 0; i < list->count; i++) {
		struct json_object *object = list->items[i].object;
		struct json_object *match = find(old, "Id", json_str(object, "Id", ""));
		const struct items before = {list->items, i};
		const char *slug = json_str(object, "Slug", "");

		if (!slug_valid(slug))
			slug = json_str(match, "Slug", "");
		if (*slug == '\0')
			slug = slug_of(w->arena, json_str(object, "Name", ""), what);
		json_set_str(object, "Slug", free_slug(w, &before, slug));
	}
}

/* ---- scripts ------------------------------------------------------------- */

static const char *
property(struct json_object *action, const char *name)
{
	return json_str(json_get(action, "Properties"), name, "");
}

static void
fail_property(struct work *w, const struct item *action, const char *name, const char *message)
{
	fail_field(w, arena_printf(w->arena, "%s/Properties/%s", action->pointer,
	    pointer_escape(w, name)), "%s", message);
}

/* Newer clients may send a body for each syntax: ScriptBody.Bash and so on. */
static bool
has_body(struct json_object *action)
{
	struct json_object *properties = json_get(action, "Properties");
	const char *prefix = SCRIPT "ScriptBody";

	json_object_object_foreach(properties, name, value) {
		if (strncmp(name, prefix, strlen(prefix)) == 0
		    && !is_blank(json_object_get_string(value)))
			return true;
	}
	return false;
}

static void
check_script(struct work *w, const struct item *action)
{
	const char *source = property(action->object, SCRIPT "ScriptSource");
	const char *syntax = property(action->object, SCRIPT "Syntax");
	bool is_inline = *source == '\0' || strcasecmp(source, "Inline") == 0;

	if (strcasecmp(syntax, "CSharp") == 0 || strcasecmp(syntax, "FSharp") == 0)
		fail_property(w, action, SCRIPT "Syntax",
		    "C# and F# scripts are not supported. Use Bash, PowerShell or Python.");
	else if (*syntax != '\0' && strcasecmp(syntax, "Bash") != 0
	    && strcasecmp(syntax, "PowerShell") != 0 && strcasecmp(syntax, "Python") != 0)
		fail_property(w, action, SCRIPT "Syntax",
		    "The syntax of a script is Bash, PowerShell or Python.");
	if (is_inline && !has_body(action->object))
		fail_property(w, action, SCRIPT "ScriptBody", "Enter the script to run.");
	if (!is_inline && is_blank(property(action->object, SCRIPT "ScriptFileName")))
		fail_property(w, action, SCRIPT "ScriptFileName",
		    "Enter the name of the script file to run.");
}

static void
check_manual(struct work *w, const struct item *action)
{
	if (is_blank(property(action->object, "Octopus.Action.Manual.Instructions")))
		fail_property(w, action, "Octopus.Action.Manual.Instructions",
		    "Enter instructions for the person who intervenes.");
}

static bool
has_recipient(struct json_object *action)
{
	static const char *const names[] = {"To", "ToTeamIds", "CC", "CCTeamIds", "Bcc",
	    "BccTeamIds"};
	char name[64];

	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(name, sizeof(name), "Octopus.Action.Email.%s", names[i]);
		if (!is_blank(property(action, name)))
			return true;
	}
	return false;
}

static void
check_email(struct work *w, const struct item *action)
{
	if (!has_recipient(action->object))
		fail_property(w, action, "Octopus.Action.Email.To",
		    "Enter at least one recipient.");
	if (is_blank(property(action->object, "Octopus.Action.Email.Subject")))
		fail_property(w, action, "Octopus.Action.Email.Subject", "Enter a subject.");
	if (is_blank(property(action->object, "Octopus.Action.Email.Body")))
		fail_property(w, action, "Octopus.Action.Email.Body",
		    "Enter the text of the mail.");
}

/* What each type of action must have; types not named here are stored as they are. */
static const struct {
	const char *type;
	void (*check)(struct work *w, const struct item *action);
} action_checks[] = {
	{"Octopus.Script", check_script},
	{"Octopus.Manual", check_manual},
	{"Octopus.Email", check_email},
};

/* Channels of other projects never meet a release of this one. */
static bool
check_channels(struct work *w, const struct items *actions, const char *project_id)
{
	struct json_object *own = json_new_object(w);
	struct rows *rows = db_run(w, SQL_CHANNELS_OF_PROJECT, project_id);

	if (rows == NULL)
		return false;
	for (size_t i = 0; i < rows_count(rows); i++)
		json_set_bool(own, rows_text(rows, i, 0), true);
	for (size_t i = 0; i < actions->count; i++) {
		struct json_object *ids = json_get(actions->items[i].object, "Channels");

		for (size_t n = 0; n < json_len(ids); n++) {
			const char *id = id_canonical(w, &kind_channel, json_str_at(ids, n));

			if (json_get(own, id) == NULL)
				fail_field(w, arena_printf(w->arena, "%s/Channels/%zu",
				    actions->items[i].pointer, n),
				    "The project has no channel with the id '%s'.", id);
		}
	}
	return true;
}

static bool
apply_templates(struct work *w, struct json_object *process, const struct items *old)
{
	struct json_object *steps = json_get(process, "Steps");
	struct template_place place = {
		.owner_id = json_str(process, "Id", ""),
		.space_id = json_str(process, "SpaceId", NULL),
	};

	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *actions = json_get(json_at(steps, i), "Actions");

		for (size_t k = 0; k < json_len(actions); k++) {
			struct json_object *action = json_at(actions, k);
			const char *id = json_str(action, "Id", "");

			place.key = arena_printf(w->arena, "/Steps/%s/Actions/%s",
			    json_str(json_at(steps, i), "Id", ""), id);
			if (!template_apply(w, &place, action, find(old, "Id", id)))
				return false;
		}
	}
	return true;
}

static void
check_actions(struct work *w, const struct items *steps, const struct items *actions)
{
	for (size_t i = 0; i < steps->count; i++) {
		if (json_len(json_get(steps->items[i].object, "Actions")) == 0)
			fail_field(w, arena_printf(w->arena, "%s/Actions", steps->items[i].pointer),
			    "The step '%s' has no action. Add at least one.",
			    json_str(steps->items[i].object, "Name", ""));
	}
	for (size_t i = 0; i < actions->count; i++) {
		const struct item *action = &actions->items[i];
		const char *type = json_str(action->object, "ActionType", "");

		ids_complete(w, arena_printf(w->arena, "%s/Packages", action->pointer),
		    json_get(action->object, "Packages"));
		for (size_t n = 0; n < COUNT(action_checks); n++) {
			if (strcasecmp(action_checks[n].type, type) == 0)
				action_checks[n].check(w, action);
		}
	}
}

bool
process_check(struct work *w, enum change change, struct json_object *old,
    struct json_object *doc)
{
	struct items steps = {NULL, 0}, actions = {NULL, 0};
	struct items old_steps = {NULL, 0}, old_actions = {NULL, 0};

	if (change == CHANGE_DELETE)
		return true;
	if (strstr(json_str(doc, "Id", ""), "-s-") != NULL)
		return fail_field(w, "",
		    "This is the frozen process of a release and never changes.");
	gather(w, doc, &steps, &actions);
	gather(w, old, &old_steps, &old_actions);
	if (steps.count == ITEMS_MAX || actions.count == ITEMS_MAX)
		return fail_field(w, "/Steps", "A process has fewer than %d steps.", ITEMS_MAX);
	check_names(w, &steps, &old_steps, "step");
	check_names(w, &actions, &old_actions, "action");
	keep_ids(w, &steps, &old_steps);
	keep_ids(w, &actions, &old_actions);
	check_ids(w, &steps);
	check_ids(w, &actions);
	keep_slugs(w, &steps, &old_steps, "step");
	keep_slugs(w, &actions, &old_actions, "action");
	if (!apply_templates(w, doc, &old_actions) || !release_steps_check(w, doc))
		return false;
	check_actions(w, &steps, &actions);
	return check_channels(w, &actions, json_str(doc, "ProjectId", NULL)) && !work_failed(w);
}

bool
process_after(struct work *w, enum change change, struct json_object *doc)
{
	return change != CHANGE_EDIT || db_run(w, SQL_PROCESS_ACTION_SCOPES_CLEAN,
	    json_str(doc, "ProjectId", NULL)) != NULL;
}
