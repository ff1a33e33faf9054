/*
 * SQLSTATE and constraint name -> code, pointer and sentence. The one place where
 * a refusal of the database gets its words.
 */
#include "lib/store/db_error.h"

#include "lib/base/log.h"

struct explanation {
	const char *constraint;
	enum error_code code;
	const char *pointer;
	const char *sentence;
};

static const struct explanation by_constraint[] = {
	{"resource_name_taken", ERR_INVALID, "/Name",
	    "This name is already in use here. Choose another one."},
	{"resource_slug_taken", ERR_INVALID, "/Slug",
	    "This slug is already in use here. Choose another one."},
	{"reference_in_use", ERR_INVALID, "",
	    "This is still in use by other resources and cannot be deleted."},
	{"deployment_environment_in_use", ERR_INVALID, "",
	    "This environment has deployments and cannot be deleted."},
	{"reference_from_id_fkey", ERR_NOT_FOUND, "", "This no longer exists."},
	{"resource_owner_id_fkey", ERR_NOT_FOUND, "", "What this belongs to no longer exists."},
	{"recording_running", ERR_INVALID, "", "A recording is already running. Stop it first."},
	{"task_one_per_key", ERR_CONFLICT, "", "Another task with the same key is running."},
};

static const struct {
	const char *sqlstate;
	enum error_code code;
	const char *sentence;
} by_state[] = {
    {"40001", ERR_UNAVAILABLE, "Somebody else changed the same thing at this moment; try again."},
    {"40P01", ERR_UNAVAILABLE, "Somebody else changed the same thing at this moment; try again."},
    {"55P03", ERR_UNAVAILABLE, "The database is busy with this; try again in a few seconds."},
    {"57014", ERR_UNAVAILABLE, "The database took too long to answer; try again."},
    {"57P01", ERR_UNAVAILABLE, "The database is restarting; try again in a few seconds."},
    {"57P02", ERR_UNAVAILABLE, "The database is restarting; try again in a few seconds."},
    {"57P03", ERR_UNAVAILABLE, "The database is starting; try again in a few seconds."},
    {"53100", ERR_UNAVAILABLE, "The disk of the database is full; an operator must free space."},
    {"53300", ERR_UNAVAILABLE, "The database has too many connections; try again."},
    {"25P03", ERR_UNAVAILABLE, "The database ended an idle transaction; try again."},
    {"22P05", ERR_INVALID, "The text holds a character that cannot be stored (NUL)."},
    {"22021", ERR_INVALID, "The text is not valid UTF-8."},
};

static bool
explain_own(struct work *w, const struct db_failure *f)
{
	if (f->sqlstate == NULL || strncmp(f->sqlstate, "SL4", 3) != 0)
		return false;
	if (strcmp(f->sqlstate, "SL400") == 0)
		fail_field(w, f->detail == NULL ? "" : f->detail, "%s", f->message);
	else if (strcmp(f->sqlstate, "SL403") == 0)
		fail(w, ERR_FORBIDDEN, "%s", f->message);
	else if (strcmp(f->sqlstate, "SL404") == 0)
		fail(w, ERR_NOT_FOUND, "%s", f->message);
	else if (fail(w, ERR_CONFLICT, "%s", f->message) == false && f->hint != NULL)
		w->error.version = arena_strdup(w->arena, f->hint);
	return true;
}

static bool
explain_known(struct work *w, const struct db_failure *f)
{
	for (size_t i = 0; f->constraint != NULL && i < COUNT(by_constraint); i++) {
		const struct explanation *e = &by_constraint[i];

		if (strcmp(e->constraint, f->constraint) != 0)
			continue;
		if (e->code == ERR_INVALID)
			fail_field(w, e->pointer, "%s", e->sentence);
		else
			fail(w, e->code, "%s", e->sentence);
		return true;
	}
	for (size_t i = 0; f->sqlstate != NULL && i < COUNT(by_state); i++) {
		if (strcmp(by_state[i].sqlstate, f->sqlstate) != 0)
			continue;
		fail(w, by_state[i].code, "%s", by_state[i].sentence);
		return true;
	}
	return false;
}

void
db_error_explain(struct work *w, const struct db_failure *f)
{
	if (explain_own(w, f) || explain_known(w, f))
		return;
	/* The message of PostgreSQL may quote a row: it goes to the log, not to a client. */
	log_event(w, LOG_ERROR, "database: %s in '%s': %s (constraint %s)",
	    f->sqlstate == NULL ? "?" : f->sqlstate, f->statement,
	    f->message == NULL ? "?" : f->message, f->constraint == NULL ? "-" : f->constraint);
	fail(w, ERR_INTERNAL, "Something went wrong in the database. The server's log has the "
	    "details under request '%s'.", w->id);
}
