/*
 * The filter UriPart. What a URI consists of is found out in uri.c.
 */
#include <arpa/inet.h>

#include "lib/expr/filter.h"
#include "lib/expr/uri.h"

static void
put_authority(struct buf *b, const struct uri *u)
{
	buf_str(b, u->host);
	if (u->port != u->default_port && u->port >= 0)
		buf_printf(b, ":%d", u->port);
}

static void
put_path_and_query(struct buf *b, const struct uri *u)
{
	buf_str(b, u->path);
	buf_str(b, u->query);
}

static void
put_absolute(struct buf *b, const struct uri *u)
{
	buf_str(b, u->scheme);
	buf_puts(b, u->kind == URI_HIERARCHICAL ? "://" : ":");
	if (u->user_info.len > 0) {
		buf_str(b, u->user_info);
		buf_putc(b, '@');
	}
	put_authority(b, u);
	if (u->is_dos)
		buf_putc(b, '/');
	put_path_and_query(b, u);
	buf_str(b, u->fragment);
}

static void
put_server(struct buf *b, const struct uri *u)
{
	buf_str(b, u->scheme);
	buf_puts(b, u->kind == URI_HIERARCHICAL ? "://" : ":");
	put_authority(b, u);
}

static void
put_host_and_port(struct buf *b, const struct uri *u)
{
	buf_str(b, u->host);
	if (u->port >= 0)
		buf_printf(b, ":%d", u->port);
}

static struct str
safe_host(const struct uri *u)
{
	return u->host.len > 2 && u->host.s[0] == '[' ? str_slice(u->host, 1, u->host.len - 1) :
	    u->host;
}

static bool
is_unc(const struct uri *u)
{
	return str_is(u->scheme, "file") && u->host.len > 0;
}

static void
put_local_path(struct buf *b, struct arena *a, const struct uri *u)
{
	struct str path = uri_unescape(a, u->path);
	size_t start = b->len;

	if (is_unc(u)) {
		buf_puts(b, "\\\\");
		buf_str(b, u->host);
	}
	buf_str(b, path);
	for (size_t i = start; (is_unc(u) || u->is_dos) && i < b->len; i++)
		if (b->s[i] == '/')
			b->s[i] = '\\';
}

static bool
is_bare_file(const struct uri *u)
{
	return str_is(u->scheme, "file") && u->host.len == 0;
}

static const char *
host_type(struct arena *a, const struct uri *u)
{
	struct in_addr v4;

	if (is_bare_file(u))
		return "Basic";
	if (u->host.len == 0)
		return "Unknown";
	if (u->host.s[0] == '[')
		return "IPv6";
	return inet_pton(AF_INET, arena_strndup(a, u->host.s, u->host.len), &v4) == 1 ?
	    "IPv4" : "Dns";
}

static bool
is_loopback(struct arena *a, const struct uri *u)
{
	return is_bare_file(u) || str_is(u->host, "localhost") || str_is(u->host, "[::1]") ||
	    (strcmp(host_type(a, u), "IPv4") == 0 && u->host.len > 4 &&
	    memcmp(u->host.s, "127.", 4) == 0);
}

enum part {
	PART_ABSOLUTE_PATH, PART_ABSOLUTE_URI, PART_AUTHORITY, PART_DNS_SAFE_HOST, PART_FRAGMENT,
	PART_HOST, PART_HOST_AND_PORT, PART_HOST_NAME_TYPE, PART_IS_ABSOLUTE, PART_IS_DEFAULT_PORT,
	PART_IS_FILE, PART_IS_LOOPBACK, PART_IS_UNC, PART_PATH, PART_PATH_AND_QUERY, PART_PORT,
	PART_QUERY, PART_SCHEME, PART_SCHEME_AND_SERVER, PART_USER_INFO, PART__MAX
};

static const char *const part_names[PART__MAX] = {
	"AbsolutePath", "AbsoluteUri", "Authority", "DnsSafeHost", "Fragment", "Host",
	"HostAndPort", "HostNameType", "IsAbsoluteUri", "IsDefaultPort", "IsFile", "IsLoopback",
	"IsUnc", "Path", "PathAndQuery", "Port", "Query", "Scheme", "SchemeAndServer", "UserInfo"
};

static void
put_flag(struct buf *b, bool flag)
{
	buf_puts(b, flag ? "true" : "false");
}

static void
put_question(struct filter *f, const struct uri *u, enum part part)
{
	if (part == PART_IS_ABSOLUTE)
		put_flag(f->out, true);
	else if (part == PART_IS_DEFAULT_PORT)
		put_flag(f->out, u->port == u->default_port);
	else if (part == PART_IS_FILE)
		put_flag(f->out, str_is(u->scheme, "file"));
	else if (part == PART_IS_LOOPBACK)
		put_flag(f->out, is_loopback(f->arena, u));
	else if (part == PART_IS_UNC)
		put_flag(f->out, is_unc(u));
	else if (part == PART_HOST_NAME_TYPE)
		buf_puts(f->out, host_type(f->arena, u));
	else
		buf_printf(f->out, "%d", u->port);
}

static void
put_part(struct filter *f, const struct uri *u, enum part part)
{
	switch (part) {
	case PART_ABSOLUTE_PATH:
		buf_str(f->out, u->path);
		break;
	case PART_ABSOLUTE_URI:
		put_absolute(f->out, u);
		break;
	case PART_AUTHORITY:
		put_authority(f->out, u);
		break;
	case PART_DNS_SAFE_HOST:
		buf_str(f->out, safe_host(u));
		break;
	case PART_FRAGMENT:
		buf_str(f->out, u->fragment);
		break;
	case PART_HOST:
		buf_str(f->out, u->host);
		break;
	case PART_HOST_AND_PORT:
		put_host_and_port(f->out, u);
		break;
	case PART_PATH:
		put_local_path(f->out, f->arena, u);
		break;
	case PART_PATH_AND_QUERY:
		put_path_and_query(f->out, u);
		break;
	case PART_QUERY:
		buf_str(f->out, u->query);
		break;
	case PART_SCHEME:
		buf_str(f->out, u->scheme);
		break;
	case PART_SCHEME_AND_SERVER:
		put_server(f->out, u);
		break;
	case PART_USER_INFO:
		buf_str(f->out, u->user_info);
		break;
	default:
		put_question(f, u, part);
	}
}

static enum filter_outcome
put_error(struct filter *f, const char *what)
{
	buf_puts(f->out, "[UriPart ");
	buf_str(f->out, f->options[0]);
	buf_puts(f->out, " error: ");
	buf_puts(f->out, what);
	return filter_put(f, STR("]"));
}

enum filter_outcome
filter_uri_part(struct filter *f)
{
	int part = 0;
	struct uri u;

	if (f->count == 0)
		return filter_put(f, STR("[UriPart error: no argument given]"));
	if (!uri_parse(f->arena, f->in, &u))
		return filter_put(f, f->in);
	while (part < PART__MAX && !str_like(f->options[0], part_names[part]))
		part++;
	if (part == PART__MAX) {
		struct str name = f->options[0];

		return put_error(f, arena_printf(f->arena, "argument '%.*s' not supported",
		    (int)name.len, name.s));
	}
	if (u.kind == URI_RELATIVE && part == PART_IS_ABSOLUTE)
		return filter_put(f, STR("false"));
	if (u.kind == URI_RELATIVE)
		return put_error(f, "This operation is not supported for a relative URI.");
	put_part(f, &u, (enum part)part);
	return FILTER_TEXT;
}
