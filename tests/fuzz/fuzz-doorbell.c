/*
 * A message on the runner's socket: whatever arrives, what is taken is the name of a
 * task and nothing else.
 */
#include "lib/store/doorbell.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char allowed[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	const char *id = doorbell_parse(fuzz_begin(), data, size);

	if (id != NULL) {
		MUST(strspn(id, allowed) == strlen(id));
		MUST(strlen(id) < 56);
	}
	return 0;
}
