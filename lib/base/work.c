/*
 * The unit of work and its error. Knows nothing of requests or tasks.
 */
#include "lib/base/work.h"

#include <sys/random.h>
#include <time.h>

#undef fail		/* the analyzer's view of them (work.h) */
#undef fail_field

void
work_begin(struct work *w, struct arena *a)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	unsigned char random[16];
	struct timespec ts;

	*w = (struct work){.arena = a};
	w->principal.address = "";
	w->principal.user_agent = "";
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		abort();
	for (size_t i = 0; i < sizeof(random); i++)
		w->id[i] = digits[random[i] % 32];
	(void)clock_gettime(CLOCK_MONOTONIC, &ts);	/* cannot fail for this clock */
	w->started_us = (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

bool
fail(struct work *w, enum error_code code, const char *fmt, ...)
{
	va_list ap;

	if (w->error.code != ERR_NONE)
		return false;
	va_start(ap, fmt);
	w->error.message = arena_vprintf(w->arena, fmt, ap);
	va_end(ap);
	w->error.code = code;
	return false;
}

bool
fail_field(struct work *w, const char *pointer, const char *fmt, ...)
{
	struct error_item *item = arena_alloc(w->arena, sizeof(*item));
	va_list ap;

	if (w->error.code != ERR_NONE && w->error.code != ERR_INVALID)
		return false;
	item->pointer = arena_strdup(w->arena, pointer);
	va_start(ap, fmt);
	item->message = arena_vprintf(w->arena, fmt, ap);
	va_end(ap);
	if (w->error.tail == NULL)
		w->error.tail = &w->error.items;
	*w->error.tail = item;
	w->error.tail = &item->next;
	if (w->error.code == ERR_NONE) {
		w->error.code = ERR_INVALID;
		w->error.message = item->message;
	}
	return false;
}

void
work_clear_error(struct work *w)
{
	w->error = (struct error){0};
}
