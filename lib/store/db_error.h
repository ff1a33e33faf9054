#ifndef SLIPWAY_STORE_DB_ERROR_H
#define SLIPWAY_STORE_DB_ERROR_H

#include "lib/base/work.h"

/* What PostgreSQL said about a failed statement. */
struct db_failure {
	const char *sqlstate;
	const char *constraint;
	const char *message;
	const char *detail;
	const char *hint;
	const char *statement;
};

/*
 * Sets w->error from a failure. Our own SQL raises SL400 (detail: JSON pointer),
 * SL403, SL404 and SL409 (hint: present version) with a whole sentence; known
 * constraints have a sentence here; anything else is logged and ERR_INTERNAL.
 */
void	db_error_explain(struct work *w, const struct db_failure *f);

#endif
