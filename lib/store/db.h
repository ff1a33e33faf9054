#ifndef SLIPWAY_STORE_DB_H
#define SLIPWAY_STORE_DB_H

#include "lib/base/buf.h"
#include "lib/base/work.h"
#include "sql.h"

/*
 * The database: one connection a process, named statements prepared on first
 * use, all parameters and results as text. Only db.c knows libpq.
 *
 * Results live as long as the work's arena. After a failed statement inside a
 * transaction only db_rollback helps. A lost connection is ERR_UNAVAILABLE; the
 * next statement outside a transaction reconnects.
 */
struct rows;

/* Opens the process's connection (url as libpq takes it); kept over units of work. */
bool	db_open(struct work *w, const char *url, const char *application) MUST_CHECK;
void	db_close(void);

/* Lets this unit of work use the process's connection. */
void	db_attach(struct work *w);

/*
 * Runs a named statement; each argument is a const char * (NULL is SQL NULL).
 * Returns NULL and sets w->error on failure: constraint violations and messages
 * raised by our own SQL become ERR_INVALID, ERR_NOT_FOUND or ERR_CONFLICT with a
 * sentence (db_error.c), the rest ERR_INTERNAL or ERR_UNAVAILABLE.
 */
#define db_run(w, id, ...) \
	db_run_array((w), (id), (const char *const[]){NULL, ##__VA_ARGS__}, \
	    sizeof((const char *const[]){NULL, ##__VA_ARGS__}) / sizeof(char *) - 1)
struct rows *db_run_array(struct work *w, enum sql_id id, const char *const *params_from_1,
	    size_t count) MUST_CHECK;

/* Like db_run for a statement that must change exactly one row; else ERR_CONFLICT. */
#define db_change_one(w, id, ...) db_is_one_changed((w), db_run((w), (id), ##__VA_ARGS__))
bool	db_is_one_changed(struct work *w, struct rows *rows) MUST_CHECK;

size_t	rows_count(const struct rows *rows);
size_t	rows_changed(const struct rows *rows);
/* Text of a field; NULL for SQL NULL. Columns count from 0. */
const char *rows_text(const struct rows *rows, size_t row, int column);
int64_t	rows_int(const struct rows *rows, size_t row, int column);
bool	rows_true(const struct rows *rows, size_t row, int column);
/* Length in bytes of a field. */
size_t	rows_len(const struct rows *rows, size_t row, int column);

/* Transactions nest: only the outermost commits. rollback undoes all levels. */
bool	db_begin(struct work *w) MUST_CHECK;
bool	db_commit(struct work *w) MUST_CHECK;
void	db_rollback(struct work *w);
bool	db_in_transaction(struct work *w);

/* bytea parameters and results as hex text ("\\x…"). */
const char *db_bytes(struct work *w, const void *data, size_t len);
bool	db_bytes_read(struct work *w, const char *hex, unsigned char **ret, size_t *ret_len);

/* A text[] parameter from strings. */
const char *db_text_array(struct work *w, const char *const *items, size_t count);

/* An integer as a parameter. */
const char *db_int(struct work *w, int64_t value);

/* The socket of the connection for poll(2), after LISTEN statements; -1: none. */
int	db_socket(void);

/*
 * Next notification if one has arrived (reads the socket without waiting): the
 * channel, and its payload in *ret_payload; NULL if none.
 */
const char *db_notification(struct work *w, const char **ret_payload);

/* Runs text of several statements (migrations only). */
bool	db_script(struct work *w, const char *text) MUST_CHECK;

/* Runs all missing migrations under an advisory lock; refuses a newer schema. */
bool	db_migrate(struct work *w) MUST_CHECK;

/* Checks what a safe database must have (fsync, full_page_writes, sync commit). */
bool	db_check_settings(struct work *w) MUST_CHECK;

#endif
