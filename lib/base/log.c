/*
 * The program's log on standard error. No files, rotation or buffering: whoever
 * started the program owns these.
 */
#include "lib/base/log.h"

#include <errno.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/proc.h"
#include "lib/base/utf8.h"

#define LINE_BYTES 4096

static struct {
	enum log_level level;
	const char *program;
} logging = {.level = LOG_INFO, .program = "slipway"};

void
log_set_level(enum log_level level)
{
	logging.level = level;
}

void
log_set_program(const char *name)
{
	logging.program = name;
}

/* Appends text, escaping what could forge lines or steer a terminal; the new length. */
static size_t
append_escaped(char *line, size_t len, const char *text)
{
	size_t left = strlen(text);

	while (left > 0 && len < LINE_BYTES - 8) {
		uint32_t code = 0;
		size_t n = utf8_next(text, left, &code);

		if (n == 0 || code < 0x20 || (code >= 0x7f && code < 0xa0)) {
			len += (size_t)snprintf(line + len, 5, "\\x%02x", (unsigned char)*text);
			n = 1;
		} else {
			memcpy(line + len, text, n);
			len += n;
		}
		text += n;
		left -= n;
	}
	return len;
}

void
log_event(const struct work *w, enum log_level level, const char *fmt, ...)
{
	static const char *const names[] = {"error", "warning", "info", "debug"};
	char time[CLOCK_ISO_BYTES], text[LINE_BYTES], line[LINE_BYTES];
	int saved = errno;
	va_list ap;
	size_t len;

	if (level > logging.level)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);	/* cut if longer */
	va_end(ap);
	clock_iso_into(time, clock_now_us());
	len = (size_t)snprintf(line, 256, "%s %s %.60s [%s] ", time, names[level],
	    logging.program, w != NULL && w->id[0] != '\0' ? w->id : "-");
	len = append_escaped(line, len, text);
	line[len++] = '\n';
	(void)!write_all(STDERR_FILENO, line, len);	/* nowhere else to complain */
	errno = saved;
}
