/*
 * The list of all kinds, and small things that their rules share. Finding a kind
 * by name, path segment or id is in field.c.
 */
#include "lib/model/kinds.h"

#include <ctype.h>

#include "lib/base/seal.h"
#include "lib/model/deployment.h"
#include "lib/model/release.h"
#include "lib/model/smtp.h"

const struct kind *const kinds[] = {
	&kind_space,
	&kind_user,
	&kind_team,
	&kind_environment,
	&kind_lifecycle,
	&kind_project_group,
	&kind_project,
	&kind_process,
	&kind_channel,
	&kind_action_template,
	&kind_variable_set,
	&kind_library_variable_set,
	&kind_machine,
	&kind_machine_policy,
	&kind_worker,
	&kind_worker_pool,
	&kind_account,
	&kind_feed,
	&kind_tenant,
	&kind_tag_set,
	&kind_release,
	&kind_deployment,
	&kind_smtp,
	NULL
};

const char *const tenanted_modes[] = {"Untenanted", "TenantedOrUntenanted", "Tenanted", NULL};

bool
is_blank(const char *text)
{
	if (text == NULL)
		return true;
	while (isspace((unsigned char)*text))
		text++;
	return *text == '\0';
}

const char *
trimmed(struct work *w, const char *text)
{
	size_t len;

	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	return text[len] == '\0' ? text : arena_strndup(w->arena, text, len);
}

const char *
pointer_escape(struct work *w, const char *name)
{
	char *escaped = arena_alloc(w->arena, 2 * strlen(name) + 1);
	char *p = escaped;

	for (; *name != '\0'; name++) {
		if (*name == '~' || *name == '/') {
			*p++ = '~';
			*p++ = *name == '~' ? '0' : '1';
		} else {
			*p++ = *name;
		}
	}
	*p = '\0';
	return escaped;
}

static bool
is_id_taken(struct json_object *items, size_t before, const char *id)
{
	for (size_t i = 0; i < before; i++) {
		if (strcasecmp(json_str(json_at(items, i), "Id", ""), id) == 0)
			return true;
	}
	return false;
}

bool
ids_complete(struct work *w, const char *pointer, struct json_object *items)
{
	for (size_t i = 0; i < json_len(items); i++) {
		struct json_object *item = json_at(items, i);
		const char *id = json_str(item, "Id", "");

		if (is_blank(id))
			json_set_str(item, "Id", random_guid(w->arena));
		else if (is_id_taken(items, i, id))
			fail_field(w, arena_printf(w->arena, "%s/%zu/Id", pointer, i),
			    "The id '%s' occurs twice. Leave it out to get a new one.", id);
	}
	return !work_failed(w);
}
