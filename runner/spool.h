#ifndef SLIPWAY_RUNNER_SPOOL_H
#define SLIPWAY_RUNNER_SPOOL_H

#include "lib/base/work.h"

/*
 * The spool of one attempt, SPOOL_ROOT/ID/out: what a script said, as records, already
 * split, repaired (valid UTF-8 without NUL), recognised and masked.
 *
 * A record is a header of 48 bytes, little endian: magic "SWR1", check (FNV-1a of the
 * rest), payload length, sequence (from 1 without gaps), time, kind, stream, category, lines,
 * zero; then the payload. A record that is not complete, or whose check fails, ends what
 * can be read: it is still being written, or was cut by a crash.
 */

enum spool_kind { SPOOL_LINE = 1, SPOOL_EFFECT };

enum spool_stream { SPOOL_STDOUT = 1, SPOOL_STDERR, SPOOL_SHIM };

/* Octopus's numbers of log categories. */
enum log_category {
	LOG_VERBOSE = 100,
	LOG_INFO = 200,
	LOG_HIGHLIGHT = 210,
	LOG_WAIT = 225,
	LOG_PROGRESS = 230,
	LOG_WARNING = 300,
	LOG_ERROR = 400,
	LOG_FATAL = 500
};

/* Name of the effect of an artifact that lies in the store. */
#define SPOOL_ARTIFACT "createArtifact"

/* One field of an effect. A sealed value is base64 of a libsodium sealed box. */
struct spool_field {
	const char *key;
	const char *value;
	bool is_sealed;
};

struct spool_record {
	uint64_t sequence;
	int64_t time_us;		/* wall clock, microseconds since 1970 */
	enum spool_kind kind;
	enum spool_stream stream;
	int category;			/* enum log_category; lines only */
	const char *text;		/* line: masked text; effect: name of the message */
	size_t text_len;
	const struct spool_field *fields;	/* effect: in the message's order */
	size_t field_count;
	uint32_t lines[2];		/* of stdout and stderr, taken by then */
	uint64_t end;			/* offset behind this record */
};

/*
 * Reads whole records from offset on, until about max_bytes or the end of what is
 * complete. ret_next is the offset to go on from. Everything lives as long as w.
 * ERR_INTERNAL if the file cannot be read.
 */
bool	spool_read(struct work *w, int fd, uint64_t offset, size_t max_bytes,
		struct spool_record **ret_records, size_t *ret_count, uint64_t *ret_next)
		MUST_CHECK;

/*
 * Finds the last complete record of a spool whose first part may have been given back
 * (attempt_stored). ret_end is the offset behind it, or 0 with an empty record.
 */
bool	spool_tail(struct work *w, int fd, struct spool_record *ret_last, uint64_t *ret_end)
		MUST_CHECK;

/* An effect as one line for people, e.g. "setVariable name='X' value=(sealed)". */
const char *spool_effect_text(struct work *w, const struct spool_record *effect);

/* Value of an effect's field (sealed or not), or NULL. */
const char *spool_field(const struct spool_record *effect, const char *key);

/* Appends the encoded record (sequence, time, kind ... fields are read) to out. */
struct buf;
void	spool_encode(struct buf *out, const struct spool_record *record);

#endif
