/*
 * Send an Email: recipients by address and by team, subject and body with their
 * expressions replaced, over the server of Configuration > SMTP. Nobody to send to, no
 * server, or an address that is none: the unit fails before anything is sent.
 */
#include "runner/unit_server.h"

#include <strings.h>

#include "lib/base/buf.h"
#include "lib/base/clock.h"
#include "lib/base/mail.h"
#include "lib/base/seal.h"
#include "lib/model/plan_filter.h"
#include "runner/mail_server.h"
#include "runner/mask.h"

#define EMAIL "Octopus.Action.Email."
#define RECIPIENTS_MAX 500

enum recipient_kind { TO, CC, BCC, RECIPIENT_KIND__MAX };

/* Where each kind of recipient is named. */
static const struct { const char *addresses, *teams, *label; } sources[] = {
	[TO] = {EMAIL "To", EMAIL "ToTeamIds", "To"},
	[CC] = {EMAIL "CC", EMAIL "CCTeamIds", "CC"},
	[BCC] = {EMAIL "Bcc", EMAIL "BccTeamIds", "Bcc"},
};

struct recipients {
	struct mail_address lists[RECIPIENT_KIND__MAX][RECIPIENTS_MAX];
	size_t counts[RECIPIENT_KIND__MAX];
	size_t total;
};

struct letter {
	struct work *w;
	const struct unit_start *start;
	struct variables variables;
	struct mask *mask;
	struct recipients *people;
};

/* A sentence in the log must not show a secret that a variable brought. */
static const char *
masked(struct letter *l, const char *text)
{
	size_t len;

	return mask_apply(l->mask, l->w->arena, text, strlen(text), false, &len);
}

static void
tell(struct letter *l, int category, const char *text)
{
	notes_add(l->w, &l->start->out->notes, category, text);
}

/* ---- recipients -------------------------------------------------------------------- */

static bool
is_known(const struct recipients *r, const char *address)
{
	for (size_t kind = 0; kind < RECIPIENT_KIND__MAX; kind++) {
		for (size_t i = 0; i < r->counts[kind]; i++) {
			if (strcasecmp(r->lists[kind][i].address, address) == 0)
				return true;
		}
	}
	return false;
}

/* Whoever is named twice gets one copy, as who was named first. */
static void
add_recipient(struct letter *l, enum recipient_kind kind, const char *text, const char *whose)
{
	struct recipients *r = l->people;
	struct mail_address a;

	if (!mail_address_parse(l->w->arena, text, &a)) {
		(void)unit_refuse(l->start->out, arena_printf(l->w->arena,
		    "'%s' (%s) is not an e-mail address.", masked(l, text), whose));
	} else if (r->total == RECIPIENTS_MAX) {
		(void)unit_refuse(l->start->out, arena_printf(l->w->arena,
		    "The e-mail has more than %d recipients.", RECIPIENTS_MAX));
	} else if (!is_known(r, a.address)) {
		r->lists[kind][r->counts[kind]++] = a;
		r->total++;
	}
}

static void
add_addresses(struct letter *l, enum recipient_kind kind)
{
	const char *text = unit_property(l->w, l->start, &l->variables, sources[kind].addresses,
	    sources[kind].label);

	while (*text != '\0') {
		size_t len = strcspn(text, ",;");
		const char *one = arena_strndup(l->w->arena, text, len);

		if (one[strspn(one, " \t\r\n")] != '\0')
			add_recipient(l, kind, one, sources[kind].label);
		text += len;
		text += *text != '\0';
	}
}

/* Members without an address and those who may not log in are left out. */
static void
add_members(struct letter *l, enum recipient_kind kind, struct json_object *team)
{
	struct json_object *members = json_get(team, "MemberUserIds");

	for (size_t i = 0; i < json_len(members); i++) {
		struct json_object *user = facts_live(l->w, json_str_at(members, i));
		const char *address = json_str(user, "EmailAddress", "");

		if (user == NULL || !json_flag(user, "IsActive", true))
			continue;
		if (address[0] == '\0')
			tell(l, CATEGORY_WARNING, arena_printf(l->w->arena,
			    "The user '%s' has no e-mail address and is left out.",
			    json_str(user, "DisplayName", json_str(user, "Username", ""))));
		else
			add_recipient(l, kind, address, json_str(user, "Username", ""));
	}
}

static void
add_teams(struct letter *l, enum recipient_kind kind)
{
	const char **ids;
	size_t count;

	roles_split(l->w, unit_property(l->w, l->start, &l->variables, sources[kind].teams,
	    sources[kind].label), &ids, &count);
	for (size_t i = 0; i < count; i++) {
		struct json_object *team = facts_live(l->w, ids[i]);

		if (team == NULL && !work_failed(l->w))
			tell(l, CATEGORY_WARNING, arena_printf(l->w->arena,
			    "The team '%s' does not exist any more.", ids[i]));
		add_members(l, kind, team);
	}
}

static void
find_recipients(struct letter *l)
{
	l->people = arena_alloc(l->w->arena, sizeof(*l->people));
	for (enum recipient_kind kind = 0; kind < RECIPIENT_KIND__MAX; kind++) {
		add_addresses(l, kind);
		add_teams(l, kind);
	}
	if (l->people->total == 0)
		(void)unit_refuse(l->start->out, "The e-mail has no recipient: nobody is named, "
		    "or the teams have no members with an address.");
}

/* ---- the order --------------------------------------------------------------------- */

static enum mail_priority
priority_of(const char *text)
{
	if (strcasecmp(text, "High") == 0)
		return MAIL_HIGH;
	return strcasecmp(text, "Low") == 0 ? MAIL_LOW : MAIL_NORMAL;
}

static const char *
property(struct letter *l, const char *name, const char *what)
{
	return unit_property(l->w, l->start, &l->variables, name, what);
}

static const char *
write_message(struct letter *l, const struct mail_address *from)
{
	const struct recipients *r = l->people;
	struct mail m = {
		.from = *from,
		.to = r->lists[TO], .to_count = r->counts[TO],
		.cc = r->lists[CC], .cc_count = r->counts[CC],
		.subject = property(l, EMAIL "Subject", "The subject"),
		.body = property(l, EMAIL "Body", "The body"),
		.is_html = strcasecmp(property(l, EMAIL "IsHtml", "IsHtml"), "True") == 0,
		.priority = priority_of(property(l, EMAIL "Priority", "The priority")),
		.time_us = clock_now_us(),
		.message_id = arena_printf(l->w->arena, "%s%s", random_token(l->w->arena, 18),
		    strchr(from->address, '@')),
	};
	const char *message = mail_message(l->w->arena, &m);

	if (message == NULL)
		(void)unit_refuse(l->start->out, "The e-mail is too large.");
	tell(l, CATEGORY_INFO, arena_printf(l->w->arena, "Subject: %s",
	    m.subject));
	return message;
}

/* One line a kind for the log, all addresses for the server. */
static const char *
list_recipients(struct letter *l)
{
	const struct recipients *r = l->people;
	struct buf all, line;

	buf_init(&all, l->w->arena, (size_t)RECIPIENTS_MAX * 256);
	buf_init(&line, l->w->arena, (size_t)RECIPIENTS_MAX * 258);
	for (size_t kind = 0; kind < RECIPIENT_KIND__MAX; kind++) {
		buf_clear(&line);
		for (size_t i = 0; i < r->counts[kind]; i++) {
			buf_printf(&all, "%s\n", r->lists[kind][i].address);
			buf_printf(&line, "%s%s", i > 0 ? ", " : "", r->lists[kind][i].address);
		}
		if (line.len > 0)
			tell(l, CATEGORY_INFO, arena_printf(l->w->arena, "%s: %s",
			    sources[kind].label, line.s));
	}
	return all.s;
}

static void
fill_order(struct letter *l)
{
	struct attempt_order *o = &l->start->out->order;
	struct mail_address from;

	o->kind = ATTEMPT_MAIL;
	o->masks = l->variables.masks;
	o->mask_count = l->variables.mask_count;
	if (!mail_address_parse(l->w->arena, o->mail.from, &from)) {
		(void)unit_refuse(l->start->out, "The sender in Configuration > SMTP is not an "
		    "e-mail address.");
		return;
	}
	o->mail.from = from.address;
	o->mail.recipients = list_recipients(l);
	o->body = write_message(l, &from);
}

bool
unit_email(struct work *w, const struct unit_start *u)
{
	struct letter l = {.w = w, .start = u};
	const char *refusal = NULL;

	if (!unit_variables(w, u, &l.variables) ||
	    !mail_server_load(w, &u->out->order.mail, &refusal))
		return false;
	if (refusal != NULL)
		(void)unit_refuse(u->out, refusal);
	if (u->out->refusal != NULL)
		return true;
	l.mask = mask_new(w->arena);
	for (size_t i = 0; i < l.variables.mask_count; i++)
		mask_add(l.mask, l.variables.masks[i]);
	find_recipients(&l);
	if (u->out->refusal == NULL)
		fill_order(&l);
	notes_mask(w, &u->out->notes, &l.variables);
	return !work_failed(w);
}
