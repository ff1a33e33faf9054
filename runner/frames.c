/*
 * Takes the answers of the gate apart. The bytes come from a target and may be anything.
 */
#include "runner/frames.h"

#define FRAME_MAX ((size_t)64 * 1024)

/* "out N" or "err N" with N at most one frame. */
static bool
begin_payload(struct frames *f)
{
	size_t len = 0;
	const char *at = f->line + 4;

	if (strncmp(f->line, "out ", 4) != 0 && strncmp(f->line, "err ", 4) != 0)
		return false;
	if (*at == '\0')
		return false;
	for (; *at != '\0'; at++) {
		if (*at < '0' || *at > '9' || len > FRAME_MAX)
			return false;
		len = len * 10 + (size_t)(*at - '0');
	}
	if (len > FRAME_MAX)
		return false;
	f->stream = f->line[0] == 'o' ? 0 : 1;
	f->payload = len;
	return true;
}

static void
end_line(struct frames *f)
{
	f->line[f->line_len] = '\0';
	f->line_len = 0;
	if (!f->has_begun)
		f->has_begun = strcmp(f->line, f->nonce) == 0;
	else if (!begin_payload(f))
		f->take_line(f->arg, f->line);
}

void
frames_feed(struct frames *f, const char *data, size_t len)
{
	while (len > 0) {
		size_t part = 1;

		if (f->payload > 0) {
			part = len < f->payload ? len : f->payload;
			f->payload -= part;
			f->take_output(f->arg, f->stream, data, part);
		} else if (*data == '\n') {
			end_line(f);
		} else if (f->line_len < sizeof(f->line) - 1) {
			f->line[f->line_len++] = *data;
		}
		data += part;
		len -= part;
	}
}
