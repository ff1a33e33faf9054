/*
 * Scopes: matching and rank. The order of the ranks is that of Octopus (documentation
 * page "Getting started with variables"); how many entries of a key match does not count.
 */
#include "lib/model/scope.h"

#include <strings.h>

#include "lib/model/plan_filter.h"

/* Bits of the rank: the higher one outweighs all lower ones together. */
enum rank_bit {
	RANK_PROCESS_OWNER,
	RANK_CHANNEL,
	RANK_ENVIRONMENT,
	RANK_TENANT_TAG,
	RANK_TENANT,
	RANK_ROLE,		/* a role that the machine has */
	RANK_TARGET_ROLE,	/* … and for which the step runs there */
	RANK_MACHINE,
	RANK_ACTION
};

#define BIT(rank) (1u << (rank))

static unsigned
match_one(struct json_object *values, const char *id, enum rank_bit rank)
{
	return list_has(values, id) ? BIT(rank) : 0;
}

static unsigned
match_process_owner(struct json_object *values, const struct scope_place *p)
{
	return match_one(values, p->process_owner_id, RANK_PROCESS_OWNER);
}

static unsigned
match_channel(struct json_object *values, const struct scope_place *p)
{
	return match_one(values, p->channel_id, RANK_CHANNEL);
}

static unsigned
match_environment(struct json_object *values, const struct scope_place *p)
{
	return match_one(values, p->environment_id, RANK_ENVIRONMENT);
}

static unsigned
match_tenant_tag(struct json_object *values, const struct scope_place *p)
{
	for (size_t i = 0; i < json_len(values); i++) {
		if (list_has(p->tenant_tags, json_str_at(values, i)))
			return BIT(RANK_TENANT_TAG);
	}
	return 0;
}

static unsigned
match_tenant(struct json_object *values, const struct scope_place *p)
{
	return match_one(values, p->tenant_id, RANK_TENANT);
}

static bool
is_step_role(const struct scope_place *p, const char *role)
{
	for (size_t i = 0; i < p->step_role_count; i++) {
		if (strcasecmp(p->step_roles[i], role) == 0)
			return true;
	}
	return false;
}

static unsigned
match_role(struct json_object *values, const struct scope_place *p)
{
	unsigned rank = 0;

	for (size_t i = 0; i < json_len(values); i++) {
		const char *role = json_str_at(values, i);

		if (list_has(p->machine_roles, role))
			rank |= BIT(is_step_role(p, role) ? RANK_TARGET_ROLE : RANK_ROLE);
	}
	return rank;
}

static unsigned
match_machine(struct json_object *values, const struct scope_place *p)
{
	return match_one(values, p->machine_id, RANK_MACHINE);
}

/* The id of a step stands for all its actions. */
static unsigned
match_action(struct json_object *values, const struct scope_place *p)
{
	return match_one(values, p->action_id, RANK_ACTION) |
	    match_one(values, p->step_id, RANK_ACTION);
}

static const struct {
	const char *key;
	unsigned (*match)(struct json_object *values, const struct scope_place *p);
} keys[] = {
	{"Environment", match_environment},
	{"Machine", match_machine},
	{"Role", match_role},
	{"Action", match_action},
	{"Channel", match_channel},
	{"TenantTag", match_tenant_tag},
	{"Tenant", match_tenant},
	{"ProcessOwner", match_process_owner},
};

const char *
scope_key(const char *key)
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (strcasecmp(keys[i].key, key) == 0)
			return keys[i].key;
	}
	return NULL;
}

bool
scope_applies(struct json_object *scope, const struct scope_place *place, unsigned *ret_rank)
{
	unsigned rank = 0;

	for (size_t i = 0; i < COUNT(keys); i++) {
		struct json_object *values = json_get(scope, keys[i].key);
		unsigned bits;

		if (json_len(values) == 0)
			continue;
		bits = keys[i].match(values, place);
		if (bits == 0)
			return false;
		rank |= bits;
	}
	*ret_rank = rank;
	return true;
}
