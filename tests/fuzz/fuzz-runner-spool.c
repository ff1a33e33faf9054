/*
 * A damaged spool, and a damaged order: read without trust in any byte.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/proc.h"
#include "runner/attempt.h"
#include "runner/spool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new((size_t)256 * 1024 * 1024);
	struct spool_record *records;
	struct attempt_order order;
	struct work w;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	size_t count;
	uint64_t next;

	work_begin(&w, a);
	if (write_all(fd, data, size) && spool_read(&w, fd, 0, 65536, &records, &count, &next)) {
		for (size_t i = 0; i < count; i++)
			(void)spool_effect_text(&w, &records[i]);
	}
	if (!attempt_order_read(&w, fd, &order))
		work_clear_error(&w);
	close(fd);
	arena_free(a);
	return 0;
}
