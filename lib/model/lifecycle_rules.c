/*
 * The rules of lifecycles: effective phases, what is complete, where a release may
 * go. No database: documents and successes come in, answers go out, so that every
 * scenario is a line in a unit test.
 *
 * A success counts for ever: later failures of the same release take nothing back.
 */
#include "lib/model/lifecycle_rules.h"

#include <string.h>

static bool
names(struct json_object *ids, const char *id)
{
	for (size_t i = 0; i < json_len(ids); i++)
		if (strcmp(json_str_at(ids, i), id) == 0)
			return true;
	return false;
}

static bool
is_named(struct json_object *phases, const char *environment_id)
{
	for (size_t i = 0; i < json_len(phases); i++) {
		struct json_object *p = json_at(phases, i);

		if (names(json_get(p, "AutomaticDeploymentTargets"), environment_id) ||
		    names(json_get(p, "OptionalDeploymentTargets"), environment_id))
			return true;
	}
	return false;
}

static struct json_object *
copied_ids(struct work *w, struct json_object *ids)
{
	struct json_object *copy = json_new_array(w);

	for (size_t i = 0; i < json_len(ids); i++)
		json_push_str(copy, json_str_at(ids, i));
	return copy;
}

static void
list_environments(struct work *w, struct phase *p)
{
	size_t automatic = json_len(p->automatic), manual = json_len(p->optional);

	p->environments = arena_array(w->arena, automatic + manual + 1, sizeof(char *));
	for (size_t i = 0; i < automatic + manual; i++)
		p->environments[i] = i < automatic ? json_str_at(p->automatic, i)
		    : json_str_at(p->optional, i - automatic);
	p->environment_count = automatic + manual;
}

/* One mandatory manual phase an environment. */
static void
implied_phases(struct work *w, struct json_object *environments, struct phases *ret)
{
	ret->count = json_len(environments);
	ret->items = arena_array(w->arena, ret->count + 1, sizeof(*ret->items));
	for (size_t i = 0; i < ret->count; i++) {
		struct phase *p = &ret->items[i];
		struct json_object *environment = json_at(environments, i);

		p->id = json_str(environment, "Id", "");
		p->name = json_str(environment, "Name", "");
		p->automatic = json_new_array(w);
		p->optional = json_new_array(w);
		json_push_str(p->optional, p->id);
		list_environments(w, p);
	}
}

static void
read_phase(struct work *w, struct json_object *doc, struct phase *p)
{
	p->id = json_str(doc, "Id", "");
	p->name = json_str(doc, "Name", "");
	p->automatic = copied_ids(w, json_get(doc, "AutomaticDeploymentTargets"));
	p->optional = copied_ids(w, json_get(doc, "OptionalDeploymentTargets"));
	p->minimum = json_int(doc, "MinimumEnvironmentsBeforePromotion", 0);
	p->is_optional = json_flag(doc, "IsOptionalPhase", false);
	p->is_priority = json_flag(doc, "IsPriorityPhase", false);
}

void
lifecycle_phases(struct work *w, struct json_object *lifecycle, struct json_object *environments,
    struct phases *ret)
{
	struct json_object *docs = json_get(lifecycle, "Phases");
	bool rest_is_taken = false;

	if (json_len(docs) == 0) {
		implied_phases(w, environments, ret);
		return;
	}
	ret->count = json_len(docs);
	ret->items = arena_array(w->arena, ret->count, sizeof(*ret->items));
	for (size_t i = 0; i < ret->count; i++) {
		struct phase *p = &ret->items[i];

		read_phase(w, json_at(docs, i), p);
		if (json_len(p->automatic) + json_len(p->optional) == 0 && !rest_is_taken) {
			rest_is_taken = true;
			for (size_t e = 0; e < json_len(environments); e++) {
				const char *id = json_str(json_at(environments, e), "Id", "");

				if (!is_named(docs, id))
					json_push_str(p->optional, id);
			}
		}
		list_environments(w, p);
	}
}

static bool
phase_has(const struct phase *p, const char *environment_id)
{
	for (size_t i = 0; i < p->environment_count; i++)
		if (strcmp(p->environments[i], environment_id) == 0)
			return true;
	return false;
}

const struct phase *
phase_of(const struct phases *phases, const char *environment_id)
{
	for (size_t i = 0; i < phases->count; i++)
		if (phase_has(&phases->items[i], environment_id))
			return &phases->items[i];
	return NULL;
}

size_t
phase_need(const struct phase *phase)
{
	size_t n = phase->environment_count;

	if (phase->is_optional)
		return 0;
	if (phase->minimum <= 0)
		return n;
	return (size_t)phase->minimum < n ? (size_t)phase->minimum : n;
}

static bool
succeeded_for_anybody(const struct release_history *history, const char *environment_id)
{
	for (size_t i = 0; i < history->count; i++)
		if (strcmp(history->successes[i].environment_id, environment_id) == 0)
			return true;
	return false;
}

bool
history_has(const struct release_history *history, const char *environment_id,
    const char *tenant_id)
{
	for (size_t i = 0; i < history->count; i++) {
		const struct success *s = &history->successes[i];

		if (strcmp(s->environment_id, environment_id) != 0)
			continue;
		if (tenant_id == NULL ? s->tenant_id == NULL
		    : s->tenant_id != NULL && strcmp(s->tenant_id, tenant_id) == 0)
			return true;
	}
	return false;
}

size_t
phase_successes(const struct phase *phase, const struct release_history *history)
{
	size_t n = 0;

	for (size_t i = 0; i < phase->environment_count; i++)
		n += succeeded_for_anybody(history, phase->environments[i]);
	return n;
}

/* How many more successes the phase needs before the recipient may pass it. */
static size_t
missing_for(const struct phase *p, const struct release_history *history,
    const struct recipient *r)
{
	size_t need = phase_need(p), connected = 0, own = 0, done;

	for (size_t i = 0; r->tenant_id != NULL && i < r->environment_count; i++) {
		if (!phase_has(p, r->environments[i]))
			continue;
		connected++;
		own += history_has(history, r->environments[i], r->tenant_id);
	}
	if (connected > 0) {
		need = need < connected ? need : connected;
		done = own;
	} else {
		done = phase_successes(p, history);
	}
	return done < need ? need - done : 0;
}

/* Whether the recipient ever succeeded in the phase. */
static bool
has_been_in(const struct phase *p, const struct release_history *history, const char *tenant_id)
{
	for (size_t i = 0; i < p->environment_count; i++)
		if (history_has(history, p->environments[i], tenant_id))
			return true;
	return false;
}

const char *
lifecycle_refusal(struct work *w, const struct phases *phases,
    const struct release_history *history, const char *environment_id,
    const struct recipient *recipient)
{
	const struct phase *phase = phase_of(phases, environment_id);

	if (phase == NULL)
		return "The lifecycle of this release has no phase with this environment. Add the "
		    "environment to a phase, or choose a channel with another lifecycle.";
	if (history_has(history, environment_id, recipient->tenant_id))
		return NULL;
	if (history->has_defect && phase != phases->items &&
	    !has_been_in(phase, history, recipient->tenant_id))
		return "The release is prevented from progressing by an unresolved defect. Resolve "
		    "the defect first.";
	for (const struct phase *p = phases->items; p < phase; p++) {
		size_t missing = missing_for(p, history, recipient);

		if (missing > 0)
			return arena_printf(w->arena, "Phase '%s' comes first: %zu more of its "
			    "environments %s a successful deployment of this release.", p->name,
			    missing, missing == 1 ? "needs" : "need");
	}
	return NULL;
}

bool
phase_is_blocked(const struct phases *phases, const struct phase *phase,
    const struct release_history *history)
{
	return history->has_defect && phase != phases->items &&
	    phase_successes(phase, history) == 0;
}

static bool
is_complete(const struct phase *p, const struct release_history *history)
{
	size_t done = phase_successes(p, history);

	return p->is_optional ? done > 0 : done >= phase_need(p);
}

const struct phase *
phase_current(const struct phases *phases, const struct release_history *history)
{
	const struct phase *optional = NULL;

	for (size_t i = 0; i < phases->count; i++) {
		const struct phase *p = &phases->items[i];

		if (is_complete(p, history))
			continue;
		if (!p->is_optional)
			return p;
		if (optional == NULL)
			optional = p;
	}
	return optional;
}

enum phase_progress
phase_progress(const struct phases *phases, const struct phase *phase,
    const struct release_history *history)
{
	if (is_complete(phase, history))
		return PHASE_COMPLETE;
	return phase == phase_current(phases, history) ? PHASE_CURRENT : PHASE_PENDING;
}

static void
offer(struct work *w, const struct phases *phases, const struct phase *p,
    const struct release_history *history, struct json_object *ids)
{
	static const struct recipient untenanted;

	for (size_t i = 0; i < p->environment_count; i++)
		if (!succeeded_for_anybody(history, p->environments[i]) &&
		    lifecycle_refusal(w, phases, history, p->environments[i], &untenanted) == NULL)
			json_push_str(ids, p->environments[i]);
}

struct json_object *
lifecycle_next(struct work *w, const struct phases *phases, const struct release_history *history)
{
	const struct phase *current = phase_current(phases, history), *first = current;
	struct json_object *ids = json_new_array(w);

	if (current == NULL)
		return ids;
	while (first > phases->items && first[-1].is_optional)
		first--;
	for (const struct phase *p = first; p <= current; p++)
		offer(w, phases, p, history, ids);
	return ids;
}

struct json_object *
phase_json(struct work *w, const struct phase *phase)
{
	struct json_object *o = json_new_object(w);

	json_set_str(o, "Id", phase->id);
	json_set_str(o, "Name", phase->name);
	json_set(o, "AutomaticDeploymentTargets", json_copy(phase->automatic));
	json_set(o, "OptionalDeploymentTargets", json_copy(phase->optional));
	json_set_int(o, "MinimumEnvironmentsBeforePromotion", phase->minimum);
	json_set_bool(o, "IsOptionalPhase", phase->is_optional);
	json_set_bool(o, "IsPriorityPhase", phase->is_priority);
	return o;
}
