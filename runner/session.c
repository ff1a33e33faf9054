/*
 * Opening sessions, writing to them, hearing their complaints. What is said in them is
 * ssh_run.c's and session_fetch.c's matter.
 */
#include "runner/session.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "runner/bootstrap.h"
#include "runner/master.h"

/* What a connection of our own needs. */
static bool
open_link(struct reach *r)
{
	struct work *w = r->s->w;

	if (!r->is_open && !link_open(w, &r->s->order->ssh, &r->link))
		return false;
	r->is_open = true;
	r->link.is_alone = r->avoids_master;
	r->link.wake[0] = r->s->control;
	r->link.wake[1] = r->s->signals;
	r->link.wake_count = 2;
	return link_pin(w, &r->link);
}

bool
session_open(struct reach *r, struct session *x, const char *nonce, const char *verb)
{
	const struct attempt_ssh *ssh = &r->s->order->ssh;
	bool is_joined = !r->avoids_master && master_listens(ssh->master_path);
	struct work *w = r->s->w;
	struct child child;

	if (is_joined ? !link_join(w, ssh, nonce, verb, &child) :
	    !open_link(r) || !link_session(w, &r->link, nonce, verb, &child))
		return false;
	*x = (struct session){.child = child, .input = bootstrap_remote,
	    .input_len = strlen(bootstrap_remote), .is_joined = is_joined};
	(void)fcntl(child.in, F_SETFL, O_NONBLOCK);	/* a pipe can */
	return true;
}

void
session_close_input(struct session *x)
{
	if (x->child.in >= 0)
		close(x->child.in);
	x->child.in = -1;
}

bool
session_write_input(struct session *x)
{
	ssize_t n;

	if (x->child.in < 0 || x->input_len == 0)
		return false;
	n = write(x->child.in, x->input, x->input_len);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n < 0) {
		session_close_input(x);
		return false;
	}
	x->input += n;
	x->input_len -= (size_t)n;
	if (x->input_len > 0)
		return false;
	if (!x->keeps_input)
		session_close_input(x);
	return true;
}

void
session_read_complaint(struct session *x)
{
	char data[1024];
	ssize_t n = read(x->child.err, data, sizeof(data));
	size_t room = sizeof(x->complaint) - 1 - x->complaint_len;

	if (n > 0) {
		size_t part = (size_t)n < room ? (size_t)n : room;

		memcpy(x->complaint + x->complaint_len, data, part);
		x->complaint_len += part;
		x->complaint[x->complaint_len] = '\0';
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(x->child.err);
		x->child.err = -1;
	}
}

void
reach_close(struct reach *r)
{
	if (r->is_open)
		link_close(&r->link);
	r->is_open = false;
}
