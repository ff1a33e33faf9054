/*
 * The only user of libpq: connection, prepared statements, transactions. What a
 * failed statement means to a person is in db_error.c; migrations are in
 * migrate.c. One connection a process: workers and executors have one thread.
 */
#include "lib/store/db.h"

#include <libpq-fe.h>
#include <poll.h>

#include "lib/store/db_error.h"

struct rows {
	PGresult *result;
	size_t changed;
};

static struct {
	PGconn *conn;
	char *url;
	char *application;
	bool is_prepared[SQL__MAX];
	int depth;		/* of nested transactions */
	bool is_doomed;		/* an inner level failed: commit is refused */
} db;

/* Marks a unit of work as one that has a connection. */
struct db { int unused; };
static struct db token;

void
db_attach(struct work *w)
{
	w->db = &token;
}

static bool
connection_failed(struct work *w)
{
	return fail(w, ERR_UNAVAILABLE, "The database does not answer now; try again in a few "
	    "seconds.");
}

static bool
connect_now(struct work *w)
{
	const char *keys[] = {"dbname", "application_name", "connect_timeout",
	    "client_encoding", NULL};
	const char *values[] = {db.url, db.application, "3", "UTF8", NULL};

	memset(db.is_prepared, 0, sizeof(db.is_prepared));
	db.depth = 0;
	db.is_doomed = false;
	PQfinish(db.conn);
	db.conn = PQconnectdbParams(keys, values, 1);
	if (PQstatus(db.conn) != CONNECTION_OK)
		return connection_failed(w);
	/*
	 * Compiling costs more than any of our statements, which read few rows each.
	 * A notice ("already exists, skipping") tells the administrator nothing.
	 */
	PQclear(PQexec(db.conn, "set timezone to 'UTC'; set jit to off; "
	    "set client_min_messages to warning"));
	return true;
}

bool
db_open(struct work *w, const char *url, const char *application)
{
	free(db.url);
	free(db.application);
	db.url = strdup(url);
	db.application = strdup(application);
	if (db.url == NULL || db.application == NULL)
		abort();
	db_attach(w);
	return connect_now(w);
}

void
db_close(void)
{
	PQfinish(db.conn);
	free(db.url);
	free(db.application);
	memset(&db, 0, sizeof(db));
}

/*
 * Whether the connection is as good as its status: the end of a server that went while we
 * were idle waits unread in the socket, and a statement sent then is lost for its caller.
 */
static bool
is_alive(void)
{
	if (db.conn == NULL)
		return false;
	while (PQstatus(db.conn) == CONNECTION_OK) {
		struct pollfd p = {.fd = PQsocket(db.conn), .events = POLLIN};

		if (poll(&p, 1, 0) <= 0)
			return true;
		if (!PQconsumeInput(db.conn))
			return false;
	}
	return false;
}

static bool
be_connected(struct work *w)
{
	if (db.url == NULL)
		return fail(w, ERR_INTERNAL, "No database was opened.");
	if (db.depth > 0)
		return PQstatus(db.conn) == CONNECTION_OK || connection_failed(w);
	return is_alive() || connect_now(w);
}

static void
clear_result(void *rows)
{
	PQclear(((struct rows *)rows)->result);
}

static struct rows *
keep_result(struct work *w, PGresult *result)
{
	struct rows *rows = arena_alloc(w->arena, sizeof(*rows));
	const char *changed = PQcmdTuples(result);

	rows->result = result;
	rows->changed = changed[0] == '\0' ? 0 : strtoul(changed, NULL, 10);
	arena_defer(w->arena, clear_result, rows);
	return rows;
}

/* Turns a failed result into the unit's error; the result is released. */
static struct rows *
result_failed(struct work *w, PGresult *result, const char *statement)
{
	/* Without a code the server said nothing: libpq lost it, whatever its status. */
	if (PQstatus(db.conn) != CONNECTION_OK ||
	    PQresultErrorField(result, PG_DIAG_SQLSTATE) == NULL) {
		connection_failed(w);
		PQfinish(db.conn);
		db.conn = NULL;
	} else {
		const struct db_failure f = {
			.sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE),
			.constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME),
			.message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY),
			.detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL),
			.hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT),
			.statement = statement,
		};

		db_error_explain(w, &f);
	}
	if (db.depth > 0)
		db.is_doomed = true;
	PQclear(result);
	return NULL;
}

static bool
prepare(struct work *w, enum sql_id id)
{
	const struct sql_statement *s = &sql_statements[id];
	PGresult *result;

	if (db.is_prepared[id])
		return true;
	result = PQprepare(db.conn, s->name, s->text, 0, NULL);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		return result_failed(w, result, s->name) != NULL;
	PQclear(result);
	db.is_prepared[id] = true;
	return true;
}

struct rows *
db_run_array(struct work *w, enum sql_id id, const char *const *params_from_1, size_t count)
{
	bool is_fresh;
	PGresult *result;
	ExecStatusType status;

	for (;;) {
		is_fresh = db.conn == NULL || PQstatus(db.conn) != CONNECTION_OK;
		if (!be_connected(w) || !prepare(w, id)) {
			/* An idle connection may have died unnoticed: once more, from new. */
			if (w->error.code == ERR_UNAVAILABLE && !is_fresh && db.depth == 0) {
				work_clear_error(w);
				continue;
			}
			return NULL;
		}
		result = PQexecPrepared(db.conn, sql_statements[id].name, (int)count,
		    params_from_1 + 1, NULL, NULL, 0);
		status = PQresultStatus(result);
		if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
			return keep_result(w, result);
		return result_failed(w, result, sql_statements[id].name);
	}
}

bool
db_is_one_changed(struct work *w, struct rows *rows)
{
	if (rows == NULL)
		return false;
	if (rows->changed == 1)
		return true;
	return fail(w, ERR_CONFLICT, "Somebody else changed this in the meantime.");
}

size_t
rows_count(const struct rows *rows)
{
	return (size_t)PQntuples(rows->result);
}

size_t
rows_changed(const struct rows *rows)
{
	return rows->changed;
}

const char *
rows_text(const struct rows *rows, size_t row, int column)
{
	if (PQgetisnull(rows->result, (int)row, column))
		return NULL;
	return PQgetvalue(rows->result, (int)row, column);
}

int64_t
rows_int(const struct rows *rows, size_t row, int column)
{
	const char *s = rows_text(rows, row, column);

	return s == NULL ? 0 : strtoll(s, NULL, 10);
}

bool
rows_true(const struct rows *rows, size_t row, int column)
{
	const char *s = rows_text(rows, row, column);

	return s != NULL && s[0] == 't';
}

size_t
rows_len(const struct rows *rows, size_t row, int column)
{
	return (size_t)PQgetlength(rows->result, (int)row, column);
}

static bool
command(struct work *w, const char *text)
{
	PGresult *result = PQexec(db.conn, text);

	if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
		return result_failed(w, result, text) != NULL;
	PQclear(result);
	return true;
}

bool
db_begin(struct work *w)
{
	if (db.depth > 0) {
		db.depth++;
		return true;
	}
	if (!be_connected(w))
		return false;
	if (!command(w, "begin")) {
		if (w->error.code != ERR_UNAVAILABLE)
			return false;
		work_clear_error(w);
		if (!connect_now(w) || !command(w, "begin"))
			return false;
	}
	db.depth = 1;
	db.is_doomed = false;
	return true;
}

bool
db_commit(struct work *w)
{
	PGresult *result;
	bool is_committed;

	if (db.depth > 1) {
		db.depth--;
		return !db.is_doomed || fail(w, ERR_INTERNAL, "A part of the transaction failed.");
	}
	if (db.depth == 0)
		return fail(w, ERR_INTERNAL, "Commit without a transaction.");
	if (db.is_doomed) {
		db_rollback(w);
		return fail(w, ERR_INTERNAL, "A part of the transaction failed.");
	}
	db.depth = 0;
	result = PQexec(db.conn, "commit");
	/* COMMIT of a failed transaction answers ROLLBACK without an error. */
	is_committed = PQresultStatus(result) == PGRES_COMMAND_OK &&
	    strcmp(PQcmdStatus(result), "COMMIT") == 0;
	if (!is_committed)
		return result_failed(w, result, "commit") != NULL;
	PQclear(result);
	return true;
}

void
db_rollback(struct work *w UNUSED)
{
	if (db.depth == 0)
		return;
	db.depth = 0;
	db.is_doomed = false;
	if (PQstatus(db.conn) == CONNECTION_OK)
		PQclear(PQexec(db.conn, "rollback"));
}

bool
db_in_transaction(struct work *w UNUSED)
{
	return db.depth > 0;
}

const char *
db_bytes(struct work *w, const void *data, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char *p = data;
	char *s = arena_alloc(w->arena, len * 2 + 3);

	s[0] = '\\';
	s[1] = 'x';
	for (size_t i = 0; i < len; i++) {
		s[2 + i * 2] = hex[p[i] >> 4];
		s[3 + i * 2] = hex[p[i] & 15];
	}
	return s;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool
db_bytes_read(struct work *w, const char *text, unsigned char **ret, size_t *ret_len)
{
	size_t len;
	unsigned char *data;

	if (text == NULL || strncmp(text, "\\x", 2) != 0 || strlen(text) % 2 != 0)
		return fail(w, ERR_INTERNAL, "The database answered no bytes.");
	len = strlen(text) / 2 - 1;
	data = arena_alloc(w->arena, len + 1);
	for (size_t i = 0; i < len; i++) {
		int high = hex_value(text[2 + i * 2]), low = hex_value(text[3 + i * 2]);

		if (high < 0 || low < 0)
			return fail(w, ERR_INTERNAL, "The database answered no bytes.");
		data[i] = (unsigned char)(high * 16 + low);
	}
	*ret = data;
	*ret_len = len;
	return true;
}

const char *
db_text_array(struct work *w, const char *const *items, size_t count)
{
	struct buf b;

	buf_init(&b, w->arena, (size_t)16 * 1024 * 1024);
	buf_putc(&b, '{');
	for (size_t i = 0; i < count; i++) {
		buf_puts(&b, i == 0 ? "\"" : ",\"");
		for (const char *s = items[i]; *s != '\0'; s++) {
			if (*s == '"' || *s == '\\')
				buf_putc(&b, '\\');
			buf_putc(&b, *s);
		}
		buf_putc(&b, '"');
	}
	buf_putc(&b, '}');
	return b.s;
}

const char *
db_int(struct work *w, int64_t value)
{
	return arena_printf(w->arena, "%lld", (long long)value);
}

int
db_socket(void)
{
	return db.conn == NULL ? -1 : PQsocket(db.conn);
}

const char *
db_notification(struct work *w, const char **ret_payload)
{
	PGnotify *n;
	const char *channel;

	if (db.conn == NULL || PQconsumeInput(db.conn) == 0)
		return NULL;
	n = PQnotifies(db.conn);
	if (n == NULL)
		return NULL;
	channel = arena_strdup(w->arena, n->relname);
	*ret_payload = arena_strdup(w->arena, n->extra);
	PQfreemem(n);
	return channel;
}

bool
db_script(struct work *w, const char *text)
{
	return be_connected(w) && command(w, text);
}
