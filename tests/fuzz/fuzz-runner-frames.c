/*
 * Answers of a target: any bytes in any pieces.
 */
#include <stdlib.h>

#include "runner/frames.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
take_line(void *arg, const char *line)
{
	*(size_t *)arg += strlen(line);
}

static void
take_output(void *arg, int stream, const char *data, size_t len)
{
	(void)data;
	if (stream != 0 && stream != 1)
		abort();
	*(size_t *)arg += len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t whole = 0, pieces = 0;
	struct frames f = {.nonce = "N", .take_line = take_line, .take_output = take_output,
	    .arg = &whole};

	frames_feed(&f, (const char *)data, size);
	f = (struct frames){.nonce = "N", .take_line = take_line, .take_output = take_output,
	    .arg = &pieces};
	for (size_t i = 0; i < size; i++)
		frames_feed(&f, (const char *)data + i, 1);
	if (whole != pieces || whole > size)
		abort();
	return 0;
}
