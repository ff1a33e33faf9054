/*
 * The writing end of a spool: when records go to the file and to the disk. The format is
 * in spool.c.
 */
#include "runner/writer.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/proc.h"

#define BATCH_BYTES ((size_t)64 * 1024)
#define PENDING_MAX ((size_t)128 * 1024 * 1024)
#define SYNC_US 1000000
#define RETRY_US 1000000

void
writer_init(struct writer *wr, int fd)
{
	*wr = (struct writer){.fd = fd, .arena = arena_new(PENDING_MAX * 4)};
	buf_init(&wr->pending, wr->arena, PENDING_MAX);
}

bool
writer_resume(struct work *w, struct writer *wr)
{
	struct spool_record last;

	if (!spool_tail(w, wr->fd, &last, &wr->bytes))
		return false;
	if (ftruncate(wr->fd, (off_t)wr->bytes) != 0 ||
	    lseek(wr->fd, (off_t)wr->bytes, SEEK_SET) != (off_t)wr->bytes)
		return fail(w, ERR_INTERNAL, "The spool of an attempt cannot be continued: %m.");
	wr->sequence = last.sequence;
	memcpy(wr->lines, last.lines, sizeof(wr->lines));
	wr->stored = wr->bytes;		/* what the dead one wrote counts against nobody */
	return true;
}

void
writer_release(struct writer *wr)
{
	arena_free(wr->arena);
	wr->arena = NULL;
}

static void
write_pending(struct writer *wr)
{
	wr->written_us = clock_monotonic_us();
	wr->is_stuck = !write_all(wr->fd, wr->pending.s, wr->pending.len);
	if (wr->is_stuck) {
		/* Part of it may be there: only whole records stay. */
		if (ftruncate(wr->fd, (off_t)wr->bytes) == 0)
			(void)lseek(wr->fd, (off_t)wr->bytes, SEEK_SET);	/* a plain file */
		return;
	}
	wr->bytes += wr->pending.len;
	wr->is_dirty = true;
	if (wr->pending.cap > 16 * BATCH_BYTES) {
		arena_reset(wr->arena);
		buf_init(&wr->pending, wr->arena, PENDING_MAX);
	}
	buf_clear(&wr->pending);
}

void
writer_add(struct writer *wr, struct spool_record *record)
{
	record->sequence = ++wr->sequence;
	record->time_us = clock_now_us();
	memcpy(record->lines, wr->lines, sizeof(record->lines));
	spool_encode(&wr->pending, record);
	if (wr->pending.len >= BATCH_BYTES && !wr->is_stuck)
		write_pending(wr);
}

int64_t
writer_due_us(const struct writer *wr)
{
	int64_t write = wr->written_us + (wr->is_stuck ? RETRY_US : WRITER_DELAY_US);
	int64_t sync = wr->synced_us + SYNC_US;

	if (wr->pending.len == 0)
		return wr->is_dirty ? sync : 0;
	if (wr->written_us == 0)
		return 1;
	return wr->is_dirty && sync < write ? sync : write;
}

bool
writer_tick(struct writer *wr, bool is_end)
{
	int64_t now = clock_monotonic_us();
	int64_t wait = wr->is_stuck ? RETRY_US : WRITER_DELAY_US;

	if (wr->pending.len > 0 && (is_end || wr->written_us == 0 || now >= wr->written_us + wait))
		write_pending(wr);
	if (wr->is_dirty && (is_end || now >= wr->synced_us + SYNC_US)) {
		wr->synced_us = now;
		wr->is_dirty = fdatasync(wr->fd) != 0;
	}
	return !wr->is_stuck && !(is_end && wr->is_dirty);
}

bool
writer_is_full(const struct writer *wr)
{
	return wr->is_stuck || wr->bytes + wr->pending.len - wr->stored >= WRITER_QUOTA;
}

void
writer_stored(struct writer *wr, uint64_t offset)
{
	if (offset <= wr->stored || offset > wr->bytes)
		return;
	wr->stored = offset;
	/* Where a file system cannot do it, the space comes back with the attempt's end. */
	(void)fallocate(wr->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, (off_t)offset);
}
