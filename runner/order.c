/*
 * Packs and unpacks attempt orders: a list of "name NUL value NUL" in a sealed memfd.
 * Neither decides nor checks what an order means. One flat list, because no string of an
 * order may hold a NUL and lists are just names that repeat.
 */
#include "runner/attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/proc.h"

#define ORDER_MAX ((size_t)256 * 1024 * 1024)

enum field_type { FIELD_TEXT, FIELD_INT, FIELD_INT64, FIELD_UINT, FIELD_FLAG };

/* The scalar fields of an order, in the order of the structure. */
static const struct order_field {
	const char *name;
	enum field_type type;
	size_t offset;
} order_fields[] = {
#define F(member, type) {#member, type, offsetof(struct attempt_order, member)}
	F(id, FIELD_TEXT),
	F(kind, FIELD_UINT),
	F(syntax, FIELD_UINT),
	F(body, FIELD_TEXT),
	F(parameters, FIELD_TEXT),
	F(uid, FIELD_UINT),
	F(gid, FIELD_UINT),
	F(work_root, FIELD_TEXT),
	F(artifact_root, FIELD_TEXT),
	F(limit_s, FIELD_INT64),
	F(seal_key, FIELD_TEXT),
	F(fail_on_error_output, FIELD_FLAG),
	F(hide_environment, FIELD_FLAG),
	F(is_again, FIELD_FLAG),
	F(ssh.host, FIELD_TEXT),
	F(ssh.port, FIELD_INT),
	F(ssh.user, FIELD_TEXT),
	F(ssh.key_pem, FIELD_TEXT),
	F(ssh.passphrase, FIELD_TEXT),
	F(ssh.password, FIELD_TEXT),
	F(ssh.fingerprint, FIELD_TEXT),
	F(ssh.connect_timeout_s, FIELD_INT),
	F(ssh.reach_timeout_s, FIELD_INT),
	F(ssh.tries, FIELD_INT),
	F(ssh.pause_s, FIELD_INT),
	F(ssh.lost_timeout_s, FIELD_INT),
	F(ssh.master_path, FIELD_TEXT),
	F(mail.host, FIELD_TEXT),
	F(mail.port, FIELD_INT),
	F(mail.is_encrypted, FIELD_FLAG),
	F(mail.login, FIELD_TEXT),
	F(mail.password, FIELD_TEXT),
	F(mail.ca_file, FIELD_TEXT),
	F(mail.timeout_ms, FIELD_INT),
	F(mail.from, FIELD_TEXT),
	F(mail.recipients, FIELD_TEXT),
#undef F
};

/* ---- packing ------------------------------------------------------------- */

static void
put(struct buf *b, const char *name, const char *value)
{
	buf_add(b, name, strlen(name) + 1);
	buf_add(b, value, strlen(value) + 1);
}

static void
put_field(struct buf *b, const struct attempt_order *order, const struct order_field *f)
{
	const char *at = (const char *)order + f->offset;
	const char *text;
	char number[24];

	switch (f->type) {
	case FIELD_TEXT:
		memcpy(&text, at, sizeof(text));
		if (text != NULL)
			put(b, f->name, text);
		return;
	case FIELD_INT64:
		(void)snprintf(number, sizeof(number), "%lld", (long long)*(const int64_t *)at);
		break;
	case FIELD_INT:
		(void)snprintf(number, sizeof(number), "%d", *(const int *)at);
		break;
	case FIELD_UINT:
		(void)snprintf(number, sizeof(number), "%u", *(const unsigned *)at);
		break;
	case FIELD_FLAG:
		(void)snprintf(number, sizeof(number), "%d", *(const bool *)at);
		break;
	}
	put(b, f->name, number);
}

static void
put_order(struct buf *b, const struct attempt_order *order)
{
	for (size_t i = 0; i < COUNT(order_fields); i++)
		put_field(b, order, &order_fields[i]);
	for (size_t i = 0; i < order->module_count; i++) {
		const struct attempt_module *m = &order->modules[i];
		char syntax[2] = {(char)('0' + m->syntax), '\0'};

		put(b, "module", m->name);
		put(b, syntax, m->body);
	}
	for (size_t i = 0; i < order->variable_count; i++) {
		put(b, "variable", "");
		put(b, order->variables[i].name, order->variables[i].value);
	}
	for (size_t i = 0; i < order->environment_count; i++) {
		put(b, "environment", "");
		put(b, order->environment[i].name, order->environment[i].value);
	}
	for (size_t i = 0; i < order->mask_count; i++)
		put(b, "mask", order->masks[i]);
	for (size_t i = 0; i < order->hide_count; i++)
		put(b, "hide", order->hides[i]);
	put(b, "end", "");
}

bool
attempt_order_write(struct work *w, const struct attempt_order *order, int *ret_memfd)
{
	struct buf b;
	int fd;

	buf_init(&b, w->arena, ORDER_MAX);
	put_order(&b, order);
	if (b.is_full)
		return fail(w, ERR_TOO_LARGE,
		    "The script and its variables are larger than 256 MiB.");
	fd = memfd_create("order", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return fail(w, ERR_INTERNAL, "The runner cannot make a memory file: %m.");
	if (!write_all(fd, b.s, b.len) ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) {
		fail(w, ERR_INTERNAL, "The runner cannot write an order: %m.");
		close(fd);
		return false;
	}
	*ret_memfd = fd;
	return true;
}

/* ---- unpacking ----------------------------------------------------------- */

struct order_reader {
	const char *at;
	const char *end;
};

/* The next string; NULL at the end. The data ends with a NUL. */
static const char *
next(struct order_reader *r)
{
	const char *s = r->at;

	if (s >= r->end)
		return NULL;
	r->at += strlen(s) + 1;
	return s;
}

static bool
get_field(struct attempt_order *order, const char *name, const char *value)
{
	for (size_t i = 0; i < COUNT(order_fields); i++) {
		char *at = (char *)order + order_fields[i].offset;
		long long number;

		if (strcmp(order_fields[i].name, name) != 0)
			continue;
		number = order_fields[i].type == FIELD_TEXT ? 0 : strtoll(value, NULL, 10);
		switch (order_fields[i].type) {
		case FIELD_TEXT: memcpy(at, &value, sizeof(value)); break;
		case FIELD_INT64: *(int64_t *)at = number; break;
		case FIELD_INT: *(int *)at = (int)number; break;
		case FIELD_UINT: *(unsigned *)at = (unsigned)number; break;
		case FIELD_FLAG: *(bool *)at = number != 0; break;
		}
		return true;
	}
	return false;
}

/* Where the repeated parts of an order go; first counted, then filled. */
struct order_lists {
	struct attempt_module *modules;
	struct attempt_pair *variables, *environment;
	const char **masks, **hides;
	size_t module_count, variable_count, environment_count, mask_count, hide_count;
};

/* Reads one entry of a list; fills only when the arrays exist. */
static bool
get_list(struct order_reader *r, struct order_lists *l, const char *name, const char *value)
{
	bool is_fill = l->modules != NULL;

	if (strcmp(name, "mask") == 0) {
		if (is_fill)
			l->masks[l->mask_count] = value;
		l->mask_count++;
	} else if (strcmp(name, "hide") == 0) {
		if (is_fill)
			l->hides[l->hide_count] = value;
		l->hide_count++;
	} else if (strcmp(name, "module") == 0) {
		const char *syntax = next(r), *body = next(r);

		if (body == NULL || syntax[0] < '0' || syntax[0] >= '0' + SYNTAX__MAX)
			return false;
		if (is_fill)
			l->modules[l->module_count] = (struct attempt_module){value,
			    (enum script_syntax)(syntax[0] - '0'), body};
		l->module_count++;
	} else {
		bool is_variable = strcmp(name, "variable") == 0;
		struct attempt_pair *pairs = is_variable ? l->variables : l->environment;
		size_t *count = is_variable ? &l->variable_count : &l->environment_count;
		const char *key = next(r), *text = next(r);

		if (text == NULL || (!is_variable && strcmp(name, "environment") != 0))
			return false;
		if (is_fill)
			pairs[*count] = (struct attempt_pair){key, text};
		++*count;
	}
	return true;
}

static bool
get_order(const char *data, size_t len, struct attempt_order *order, struct order_lists *l)
{
	struct order_reader r = {data, data + len};
	const char *name, *value;

	while ((name = next(&r)) != NULL) {
		if ((value = next(&r)) == NULL)
			return false;
		if (strcmp(name, "end") == 0)
			return order->id != NULL && order->body != NULL &&
			    order->kind < ATTEMPT_KIND__MAX && order->syntax < SYNTAX__MAX;
		if (!get_field(order, name, value) && !get_list(&r, l, name, value))
			return false;
	}
	return false;
}

static char *
read_order(struct work *w, int fd, size_t *ret_len)
{
	struct stat st;
	char *data;

	if (fstat(fd, &st) != 0 || st.st_size <= 0 || (size_t)st.st_size > ORDER_MAX)
		return NULL;
	data = arena_alloc(w->arena, (size_t)st.st_size + 1);
	if (pread(fd, data, (size_t)st.st_size, 0) != st.st_size)
		return NULL;
	*ret_len = (size_t)st.st_size;
	return data;
}

bool
attempt_order_read(struct work *w, int fd, struct attempt_order *ret_order)
{
	struct attempt_order order = {0};
	struct order_lists counts = {0}, lists = {0};
	size_t len;
	const char *data = read_order(w, fd, &len);

	if (data == NULL || data[len - 1] != '\0' || !get_order(data, len, &order, &counts))
		return fail(w, ERR_INVALID, "The order of an attempt is damaged.");
	lists.modules = arena_array(w->arena, counts.module_count + 1, sizeof(*lists.modules));
	lists.variables = arena_array(w->arena, counts.variable_count + 1,
	    sizeof(*lists.variables));
	lists.environment = arena_array(w->arena, counts.environment_count + 1,
	    sizeof(*lists.environment));
	lists.masks = arena_array(w->arena, counts.mask_count + 1, sizeof(*lists.masks));
	lists.hides = arena_array(w->arena, counts.hide_count + 1, sizeof(*lists.hides));
	(void)get_order(data, len, &order, &lists);	/* went well a moment ago */
	order.modules = lists.modules;
	order.module_count = lists.module_count;
	order.variables = lists.variables;
	order.variable_count = lists.variable_count;
	order.environment = lists.environment;
	order.environment_count = lists.environment_count;
	order.masks = lists.masks;
	order.mask_count = lists.mask_count;
	order.hides = lists.hides;
	order.hide_count = lists.hide_count;
	*ret_order = order;
	return true;
}
