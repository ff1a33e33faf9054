#ifndef SLIPWAY_RUNNER_WRITER_H
#define SLIPWAY_RUNNER_WRITER_H

#include "runner/spool.h"

#include "lib/base/buf.h"

#define WRITER_QUOTA ((uint64_t)256 * 1024 * 1024)
#define WRITER_DELAY_US 250000

/*
 * Appends records to a spool. The first one is written at once, later ones when 64 KiB
 * are together or 250 ms have passed; they reach the disk every second and at the end.
 *
 * Invariant: the file holds whole records only, but for a crash: a write that fails is
 * taken back and tried again.
 */
struct writer {
	int fd;
	struct arena *arena;	/* of pending only */
	struct buf pending;
	uint64_t sequence;	/* of the last record */
	uint32_t lines[2];	/* of both streams, taken by now */
	uint64_t bytes;		/* in the file */
	uint64_t stored;	/* of these stored elsewhere */
	int64_t written_us;	/* monotonic, last write; 0: none */
	int64_t synced_us;
	bool is_dirty;		/* written since the last fdatasync */
	bool is_stuck;		/* the last write failed */
};

void	writer_init(struct writer *wr, int fd);

/* Goes on behind the last complete record; what follows it is cut off. */
bool	writer_resume(struct work *w, struct writer *wr) MUST_CHECK;
void	writer_release(struct writer *wr);

/* Adds a record; sets its sequence and time. */
void	writer_add(struct writer *wr, struct spool_record *record);

/* Writes and syncs what is due now; with is_end everything. False: try again later. */
bool	writer_tick(struct writer *wr, bool is_end);

/* Monotonic time at which the next writer_tick has something to do; 0: never. */
int64_t	writer_due_us(const struct writer *wr);

/* Whether no more should be read: the quota is used up, or the disk takes nothing. */
bool	writer_is_full(const struct writer *wr);

/* Everything up to offset is stored elsewhere: gives back its disk space. */
void	writer_stored(struct writer *wr, uint64_t offset);

#endif
