/*
 * From a spool to log chunks: reading the next records, storing them with the offset
 * behind them, so that nothing is stored twice or left out.
 */
#include "runner/executor.h"

#include <strings.h>
#include <sys/stat.h>

#include "lib/base/clock.h"
#include "lib/base/file_store.h"
#include "lib/model/secret.h"
#include "lib/store/db.h"
#include "runner/attempt.h"
#include "runner/spool.h"

#define CHUNK_BYTES 65536
#define FIRST_PAUSE_US 10000		/* the first lines are seen at once … */
#define LAST_PAUSE_US 250000		/* … later ones in larger chunks */
#define TELL_BYTES ((uint64_t)4 * 1024 * 1024)	/* how often the shim hears what is stored */

/* A variable that the script set: the shim has sealed its value in any case. */
static bool
add_output(struct work *w, const struct following *f, struct chunk *c, const struct spool_record *r)
{
	const char *name = spool_field(r, "name"), *box = spool_field(r, "value");
	const char *sensitive = spool_field(r, "sensitive"), *value = "";

	if (name == NULL)
		return true;
	if (box != NULL && box[0] != '\0' && (value = secret_open_sent(w, box)) == NULL)
		return false;
	c->outputs = arena_more(w->arena, c->outputs, c->output_count, &c->output_max,
	    sizeof(*c->outputs));
	c->outputs[c->output_count++] = (struct task_output){f->activity_id, f->n, name, value,
	    sensitive != NULL && strcasecmp(sensitive, "true") == 0};
	return true;
}

/* A file that the shim has put into the store; its row comes with this chunk. */
static void
add_artifact(struct work *w, struct chunk *c, const struct spool_record *r)
{
	struct kept_artifact a = {spool_field(r, "number"), spool_field(r, "name"),
	    spool_field(r, "source"), spool_field(r, "file"), spool_field(r, "bytes")};
	const char *text;

	if (a.n == NULL || a.name == NULL || a.source == NULL || a.bytes == NULL ||
	    a.file == NULL || !file_store_is_name(a.file))
		return;
	c->artifacts = arena_more(w->arena, c->artifacts, c->artifact_count, &c->artifact_max,
	    sizeof(*c->artifacts));
	c->artifacts[c->artifact_count++] = a;
	text = arena_printf(w->arena, "The artifact '%s' was kept (%s bytes).", a.name, a.bytes);
	log_chunk_add(&c->log, r->time_us, CATEGORY_VERBOSE, text, strlen(text));
}

/* A message that asks for something this version cannot do. */
static void
warn_of_effect(struct work *w, struct chunk *c, const struct spool_record *r)
{
	static const char *const asking[] = {"create-", "createStepPackageTarget", "delete-target"};
	const char *text = arena_printf(w->arena,
	    "The service message '%s' has no effect in this version.", r->text);

	for (size_t i = 0; i < COUNT(asking); i++) {
		if (strncmp(r->text, asking[i], strlen(asking[i])) == 0)
			log_chunk_add(&c->log, r->time_us, CATEGORY_WARNING, text, strlen(text));
	}
}

static bool
add_record(struct work *w, const struct following *f, struct chunk *c, const struct spool_record *r)
{
	const char *text;

	if (r->kind == SPOOL_LINE) {
		log_chunk_add(&c->log, r->time_us, r->category, r->text, r->text_len);
	} else if (strcmp(r->text, "progress") == 0) {
		text = spool_field(r, "percentage");
		c->progress = text ? atoi(text) : -1;
		text = spool_field(r, "message");
		c->progress_message = text ? text : "";
	} else if (strcmp(r->text, SPOOL_ARTIFACT) == 0) {
		add_artifact(w, c, r);
	} else {
		text = spool_effect_text(w, r);
		log_chunk_add(&c->log, r->time_us, CATEGORY_VERBOSE, text, strlen(text));
		warn_of_effect(w, c, r);
		if (strcmp(r->text, "setVariable") == 0)
			return add_output(w, f, c, r);
	}
	return true;
}

bool
chunk_read(struct executor *x, struct following *f, struct chunk *c)
{
	struct work *w = &x->w;
	struct spool_record *records;
	struct stat st;
	size_t count;

	*c = (struct chunk){.next = f->offset, .progress = -1};
	log_chunk_init(&c->log, w->arena);
	if (f->spool_fd < 0 &&
	    !attempt_open_spool(w, x->settings.spool_root, f->id, &f->spool_fd)) {
		f->spool_fd = -1;
		if (w->error.code != ERR_NOT_FOUND)
			return false;
		work_clear_error(w);
		return true;
	}
	if (!spool_read(w, f->spool_fd, f->offset, CHUNK_BYTES, &records, &count, &c->next))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!add_record(w, f, c, &records[i]))
			return false;
	}
	c->is_full = c->next - f->offset >= CHUNK_BYTES / 2;
	c->has_more = count > 0 && fstat(f->spool_fd, &st) == 0 && (uint64_t)st.st_size > c->next;
	return true;
}

static bool
store_outputs(struct executor *x, const struct chunk *c)
{
	for (size_t i = 0; i < c->output_count; i++) {
		if (!task_output_add(&x->w, x->task_id, x->facts.space_id, &c->outputs[i]))
			return false;
	}
	return true;
}

static bool
store_artifacts(struct executor *x, const struct following *f, const struct chunk *c)
{
	struct work *w = &x->w;

	for (size_t i = 0; i < c->artifact_count; i++) {
		const struct kept_artifact *a = &c->artifacts[i];

		if (db_run(w, SQL_ARTIFACT_COLLECT, db_int(w, f->activity_id), db_int(w, f->n),
		    a->n, a->name, a->source, a->file, a->bytes) == NULL)
			return false;
	}
	return true;
}

bool
chunk_store(struct executor *x, const struct following *f, const struct chunk *c)
{
	struct work *w = &x->w;
	const char *activity = db_int(w, f->activity_id), *n = db_int(w, f->n);
	const char *from = db_int(w, (int64_t)f->offset), *to = db_int(w, (int64_t)c->next);

	if (c->next == f->offset)
		return true;
	if (c->log.lines == 0 && !db_change_one(w, SQL_SPOOL_SKIP, activity, n, from, to))
		return false;
	if (c->log.lines > 0 &&
	    !db_change_one(w, SQL_LOG_APPEND, activity, n, db_int(w, c->log.lines),
		db_int(w, c->log.verbose), db_int(w, c->log.warnings), db_int(w, c->log.errors),
		c->log.body.s, from, to))
		return false;
	if (!store_outputs(x, c) || !store_artifacts(x, f, c))
		return false;
	if (c->log.warnings + c->log.errors > 0 &&
	    db_run(w, SQL_TASK_MARK_WARNING, x->task_id) == NULL)
		return false;
	return c->progress < 0 || db_run(w, SQL_ACTIVITY_PROGRESS, activity,
	    db_int(w, c->progress > 100 ? 100 : c->progress), c->progress_message) != NULL;
}

void
chunk_tell_masks(struct executor *x, const struct following *f, const struct chunk *c)
{
	for (size_t i = 0; i < c->output_count; i++) {
		for (size_t n = 0; c->outputs[i].is_sensitive && n < x->count; n++) {
			const struct following *other = &x->list[n];

			if (other != f && !other->is_ended &&
			    !attempt_mask(&x->w, x->settings.spool_root, other->id,
				c->outputs[i].value))
				work_clear_error(&x->w);	/* it has ended just now */
		}
	}
}

bool
chunk_copy(struct executor *x, struct following *f, const struct chunk *c)
{
	if (c->next == f->offset)
		return true;
	if (!executor_begin(x))
		return false;
	if (!chunk_store(x, f, c) || !db_commit(&x->w)) {
		db_rollback(&x->w);
		return false;
	}
	chunk_tell_masks(x, f, c);
	f->offset = c->next;
	f->flushed_us = clock_monotonic_us();
	f->pause_us = f->pause_us == 0 ? FIRST_PAUSE_US : f->pause_us * 2;
	if (f->pause_us > LAST_PAUSE_US)
		f->pause_us = LAST_PAUSE_US;
	if (f->offset >= f->told + TELL_BYTES && !f->is_ended) {
		f->told = f->offset;
		if (!attempt_stored(&x->w, x->settings.spool_root, f->id, f->offset))
			work_clear_error(&x->w);	/* it has ended just now */
	}
	return true;
}
