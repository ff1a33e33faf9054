#ifndef SLIPWAY_MODEL_LIFECYCLE_RULES_H
#define SLIPWAY_MODEL_LIFECYCLE_RULES_H

#include "lib/base/json.h"

/*
 * Where a release may go: phases of a lifecycle, and what earlier successes
 * permit. Pure functions over documents; phases are computed at each use and
 * never frozen. Everything lives as long as the work.
 */

struct phase {
	const char *id;
	const char *name;
	const char **environments;		/* ids, automatic ones first */
	size_t environment_count;
	struct json_object *automatic;		/* ids, owned by the work */
	struct json_object *optional;		/* ids of manual deployments */
	int64_t minimum;			/* as written; 0: all */
	bool is_optional;
	bool is_priority;
};

struct phases {
	struct phase *items;
	size_t count;
};

/* A success of the release: where and for whom (tenant_id NULL: untenanted). */
struct success {
	const char *environment_id;
	const char *tenant_id;
};

/* What happened to one release so far. */
struct release_history {
	struct success *successes;
	size_t count;
	bool has_defect;			/* an unresolved one */
};

/* For whom a deployment would be. */
struct recipient {
	const char *tenant_id;			/* NULL: untenanted */
	const char *const *environments;	/* that the tenant is connected to */
	size_t environment_count;
};

enum phase_progress { PHASE_PENDING, PHASE_CURRENT, PHASE_COMPLETE };

/*
 * The effective phases. environments: all of the space, in their order. No phases:
 * one mandatory manual phase an environment; a phase without environments has all
 * that no phase names (a second such is empty).
 */
void	lifecycle_phases(struct work *w, struct json_object *lifecycle,
	    struct json_object *environments, struct phases *ret);

/* The phase that has the environment; NULL if none. */
const struct phase *phase_of(const struct phases *phases, const char *environment_id);

/* How many environments of a phase need a success: 0 if it is optional. */
size_t	phase_need(const struct phase *phase);

/* Environments of the phase with a success by anybody. */
size_t	phase_successes(const struct phase *phase, const struct release_history *history);

/* Whether the release succeeded there for this recipient. */
bool	history_has(const struct release_history *history, const char *environment_id,
	    const char *tenant_id);

/*
 * NULL if the release may be deployed there for the recipient, else a sentence that
 * says why not. The state of project and tenant is the caller's matter.
 */
const char *lifecycle_refusal(struct work *w, const struct phases *phases,
	    const struct release_history *history, const char *environment_id,
	    const struct recipient *recipient);

/* Whether an unresolved defect keeps the release out of the phase. */
bool	phase_is_blocked(const struct phases *phases, const struct phase *phase,
	    const struct release_history *history);

/* The phase that comes next; NULL if nothing is left. */
const struct phase *phase_current(const struct phases *phases,
	    const struct release_history *history);

enum phase_progress phase_progress(const struct phases *phases, const struct phase *phase,
	    const struct release_history *history);

/* Ids of environments to offer next, an array owned by the work. */
struct json_object *lifecycle_next(struct work *w, const struct phases *phases,
	    const struct release_history *history);

/* One phase as the API shows it in previews: Id, Name, targets, minimum, flags. */
struct json_object *phase_json(struct work *w, const struct phase *phase);

#endif
