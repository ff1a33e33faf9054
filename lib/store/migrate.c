/*
 * Brings the schema to the version this program knows: numbered migrations, each
 * in one transaction, under an advisory lock, so that several programs may start
 * at once. A newer schema is refused: an older program would misread it.
 */
#include "lib/store/db.h"

#include "lib/base/log.h"

static bool
apply(struct work *w, const struct sql_migration *m)
{
	if (!db_begin(w))
		return false;
	if (!db_script(w, m->text) ||
	    db_run(w, SQL_MIGRATION_ADD, db_int(w, m->number), m->title) == NULL) {
		db_rollback(w);
		return false;
	}
	if (!db_commit(w))
		return false;
	log_event(w, LOG_INFO, "schema: migration '%s' applied", m->title);
	return true;
}

/* Functions hold no data: the program's own text of them is always the right one. */
static bool
replace_functions(struct work *w)
{
	if (!db_begin(w))
		return false;
	if (!db_script(w, sql_functions)) {
		db_rollback(w);
		return false;
	}
	return db_commit(w);
}

static bool
apply_missing(struct work *w)
{
	struct rows *rows = db_run(w, SQL_MIGRATION_NEWEST);
	int64_t present, newest = 0;

	if (rows == NULL)
		return false;
	present = rows_int(rows, 0, 0);
	for (int i = 0; i < sql_migration_count; i++) {
		const struct sql_migration *m = &sql_migrations[i];

		newest = m->number;
		if (m->number > present && !apply(w, m))
			return false;
	}
	if (present > newest)
		return fail(w, ERR_INTERNAL, "The database has schema version %lld, this program "
		    "knows up to %lld. Install a newer Slipway, or restore a backup of that time.",
		    (long long)present, (long long)newest);
	return replace_functions(w);
}

bool
db_migrate(struct work *w)
{
	bool ok;

	if (db_run(w, SQL_MIGRATION_LOCK) == NULL || db_run(w, SQL_MIGRATION_TABLE) == NULL)
		return false;
	ok = apply_missing(w);
	return db_run(w, SQL_MIGRATION_UNLOCK) != NULL && ok;
}

bool
db_check_settings(struct work *w)
{
	struct rows *rows = db_run(w, SQL_SETTINGS_UNSAFE);

	if (rows == NULL)
		return false;
	if (rows_count(rows) > 0)
		return fail(w, ERR_INTERNAL, "The database has '%s' off; an acknowledged change "
		    "could be lost. Switch it on.", rows_text(rows, 0, 0));
	return true;
}
