#ifndef SLIPWAY_MODEL_KINDS_H
#define SLIPWAY_MODEL_KINDS_H

#include "lib/model/field.h"

/*
 * The declared kinds, one file a family, and what their tables share. Id, SpaceId,
 * Links, LastModifiedOn and LastModifiedBy belong to every document and stand in
 * no table.
 */
extern const struct kind kind_space, kind_user, kind_team;
extern const struct kind kind_environment, kind_lifecycle;
extern const struct kind kind_project_group, kind_project, kind_process, kind_channel;
extern const struct kind kind_action_template;
extern const struct kind kind_variable_set, kind_library_variable_set;
extern const struct kind kind_machine, kind_machine_policy, kind_worker, kind_worker_pool;
extern const struct kind kind_account, kind_feed, kind_tenant, kind_tag_set;

/* A row of a field table; what is not named has its plain meaning. */
#define FIELD(field_name, field_type, ...) \
	{.name = (field_name), .type = (field_type), ##__VA_ARGS__}
#define FIELD_END {.name = NULL}
#define LINK_END {NULL, NULL}
#define FILTER_END {.parameter = NULL}

/* Rows that most tables begin with. */
#define FIELD_NAME \
	FIELD("Name", F_TEXT, .flags = F_REQUIRED, \
	    .help = "Unique where it lives, without regard to case.")
#define FIELD_SLUG \
	FIELD("Slug", F_TEXT, .flags = F_OPTIONAL, \
	    .help = "Part of addresses; made from the first name and kept when the name changes.")
#define FIELD_DESCRIPTION \
	FIELD("Description", F_LONG, \
	    .help = "Free text for people; Markdown where it is shown at length.")
#define FIELD_TENANTED \
	FIELD("TenantedDeploymentParticipation", F_ENUM, .otherwise = "\"Untenanted\"", \
	    .values = tenanted_modes, .help = "Whether it takes part in deployments with tenants.")

/* Enumerations that several tables use. */
extern const char *const tenanted_modes[];

/* Packages and repositories that an action, or a template of it, needs. */
extern const struct field action_package_fields[], action_git_fields[];

/* Fields of every endpoint of a target or worker, and their variants by CommunicationStyle. */
extern const struct field endpoint_fields[];
extern const struct variant machine_endpoints[], worker_endpoints[];

/*
 * A GUID into /Id of each object of an array that has none; ids that occur twice are
 * refused at pointer/N/Id.
 */
bool	ids_complete(struct work *w, const char *pointer, struct json_object *items);

/*
 * Takes an id that is no more out of the scopes of all variables of a space. key:
 * "Environment", "Machine", "Action". Values for it alone go with it.
 */
bool	variable_scopes_clean(struct work *w, const char *space_id, const char *key,
	    const char *id) MUST_CHECK;

/*
 * DisplaySettings of a prompt or parameter: a control of the type Select has options,
 * else it is refused at the pointer.
 */
bool	control_check(struct work *w, const char *pointer, struct json_object *settings);

/* A name as one token of a JSON pointer (RFC 6901: ~0 and ~1). */
const char *pointer_escape(struct work *w, const char *name);

/* True if text is NULL, empty, or white space. */
bool	is_blank(const char *text);

/* The string as it is without white space around it. */
const char *trimmed(struct work *w, const char *text);

#endif
