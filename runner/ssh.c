/*
 * Asking a host for its keys, and a target for what it has. Scripts are run in
 * ssh_run.c.
 */
#include "runner/ssh.h"

#include <errno.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/clock.h"
#include "lib/base/proc.h"
#include "lib/base/seal.h"
#include "runner/bootstrap.h"
#include "runner/child.h"
#include "runner/frames.h"
#include "runner/link.h"

#define KEYS_MAX 16
#define CHECK_SECONDS 30

static const char *const helper_env[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C",
    "HOME=/nonexistent", NULL};

/* ---- host keys ----------------------------------------------------------- */

/* As ssh-keygen prints it: SHA-256 of the key's blob in base64 without padding. */
static const char *
sha256(struct work *w, const char *base64)
{
	unsigned char hash[32], *blob;
	const char *hex, *text;
	size_t len;

	if (!base64_decode(w->arena, base64, strlen(base64), &blob, &len))
		return NULL;
	hex = hash_hex(w->arena, blob, len);
	for (size_t i = 0; i < sizeof(hash); i++) {
		const char byte[3] = {hex[2 * i], hex[2 * i + 1], '\0'};

		hash[i] = (unsigned char)strtoul(byte, NULL, 16);
	}
	text = base64_encode(w->arena, hash, sizeof(hash));
	return arena_printf(w->arena, "SHA256:%.*s", (int)strcspn(text, "="), text);
}

/* "HOST ALGORITHM BASE64": the parts behind the host. */
static bool
read_key(struct work *w, const char *text, struct ssh_host_key *ret)
{
	const char *blank = strchr(text, ' ');
	size_t len;

	if (text[0] == '#' || blank == NULL)
		return false;
	len = strcspn(blank + 1, " ");
	if (blank[1 + len] != ' ')
		return false;
	ret->line = blank + 1;
	ret->algorithm = arena_strndup(w->arena, ret->line, len);
	ret->sha256 = sha256(w, ret->line + len + 1);
	ret->md5 = "";
	return ret->sha256 != NULL;
}

/* The old fingerprints of all keys; the second word of each of ssh-keygen's lines. */
static void
add_md5(struct work *w, struct ssh_host_key *keys, size_t count)
{
	const char *argv[] = {"ssh-keygen", "-l", "-E", "md5", "-f", "-", NULL}, *out, *err;
	const struct child_limit limit = {.seconds = 10};
	struct buf lines;
	int status;

	buf_init(&lines, w->arena, 65536);
	for (size_t i = 0; i < count; i++)
		buf_printf(&lines, "%s\n", keys[i].line);
	if (!child_run(w, argv, helper_env, lines.s, &limit, &status, &out, &err)) {
		work_clear_error(w);	/* then there are none */
		return;
	}
	for (size_t i = 0; i < count && *out != '\0'; i++) {
		const char *word = strstr(out, " MD5:");

		if (word == NULL)
			return;
		keys[i].md5 = arena_strndup(w->arena, word + 5, strcspn(word + 5, " \n"));
		out = word + 5;
	}
}

static int
rank(const struct ssh_host_key *key)
{
	return strcmp(key->algorithm, "ssh-ed25519") == 0 ? 0 :
	    strncmp(key->algorithm, "ecdsa-", 6) == 0 ? 1 : 2;
}

static void
sort_keys(struct ssh_host_key *keys, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		for (size_t k = i; k > 0 && rank(&keys[k]) < rank(&keys[k - 1]); k--) {
			struct ssh_host_key key = keys[k];

			keys[k] = keys[k - 1];
			keys[k - 1] = key;
		}
	}
}

static bool
is_host(const char *host)
{
	if (host[0] == '\0' || host[0] == '-')
		return false;
	for (; *host != '\0'; host++) {
		if ((unsigned char)*host <= ' ' || *host == ',' || *host == '/')
			return false;
	}
	return true;
}

bool
ssh_scan(struct work *w, const char *host, int port, const struct child_limit *limit,
    struct ssh_host_key **ret_keys, size_t *ret_count)
{
	const char *port_text = arena_printf(w->arena, "%d", port > 0 ? port : 22);
	const char *seconds = arena_printf(w->arena, "%d", limit->seconds);
	const char *argv[] = {"ssh-keyscan", "-T", seconds, "-p", port_text, "-t",
	    "ed25519,ecdsa,rsa", "--", host, NULL}, *out, *err;
	struct ssh_host_key *keys = arena_array(w->arena, KEYS_MAX, sizeof(*keys));
	struct child_limit longer = *limit;
	size_t count = 0;
	int status;

	longer.seconds += 2;	/* it ends by itself, but for name servers that are silent */
	if (!is_host(host))
		return fail(w, ERR_INVALID, "'%s' cannot be the name of an SSH host.", host);
	if (!child_run(w, argv, helper_env, "", &longer, &status, &out, &err)) {
		work_clear_error(w);
		return fail(w, ERR_UNAVAILABLE, "The host '%s' did not answer on port %s within %d "
		    "seconds.", host, port_text, limit->seconds);
	}
	while (*out != '\0' && count < KEYS_MAX) {
		size_t len = strcspn(out, "\n");

		count += read_key(w, arena_strndup(w->arena, out, len), &keys[count]);
		out += len + (out[len] == '\n');
	}
	if (count == 0)
		return fail(w, ERR_UNAVAILABLE, "The host '%s' has no SSH server that answers on "
		    "port %s within %d seconds: check the host name, the port, and firewalls in "
		    "between.", host, port_text, limit->seconds);
	sort_keys(keys, count);
	add_md5(w, keys, count);
	*ret_keys = keys;
	*ret_count = count;
	return true;
}

/* ---- checking ------------------------------------------------------------ */

struct checking {
	struct work *w;
	struct ssh_check result;
	const char *lacks;
	bool is_complete;
};

static void
take_check_line(void *arg, const char *line)
{
	struct checking *c = arg;
	const struct {
		const char *name;
		const char **value;
	} rows[] = {
		{"system ", &c->result.system}, {"user ", &c->result.user},
		{"host ", &c->result.host}, {"shell ", &c->result.shell},
		{"bash ", &c->result.bash}, {"python ", &c->result.python},
		{"pwsh ", &c->result.pwsh},
	};

	if (strcmp(line, "end") == 0)
		c->is_complete = true;
	if (strncmp(line, "lacks ", 6) == 0)
		c->lacks = arena_printf(c->w->arena, "%s%s'%s'", c->lacks,
		    c->lacks[0] != '\0' ? ", " : "", line + 6);
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (strncmp(line, rows[i].name, strlen(rows[i].name)) == 0)
			*rows[i].value = arena_strdup(c->w->arena, line + strlen(rows[i].name));
	}
}

static void
ignore_output(void *arg, int stream, const char *data, size_t len)
{
	(void)arg;
	(void)stream;
	(void)data;
	(void)len;
}

/* Reads one descriptor once; false at its end. */
static bool
read_once(int fd, char *data, size_t size, size_t *ret_len)
{
	ssize_t n = read(fd, data, size);

	*ret_len = n > 0 ? (size_t)n : 0;
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static void
read_answers(struct child *c, struct frames *frames, struct checking *checking, struct buf *err)
{
	int64_t deadline = clock_monotonic_us() + (int64_t)CHECK_SECONDS * 1000000;
	bool has_out = true, has_err = true;
	char data[4096];
	size_t len;

	while (has_out && !checking->is_complete && clock_monotonic_us() < deadline) {
		struct pollfd fds[] = {{.fd = c->out, .events = POLLIN},
		    {.fd = has_err ? c->err : -1, .events = POLLIN}};

		(void)poll(fds, COUNT(fds), 1000);
		if (fds[1].revents != 0) {
			has_err = read_once(c->err, data, sizeof(data), &len);
			buf_add(err, data, len);
		}
		if (fds[0].revents != 0) {
			has_out = read_once(c->out, data, sizeof(data), &len);
			frames_feed(frames, data, len);
		}
	}
	while (!checking->is_complete && has_err && read_once(c->err, data, sizeof(data), &len) &&
	    len > 0)
		buf_add(err, data, len);
}

static bool
judge_check(struct work *w, const struct attempt_ssh *ssh, const struct checking *c,
    const char *err)
{
	const char *line = arena_strndup(w->arena, err, strcspn(err, "\r\n"));

	if (c->is_complete && c->lacks[0] == '\0')
		return true;
	if (c->is_complete)
		return fail(w, ERR_UNAVAILABLE, "The target lacks programs that scripts need: %s.",
		    c->lacks);
	if (link_is_final(err))
		return fail(w, ERR_FORBIDDEN, "The host '%s' refused the login of '%s' (%s): "
		    "check the account of this target.", ssh->host, ssh->user, line);
	return fail(w, ERR_UNAVAILABLE, "The host '%s' could not be asked over SSH%s%s%s.",
	    ssh->host, line[0] != '\0' ? " (" : "", line, line[0] != '\0' ? ")" : "");
}

static bool
check(struct work *w, struct link *l, struct ssh_check *ret)
{
	struct checking checking = {.w = w, .lacks = "",
	    .result = {"", "", "", "", "", "", ""}};
	struct frames frames = {.nonce = link_nonce(w), .take_line = take_check_line,
	    .take_output = ignore_output, .arg = &checking};
	struct buf err;
	struct child session;

	buf_init(&err, w->arena, 65536);
	if (!link_pin(w, l) || !link_session(w, l, frames.nonce, "check", &session))
		return false;
	(void)!write_all(session.in, bootstrap_remote, strlen(bootstrap_remote));
	read_answers(&session, &frames, &checking, &err);
	child_end(&session);
	if (!judge_check(w, l->ssh, &checking, err.s))
		return false;
	*ret = checking.result;
	return true;
}

bool
ssh_check(struct work *w, const struct attempt_ssh *ssh, struct ssh_check *ret_check)
{
	struct link l;
	bool ok;

	if (!link_open(w, ssh, &l))
		return false;
	ok = check(w, &l, ret_check);
	link_close(&l);
	return ok;
}
