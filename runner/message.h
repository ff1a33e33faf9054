#ifndef SLIPWAY_RUNNER_MESSAGE_H
#define SLIPWAY_RUNNER_MESSAGE_H

#include "lib/base/arena.h"

/*
 * Service messages in the output of scripts: ##octopus[NAME key='BASE64' ...].
 * Source: Octopus's (TeamCity's) grammar as Calamari's helpers write it.
 */

struct message_field {
	const char *key;
	const char *value;	/* decoded, valid UTF-8 without NUL */
	size_t len;
};

struct message {
	const char *name;
	const struct message_field *fields;
	size_t field_count;
	const char *raw;	/* "##octopus[...]" in the line */
	size_t raw_len;
};

enum message_verdict {
	MESSAGE_NONE,		/* an ordinary line */
	MESSAGE_FOUND,
	MESSAGE_MALFORMED	/* meant as a message; raw says what */
};

/*
 * Looks for a message at the start of a line (without its LF). Blanks, escape sequences
 * and everything up to the last CR before it do not count as text. ret_rest is the
 * offset of what follows the message and is to be read as a line again.
 */
enum message_verdict message_parse(struct arena *a, const char *line, size_t len,
		struct message *ret, size_t *ret_rest);

/* Whether such a line, of which more may follow, is or will be a message. */
bool message_begins(const char *line, size_t len);

/* Value of a key, or NULL. */
const char *message_value(const struct message *m, const char *key);

#endif
