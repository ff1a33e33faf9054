/* One event, one line, whatever is in it. */
#include "lib/base/log.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/proc.h"
#include "tests/unit/tap.h"

/* What an event writes, without the time before it. */
static const char *
logged(struct work *w, const struct work *of, enum log_level level, const char *text)
{
	char *line = arena_alloc(w->arena, 8192);
	int fds[2], saved = dup(STDERR_FILENO);
	ssize_t len;

	if (pipe(fds) != 0)
		return NULL;
	fflush(stderr);
	dup2(fds[1], STDERR_FILENO);
	log_event(of, level, "%s", text);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(fds[1]);
	len = read_full(fds[0], line, 8191);
	close(fds[0]);
	return len > 30 ? line + 30 : line;
}

static void
log_event_has_level_program_and_request(struct work *w)
{
	struct work other = {.id = "abc"};

	log_set_program("portal");
	IS(logged(w, NULL, LOG_ERROR, "It broke."), "error portal [-] It broke.\n");
	IS(logged(w, &other, LOG_WARNING, "Hm."), "warning portal [abc] Hm.\n");
}

static void
log_event_honours_the_level(struct work *w)
{
	IS(logged(w, NULL, LOG_DEBUG, "x"), "");
	log_set_level(LOG_DEBUG);
	IS(logged(w, NULL, LOG_DEBUG, "x"), "debug portal [-] x\n");
	log_set_level(LOG_INFO);
}

static void
log_event_escapes_control_characters(struct work *w)
{
	static const struct { const char *in, *out; } cases[] = {
		{"a\nerror portal [-] forged", "info portal [-] a\\x0aerror portal [-] forged\n"},
		{"\x1b[2J\r\x7f", "info portal [-] \\x1b[2J\\x0d\\x7f\n"},
		{"gr\xc3\xbc\xc3\x9f", "info portal [-] gr\xc3\xbc\xc3\x9f\n"},
		{"\xff\xc2\x9b", "info portal [-] \\xff\\xc2\\x9b\n"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		IS(logged(w, NULL, LOG_INFO, cases[i].in), cases[i].out);
}

static void
log_event_cuts_long_lines(struct work *w)
{
	char *text = arena_alloc(w->arena, 10001);
	const char *line;

	memset(text, '\n', 10000);
	line = logged(w, NULL, LOG_INFO, text);
	OK(strlen(line) > 4000 && strlen(line) < 4096);
	OK(strchr(line, '\n') == line + strlen(line) - 1);
}

static const struct test tests[] = {
	TEST(log_event_has_level_program_and_request),
	TEST(log_event_honours_the_level),
	TEST(log_event_escapes_control_characters),
	TEST(log_event_cuts_long_lines),
};

TAP_MAIN(tests)
