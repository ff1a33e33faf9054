/* The unit of work and its error. */
#include "tests/unit/tap.h"

static void
work_begin_gives_a_fresh_id(struct work *w)
{
	struct work other;

	work_begin(&other, w->arena);
	IS_INT(strlen(other.id), 16);
	OK(strcmp(other.id, w->id) != 0);
	OK(!work_failed(&other));
	IS(other.principal.address, "");
	OK(other.started_us >= w->started_us);
}

static void
fail_keeps_the_first_reason(struct work *w)
{
	OK(!fail(w, ERR_NOT_FOUND, "There is no '%s'.", "x"));
	OK(!fail(w, ERR_INTERNAL, "Later."));
	IS_INT(w->error.code, ERR_NOT_FOUND);
	IS(w->error.message, "There is no 'x'.");
	OK(!fail_field(w, "/Name", "Ignored."));
	OK(w->error.items == NULL);
	work_clear_error(w);
	OK(!work_failed(w));
}

static void
fail_field_collects_in_order(struct work *w)
{
	OK(!fail_field(w, "/A", "First."));
	OK(!fail_field(w, "/B", "Second %d.", 2));
	IS_INT(w->error.code, ERR_INVALID);
	IS(w->error.message, "First.");
	IS(w->error.items->pointer, "/A");
	IS(w->error.items->next->pointer, "/B");
	IS(w->error.items->next->message, "Second 2.");
	OK(w->error.items->next->next == NULL);
}

static const struct test tests[] = {
	TEST(work_begin_gives_a_fresh_id),
	TEST(fail_keeps_the_first_reason),
	TEST(fail_field_collects_in_order),
};

TAP_MAIN(tests)
