/*
 * Output of scripts as a whole: lines, messages, masks, records; then the spool is read
 * back. What must hold for any bytes: no crash, valid records, no secret in them.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/utf8.h"
#include "runner/output.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECRET "hunter2-secret"

static void
check(const struct spool_record *r)
{
	if (!utf8_valid(r->text, r->text_len) || strstr(r->text, SECRET) != NULL)
		abort();
	for (size_t i = 0; i < r->field_count; i++) {
		if (strstr(r->fields[i].value, SECRET) != NULL)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new((size_t)1024 * 1024 * 1024);
	struct writer writer;
	struct output output;
	struct spool_record *records;
	struct work w;
	size_t count, half = size / 2;
	uint64_t next;

	work_begin(&w, a);
	writer_init(&writer, memfd_create("spool", MFD_CLOEXEC));
	output_init(&output, &writer, NULL);
	mask_add(output.mask, SECRET);
	output_feed(&output, 0, (const char *)data, half);
	output_feed(&output, 1, (const char *)data, size);
	output_feed(&output, 0, (const char *)data + half, size - half);
	output_end(&output);
	if (!writer_tick(&writer, true) ||
	    !spool_read(&w, writer.fd, 0, (size_t)64 * 1024 * 1024, &records, &count, &next) ||
	    next != writer.bytes)
		abort();
	for (size_t i = 0; i < count; i++)
		check(&records[i]);
	output_release(&output);
	writer_release(&writer);
	close(writer.fd);
	arena_free(a);
	return 0;
}
