#ifndef SLIPWAY_RUNNER_OUTPUT_H
#define SLIPWAY_RUNNER_OUTPUT_H

#include "runner/lines.h"
#include "runner/mask.h"
#include "runner/writer.h"

#define OUTPUT_VALUE_MAX ((size_t)7 * 1024 * 1024)
#define OUTPUT_ARTIFACTS_MAX 1000

/*
 * What becomes of a script's output: lines, messages, masks, records, in this order.
 * Masking before recognising would break the base64 of a secret in a message.
 */
struct output_stream {
	struct output *output;
	enum spool_stream stream;
	struct lines lines;
	int category;			/* of its next lines; 0: dropped */
	uint32_t line;			/* number of the present one */
	uint32_t skip;			/* lines up to this one are in the spool already */
};

/* A file that the script named as an artifact. */
struct output_artifact {
	const char *path;	/* as it was said: any bytes but NUL */
	const char *name;	/* "": as the path ends */
};

struct output {
	struct arena *arena;		/* lives as long as the attempt */
	struct arena *scratch;		/* of one call */
	struct mask *mask;
	struct writer *writer;
	const char *seal_key;		/* the caller's; NULL: values are dropped */
	struct output_stream streams[2];	/* stdout, stderr */
	bool has_error_text;		/* a line on stderr that is not blank and no message */
	const char *result_message;	/* masked, or NULL */
	const char *failure;		/* why a script cannot count as successful, or NULL */
	struct output_artifact *artifacts;	/* in the order in which they were named */
	size_t artifact_count, artifact_max;
};

/* seal_key: 64 hex digits, or NULL: values of messages are dropped. */
void	output_init(struct output *o, struct writer *writer, const char *seal_key);
void	output_release(struct output *o);

/* Bytes of stdout (0) or stderr (1). */
void	output_feed(struct output *o, int stream, const char *data, size_t len);

/* The streams have ended: their last lines may lack a LF. */
void	output_end(struct output *o);

/*
 * Says that artifact n (from 1) lies in the store now, as the record from which the
 * executor makes its row. The name is masked.
 */
void	output_kept(struct output *o, size_t n, const char *name, const char *source,
		const char *file, int64_t bytes);

/* A line of the shim itself, masked. */
void	output_say(struct output *o, int category, const char *fmt, ...) PRINTF(3, 4);

#endif
