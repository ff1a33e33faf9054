/*
 * From bytes to records: which line is a message, what each message does, under which
 * category lines are logged. Reads and writes no descriptors.
 */
#include "runner/output.h"

#include <strings.h>

#include "lib/base/ansi.h"
#include "lib/base/seal_to.h"
#include "runner/effect.h"
#include "runner/message.h"

#define SCRATCH_MAX ((size_t)512 * 1024 * 1024)
#define RESULT_MESSAGE_MAX ((size_t)16 * 1024)
#define CUT_MARK " ... (cut: this line is longer than 64 KiB)"

static void take_line(void *arg, const char *line, size_t len, bool is_cut);

void
output_init(struct output *o, struct writer *writer, const char *seal_key)
{
	*o = (struct output){.writer = writer, .seal_key = seal_key};
	o->arena = arena_new(SCRATCH_MAX * 2);
	o->scratch = arena_new(SCRATCH_MAX);
	o->mask = mask_new(o->arena);
	for (int i = 0; i < 2; i++) {
		o->streams[i] = (struct output_stream){.output = o,
		    .stream = i == 0 ? SPOOL_STDOUT : SPOOL_STDERR,
		    .category = i == 0 ? LOG_INFO : LOG_ERROR};
		o->streams[i].skip = writer->lines[i];
		lines_init(&o->streams[i].lines, take_line, &o->streams[i]);
	}
}

void
output_release(struct output *o)
{
	lines_release(&o->streams[0].lines);
	lines_release(&o->streams[1].lines);
	arena_free(o->scratch);
	arena_free(o->arena);
}

/* ---- records ------------------------------------------------------------- */

static void
add_record(struct output_stream *s, struct spool_record *r)
{
	if (s->line > s->skip)
		writer_add(s->output->writer, r);
}

/* Cleaned and masked, cut to the limit of a line; lives until the end of this call. */
static const char *
safe_text(struct output *o, const char *text, size_t len, bool is_cut, size_t *ret_len)
{
	struct buf clean;

	buf_init(&clean, o->scratch, len * 3 + 16);
	line_clean(&clean, text, len);
	return mask_apply(o->mask, o->scratch, clean.s, clean.len, is_cut, ret_len);
}

static void
add_line(struct output_stream *s, int category, const char *text, size_t len, bool is_cut)
{
	struct spool_record r = {.kind = SPOOL_LINE, .stream = s->stream, .category = category};

	if (category == 0)
		return;
	r.text = safe_text(s->output, text, len, is_cut, &r.text_len);
	if (is_cut) {
		r.text = arena_printf(s->output->scratch, "%.*s" CUT_MARK, (int)r.text_len,
		    r.text);
		r.text_len = strlen(r.text);
	}
	add_record(s, &r);
}

void
output_say(struct output *o, int category, const char *fmt, ...)
{
	struct spool_record r = {.kind = SPOOL_LINE, .stream = SPOOL_SHIM, .category = category};
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(o->scratch, fmt, ap);
	va_end(ap);
	r.text = safe_text(o, text, strlen(text), false, &r.text_len);
	writer_add(o->writer, &r);
}

/* A line about the stream's own messages, counted like its lines. */
static void
say(struct output_stream *s, int category, const char *text)
{
	add_line(s, category, text, strlen(text), false);
}

/* ---- effects ------------------------------------------------------------- */

/* Values keep their line ends, so they are masked without line_clean. */
static const char *
masked_value(struct output *o, const struct message_field *f)
{
	size_t len;
	const char *masked = mask_apply(o->mask, o->scratch, f->value, f->len, false, &len);

	return arena_strndup(o->scratch, masked, len);
}

static const char *
sealed_value(struct output *o, const struct message_field *f)
{
	const char *box;

	if (!seal_to(o->scratch, o->seal_key, f->value, f->len, &box))
		return "";
	return box;
}

static void
add_effect(struct output_stream *s, const struct message *m, const struct effect *e)
{
	struct output *o = s->output;
	struct spool_field *fields = arena_array(o->scratch, m->field_count + 1, sizeof(*fields));
	struct spool_record r = {.kind = SPOOL_EFFECT, .stream = s->stream, .text = m->name,
	    .text_len = strlen(m->name), .fields = fields, .field_count = m->field_count};

	for (size_t i = 0; i < m->field_count; i++) {
		const struct message_field *f = &m->fields[i];
		bool is_sealed = effect_seals(e, f->key);

		fields[i] = (struct spool_field){f->key,
		    is_sealed ? sealed_value(o, f) : masked_value(o, f), is_sealed};
	}
	add_record(s, &r);
}

/* A value that a mask would change holds a secret, whatever the script says of it. */
static bool
holds_secret(struct output *o, const char *value)
{
	size_t len;

	return mask_apply(o->mask, o->scratch, value, strlen(value), false, &len) != value;
}

/* The message, said to be sensitive. */
static struct message
as_sensitive(struct output *o, const struct message *m)
{
	struct message_field *fields = arena_array(o->scratch, m->field_count + 1, sizeof(*fields));
	struct message changed = *m;

	changed.field_count = 1;
	fields[0] = (struct message_field){"sensitive", "True", 4};
	for (size_t i = 0; i < m->field_count; i++) {
		if (strcmp(m->fields[i].key, "sensitive") != 0)
			fields[changed.field_count++] = m->fields[i];
	}
	changed.fields = fields;
	return changed;
}

static void
set_variable(struct output_stream *s, const struct message *m)
{
	const char *name = message_value(m, "name"), *value = message_value(m, "value");
	const char *sensitive = message_value(m, "sensitive");
	struct output *o = s->output;
	struct message secret;

	if (name == NULL || name[0] == '\0')
		return;
	if (value != NULL && strlen(value) > OUTPUT_VALUE_MAX) {
		o->failure = arena_printf(o->arena,
		    "The output variable '%s' is larger than 7 MiB.", name);
		say(s, LOG_ERROR, o->failure);
		return;
	}
	if (value != NULL && sensitive != NULL && strcasecmp(sensitive, "true") == 0) {
		mask_add(o->mask, value);
	} else if (value != NULL && holds_secret(o, value)) {
		secret = as_sensitive(o, m);
		m = &secret;
	}
	add_effect(s, m, effect_find("setVariable"));
}

static void
set_result_message(struct output_stream *s, const struct message *m)
{
	const char *text = message_value(m, "message");
	struct output *o = s->output;
	size_t len;

	if (text == NULL)
		return;
	len = strlen(text);
	text = safe_text(o, text, len < RESULT_MESSAGE_MAX ? len : RESULT_MESSAGE_MAX,
	    len > RESULT_MESSAGE_MAX, &len);
	o->result_message = arena_strndup(o->arena, text, len);
	add_effect(s, m, effect_find("resultMessage"));
}

static void
set_progress(struct output_stream *s, const struct message *m)
{
	const char *percentage = message_value(m, "percentage");
	char *end;
	long value;

	if (percentage == NULL)
		return;
	value = strtol(percentage, &end, 10);
	if (end != percentage && *end == '\0' && value >= 0 && value <= 100)
		add_effect(s, m, effect_find("progress"));
}

/* The file is fetched when the script has ended (artifacts.c). Named twice it is one. */
static void
name_artifact(struct output_stream *s, const struct message *m)
{
	const char *path = message_value(m, "path"), *name = message_value(m, "name");
	struct output *o = s->output;

	if (path == NULL || path[0] == '\0')
		return;
	name = name != NULL ? name : "";
	for (size_t i = 0; i < o->artifact_count; i++) {
		if (strcmp(o->artifacts[i].path, path) == 0 &&
		    strcmp(o->artifacts[i].name, name) == 0)
			return;
	}
	if (o->artifact_count == OUTPUT_ARTIFACTS_MAX) {
		say(s, LOG_WARNING, arena_printf(o->scratch, "The artifact '%s' is not kept: a "
		    "script may leave at most %d.", name, OUTPUT_ARTIFACTS_MAX));
		return;
	}
	o->artifacts = arena_more(o->arena, o->artifacts, o->artifact_count, &o->artifact_max,
	    sizeof(*o->artifacts));
	o->artifacts[o->artifact_count++] = (struct output_artifact){
	    arena_strdup(o->arena, path), arena_strdup(o->arena, name)};
}

void
output_kept(struct output *o, size_t n, const char *name, const char *source, const char *file,
    int64_t bytes)
{
	const struct message_field said[] = {{"name", name, strlen(name)},
	    {"source", source, strlen(source)}};
	struct spool_field fields[] = {
		{"number", arena_printf(o->scratch, "%zu", n), false},
		{"name", masked_value(o, &said[0]), false},
		{"source", masked_value(o, &said[1]), false},
		{"file", file, false},
		{"bytes", arena_printf(o->scratch, "%lld", (long long)bytes), false},
	};
	struct spool_record r = {.kind = SPOOL_EFFECT, .stream = SPOOL_SHIM,
	    .text = SPOOL_ARTIFACT, .text_len = sizeof(SPOOL_ARTIFACT) - 1, .fields = fields,
	    .field_count = COUNT(fields)};

	writer_add(o->writer, &r);
	arena_reset(o->scratch);
}

static void
mask_secrets(struct output *o, const struct message *m, const struct effect *e)
{
	for (size_t i = 0; i < m->field_count; i++) {
		if (effect_seals(e, m->fields[i].key))
			mask_add(o->mask, m->fields[i].value);
	}
}

static void
apply(struct output_stream *s, const struct message *m)
{
	const struct effect *e = effect_find(m->name);
	struct output *o = s->output;

	switch (e->kind) {
	case EFFECT_CATEGORY:
		o->streams[e->stream].category = e->category;
		break;
	case EFFECT_MASK:
		if (message_value(m, "value") != NULL)
			mask_add(o->mask, message_value(m, "value"));
		break;
	case EFFECT_VARIABLE:
		set_variable(s, m);
		break;
	case EFFECT_RESULT:
		set_result_message(s, m);
		break;
	case EFFECT_PROGRESS:
		set_progress(s, m);
		break;
	case EFFECT_ARTIFACT:
		name_artifact(s, m);
		break;
	case EFFECT_RECORD:
		mask_secrets(o, m, e);
		add_effect(s, m, e);
		break;
	case EFFECT_SILENT:
		break;
	case EFFECT_UNKNOWN:
		say(s, LOG_VERBOSE,
		    arena_printf(o->scratch, "Unknown service message '%s'", m->name));
		break;
	}
}

/* ---- lines --------------------------------------------------------------- */

static bool
is_blank(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] != ' ' && s[i] != '\t' && s[i] != '\r')
			return false;
	}
	return true;
}

static void
malformed(struct output_stream *s, const struct message *m)
{
	size_t len = m->raw_len < LINE_MAX_BYTES ? m->raw_len : LINE_MAX_BYTES;

	say(s, LOG_WARNING, arena_printf(s->output->scratch, "Could not parse '%.*s'", (int)len,
	    m->raw));
}

static void
take_line(void *arg, const char *line, size_t len, bool is_cut)
{
	struct output_stream *s = arg;
	struct message m;
	bool has_message = false;
	size_t rest;

	if (++s->line > s->skip)
		s->output->writer->lines[s->stream == SPOOL_STDOUT ? 0 : 1] = s->line;
	for (;;) {
		enum message_verdict verdict = message_parse(s->output->scratch, line, len, &m,
		    &rest);

		if (verdict == MESSAGE_NONE)
			break;
		if (verdict == MESSAGE_FOUND)
			apply(s, &m);
		else
			malformed(s, &m);
		has_message = true;
		line += rest;
		len -= rest;
	}
	if (has_message && is_blank(line, len))
		return;
	if (s->stream == SPOOL_STDERR && !has_message && !is_blank(line, len))
		s->output->has_error_text = true;
	add_line(s, s->category, line, len, is_cut);
}

void
output_feed(struct output *o, int stream, const char *data, size_t len)
{
	lines_feed(&o->streams[stream].lines, data, len);
	arena_reset(o->scratch);
}

void
output_end(struct output *o)
{
	lines_end(&o->streams[0].lines);
	lines_end(&o->streams[1].lines);
	arena_reset(o->scratch);
}
