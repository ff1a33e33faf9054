#ifndef SLIPWAY_MODEL_VARIABLES_H
#define SLIPWAY_MODEL_VARIABLES_H

#include "lib/model/scope.h"

/*
 * Which value a variable has at a place: the same resolver for previews, prompts and
 * scripts. Variables are the documents in "Variables" of variable sets; values are not
 * evaluated and secrets not opened here.
 */

/* A variable set, live or frozen. Of equally specific values the earlier set's wins. */
struct variable_source {
	struct json_object *set;	/* the document: Id, Variables */
	const char *id;			/* of the owner: project, library set */
	const char *name;		/* of the owner, for people */
};

/* A value that applies. */
struct variable_candidate {
	struct json_object *variable;
	const struct variable_source *source;
	unsigned rank;
};

/* All values of one name that apply, the one that wins first; at least one. */
struct variable_choice {
	const char *name;
	const struct variable_candidate *candidates;
	size_t count;
	bool is_tied;		/* the second is as specific as the first */
};

struct variable_choices {
	struct variable_choice *items;	/* by name, without case */
	size_t count;
};

/* Everything borrowed lives as long as the sets; the lists as long as w. */
struct variable_choices variables_choose(struct work *w, const struct variable_source *sources,
	    size_t source_count, const struct scope_place *place);

/* Type Sensitive or IsSensitive: clients send one or both. */
bool	variable_is_sensitive(struct json_object *variable);

/* The stable key of a variable's sealed value in its set. */
const char *variable_secret_key(struct work *w, struct json_object *variable);

#endif
