/*
 * One file from a target, read there with the rights of the account that ran the script.
 * The target may be hostile: it says a size first, and more bytes than that are not taken.
 */
#include "runner/session.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "runner/artifacts.h"
#include "runner/frames.h"

#define TRIES 3
#define SILENCE_US ((int64_t)60 * 1000000)

struct fetching {
	struct reach *reach;
	struct stored_file *file;
	int64_t max;
	struct frames frames;
	int64_t size;			/* -1: not said yet */
	bool is_complete;
	bool is_hopeless;		/* trying again would change nothing */
	const char *why;
};

static void
give_up(struct fetching *f, const char *why)
{
	f->is_hopeless = true;
	f->why = why;
}

static void
take_line(void *arg, const char *line)
{
	struct fetching *f = arg;

	if (f->size >= 0 || f->is_hopeless)
		return;
	if (strcmp(line, "lost") == 0) {
		give_up(f, ARTIFACT_LOST);
	} else if (strcmp(line, "other") == 0) {
		give_up(f, ARTIFACT_NO_FILE);
	} else if (strcmp(line, "denied") == 0) {
		give_up(f, "the account of the target cannot read it");
	} else if (strncmp(line, "size ", 5) == 0) {
		f->size = strtoll(line + 5, NULL, 10);
		if (f->size < 0 || f->size > f->max)
			give_up(f, ARTIFACT_TOO_LARGE);
		else
			f->frames.payload = (size_t)f->size;
		f->is_complete = f->size == 0;
	}
}

static void
take_output(void *arg, int stream UNUSED, const char *data, size_t len)
{
	struct fetching *f = arg;

	if (f->size < 0 || f->is_hopeless || f->is_complete)
		return;
	if (!file_store_write(f->reach->s->w, f->file, data, len))
		give_up(f, artifact_store_error(f->reach->s->w));
	f->is_complete = f->file->bytes == f->size;
}

static bool
is_over(const struct fetching *f, const struct session *x)
{
	return f->is_complete || f->is_hopeless || x->child.out < 0;
}

/* True while bytes come. */
static bool
move_bytes(struct fetching *f, struct session *x)
{
	struct pollfd fds[] = {
		{.fd = x->child.out, .events = POLLIN},
		{.fd = x->child.err, .events = POLLIN},
		{.fd = x->input_len > 0 ? x->child.in : -1, .events = POLLOUT},
	};
	char data[65536];
	ssize_t n = -1;

	if (poll(fds, COUNT(fds), 500) <= 0)
		return false;
	if (fds[2].revents != 0)
		(void)session_write_input(x);
	if (fds[1].revents != 0)
		session_read_complaint(x);
	if (fds[0].revents == 0)
		return false;
	n = read(x->child.out, data, sizeof(data));
	if (n > 0)
		frames_feed(&f->frames, data, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(x->child.out);
		x->child.out = -1;
	}
	return n > 0;
}

/* The gate's text and, behind it, what the verb reads: the path, which may be any bytes. */
static const char *
input_of(struct work *w, const struct session *x, const char *path, size_t *ret_len)
{
	struct buf b;

	buf_init(&b, w->arena, x->input_len + strlen(path) + 64);
	buf_add(&b, x->input, x->input_len);
	buf_printf(&b, "%zu\n", strlen(path));
	buf_puts(&b, path);
	*ret_len = b.len;
	return b.s;
}

static void
fetch_once(struct fetching *f, const char *path)
{
	struct shim *s = f->reach->s;
	const char *nonce = link_nonce(s->w);
	struct session x;
	int64_t heard_us;
	int signal;

	if (!session_open(f->reach, &x, nonce,
	    arena_printf(s->w->arena, "fetch %s %lld", s->order->id, (long long)f->max))) {
		work_clear_error(s->w);
		return;
	}
	x.input = input_of(s->w, &x, path, &x.input_len);
	f->frames = (struct frames){.nonce = nonce, .take_line = take_line,
	    .take_output = take_output, .arg = f};
	heard_us = clock_monotonic_us();
	while (!is_over(f, &x) && clock_monotonic_us() < heard_us + SILENCE_US) {
		if (move_bytes(f, &x))
			heard_us = clock_monotonic_us();
		(void)shim_tick(s, &signal);	/* for the spool: nothing is left to be ended */
	}
	if (x.is_joined && !f->frames.has_begun)
		f->reach->avoids_master = true;
	child_end(&x.child);
}

bool
session_fetch(struct reach *r, const char *path, int64_t max, struct stored_file *file,
    const char **ret_why)
{
	const struct timespec second = {.tv_sec = 1};
	struct fetching f = {.reach = r, .file = file, .max = max};

	for (int i = 0; i < TRIES && !f.is_complete && !f.is_hopeless; i++) {
		if (i > 0)
			(void)nanosleep(&second, NULL);
		f.size = -1;
		f.why = "the target could not be reached, or the file changed meanwhile";
		if (file->bytes > 0 && !file_store_restart(r->s->w, file))
			give_up(&f, artifact_store_error(r->s->w));
		else
			fetch_once(&f, path);
	}
	*ret_why = f.why;
	return f.is_complete && !f.is_hopeless;
}
