/*
 * The part of a step's form that depends on its type: the script, the mail, the
 * instructions. Step templates have the same part, so it is a template of its own whose
 * text goes into both pages.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/process.h"
#include "cgi-bin/pages/process_uses.h"
#include "cgi-bin/render.h"

/* The teams that may answer a manual intervention. */
static void
add_manual(struct view *v, struct json_object *o, struct json_object *step)
{
	if (!describe_is_manual(step))
		return;
	if (!view_get(v, "Teams", "/api/teams/all", NULL))
		work_clear_error(v->w);
	decorate_options(v, "TeamOptions", view_doc(v, "Teams"), "Id", "Name",
	    json_get(o, "Teams"));
}

/* A sentence at a property of the action is found without the way to the action. */
static void
shorten_faults(struct view *v)
{
	struct json_object *fault = view_doc(v, "Fault"), *all;
	static const char prefix[] = "Actions/0/";

	if (fault == NULL)
		return;
	all = json_own(v->w, json_copy(fault));
	json_object_object_foreach(all, name, sentence) {
		const char *text = json_object_get_string(sentence);

		if (strncmp(name, prefix, strlen(prefix)) == 0)
			json_set_str(fault, name + strlen(prefix), text);
	}
}

bool
settings_show(struct view *v, struct json_object *step, struct json_object *o)
{
	const char *type = json_str(describe_action(step), "ActionType", ""), *html;
	size_t len;

	if (json_get(o, "ActionAt") == NULL)
		json_set_str(o, "ActionAt", arena_printf(v->w->arena, "%s/Actions/0",
		    json_str(o, "At", "")));
	json_set_bool(o, "IsScript", strcmp(type, "Octopus.Script") == 0);
	describe_own_type(v, step);
	add_manual(v, o, step);
	shorten_faults(v);
	html = render_template(v->w->arena, uses_show(v, o, describe_action(step)) ?
	    "process-parameters" : "process-settings", v->root, &len);
	if (html == NULL)
		return fail(v->w, ERR_INTERNAL, "The settings of the step could not be shown.");
	json_set_str(o, "SettingsHtml", html);
	return true;
}
