/*
 * Lifecycles: the phases that a release goes through. What a phase without
 * environments means is progression's matter, never stored.
 */
#include "lib/model/kinds.h"

static const char *const strategies[] = {"Default", "Forever", "Count", NULL};
static const char *const units[] = {"Days", "Items", NULL};

static const struct field retention_fields[] = {
	FIELD("Strategy", F_ENUM, .flags = F_OPTIONAL, .values = strategies),
	FIELD("Unit", F_ENUM, .values = units, .otherwise = "\"Days\""),
	FIELD("QuantityToKeep", F_INT,
	    .help = "0 together with ShouldKeepForever keeps everything."),
	FIELD("ShouldKeepForever", F_BOOL, .otherwise = "true"),
	FIELD_END
};

static const struct field phase_fields[] = {
	FIELD("Id", F_TEXT),
	FIELD("Name", F_TEXT, .flags = F_REQUIRED),
	FIELD("AutomaticDeploymentTargets", F_REF, .flags = F_LIST, .ref = "environment",
	    .help = "Environments that a release is deployed to by itself when the phase is "
	    "reached."),
	FIELD("OptionalDeploymentTargets", F_REF, .flags = F_LIST, .ref = "environment",
	    .help = "Environments that people deploy to."),
	FIELD("MinimumEnvironmentsBeforePromotion", F_INT,
	    .help = "How many environments must have the release before the next phase; 0: all."),
	FIELD("IsOptionalPhase", F_BOOL),
	FIELD("IsPriorityPhase", F_BOOL),
	FIELD("ReleaseRetentionPolicy", F_OBJECT, .flags = F_NULL, .fields = retention_fields),
	FIELD("TentacleRetentionPolicy", F_OBJECT, .flags = F_NULL, .fields = retention_fields),
	FIELD_END
};

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("Phases", F_OBJECT, .flags = F_LIST, .fields = phase_fields,
	    .help = "In order; none: every environment of the space is a phase, in its order."),
	FIELD("ReleaseRetentionPolicy", F_OBJECT, .fields = retention_fields),
	FIELD("TentacleRetentionPolicy", F_OBJECT, .fields = retention_fields),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/lifecycles/{id}"},
	{"Preview", "{S}/lifecycles/{id}/preview"},
	{"Projects", "{S}/lifecycles/{id}/projects"},
	LINK_END
};

/* Refuses environments of the list that seen (id -> phase name) has already. */
static void
check_targets(struct work *w, struct json_object *seen, struct json_object *phase,
    const char *pointer, const char *member)
{
	struct json_object *ids = json_get(phase, member);

	for (size_t i = 0; i < json_len(ids); i++) {
		const char *id = id_canonical(w, &kind_environment, json_str_at(ids, i));
		const char *other = json_str(seen, id, NULL);

		if (other != NULL)
			fail_field(w, arena_printf(w->arena, "%s/%s/%zu", pointer, member, i),
			    "The environment '%s' is already in phase '%s'. An environment "
			    "belongs to one phase only.", id, other);
		else
			json_set_str(seen, id, json_str(phase, "Name", ""));
	}
}

static bool
check(struct work *w, enum change change, struct json_object *old UNUSED,
    struct json_object *doc)
{
	struct json_object *phases, *seen;

	if (change == CHANGE_DELETE)
		return true;
	phases = json_get(doc, "Phases");
	seen = json_new_object(w);
	for (size_t i = 0; i < json_len(phases); i++) {
		struct json_object *phase = json_at(phases, i);
		const char *pointer = arena_printf(w->arena, "/Phases/%zu", i);

		check_targets(w, seen, phase, pointer, "AutomaticDeploymentTargets");
		check_targets(w, seen, phase, pointer, "OptionalDeploymentTargets");
	}
	return ids_complete(w, "/Phases", phases);
}

const struct kind kind_lifecycle = {
	.name = "lifecycle",
	.collection = "lifecycles",
	.prefix = "Lifecycles-",
	.label = "lifecycle",
	.item_type = "Lifecycle",
	.flags = KIND_SLUG,
	.fields = fields,
	.links = links,
	.view = "LifecycleView",
	.create = "LifecycleCreate",
	.edit = "LifecycleEdit",
	.delete = "LifecycleDelete",
	.check = check,
};
