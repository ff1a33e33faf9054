/* Arena: zeroed, aligned, limited, deferred calls in reverse. */
#include "lib/base/arena.h"

#include <signal.h>
#include <stdalign.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/tap.h"

static void
arena_alloc_is_zeroed_and_aligned(struct work *w)
{
	static const size_t sizes[] = {0, 1, 7, 16, 100, 4096, 40000, 1000000};

	(void)w;
	for (int round = 0; round < 2; round++) {	/* memory is used again after a reset */
		struct arena *a = arena_new(SIZE_MAX / 8);

		for (size_t i = 0; i < COUNT(sizes); i++) {
			unsigned char *p = arena_alloc(a, sizes[i]);
			bool is_zero = true;

			for (size_t j = 0; j < sizes[i]; j++)
				is_zero = is_zero && p[j] == 0;
			OK(is_zero && (uintptr_t)p % alignof(max_align_t) == 0);
			memset(p, 0xff, sizes[i]);
		}
		arena_reset(a);
		OK(*(unsigned char *)arena_alloc(a, 1) == 0);
		arena_free(a);
	}
	arena_free(NULL);
}

static void
arena_strings_are_copies(struct work *w)
{
	char text[] = "abc";
	char *copy = arena_strdup(w->arena, text), *part = arena_strndup(w->arena, text, 2);

	text[0] = 'x';
	IS(copy, "abc");
	IS(part, "ab");
	IS(arena_strndup(w->arena, "", 0), "");
	IS(arena_printf(w->arena, "%s-%d%c", "a", 7, '!'), "a-7!");
	OK(strlen(arena_printf(w->arena, "%*d", 100000, 1)) == 100000);
}

static struct { int order[3]; int count; } called;

static void
note(void *arg)
{
	called.order[called.count++] = *(int *)arg;
}

static void
arena_defer_runs_in_reverse_once(struct work *w)
{
	static int numbers[] = {1, 2, 3};
	struct arena *a = arena_new(1000000);

	(void)w;
	for (size_t i = 0; i < COUNT(numbers); i++)
		arena_defer(a, note, &numbers[i]);
	IS_INT(called.count, 0);
	arena_reset(a);
	IS_INT(called.count, 3);
	OK(called.order[0] == 3 && called.order[1] == 2 && called.order[2] == 1);
	arena_free(a);
	IS_INT(called.count, 3);
}

/* The signal that ends a child which runs fn. */
static int
signal_of(void (*fn)(struct arena *))
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(1);
		fn(arena_new(100000));
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void
exceed_at_once(struct arena *a)
{
	memset(arena_alloc(a, 200000), 1, 1);
}

static void
exceed_slowly(struct arena *a)
{
	for (int i = 0; i < 200; i++)
		memset(arena_alloc(a, 1000), 1, 1);
}

static void
overflow_array(struct arena *a)
{
	memset(arena_array(a, SIZE_MAX / 2, 4), 1, 1);
}

static void
stay_within(struct arena *a)
{
	for (int i = 0; i < 200; i++) {
		memset(arena_alloc(a, 1000), 1, 1);
		if (i % 50 == 0)
			arena_reset(a);
	}
}

static void
arena_more_keeps_what_is_there(struct work *w)
{
	size_t max = 0;
	int *items = NULL;
	bool is_kept = true;

	for (int i = 0; i < 1000; i++) {
		items = arena_more(w->arena, items, (size_t)i, &max, sizeof(*items));
		items[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		is_kept = is_kept && items[i] == i;
	OK(is_kept);
	OK(max >= 1000 && max < 2000);
	OK(arena_more(w->arena, items, 1, &max, sizeof(*items)) == items);
}

static void
arena_ends_the_process_at_its_limit(struct work *w)
{
	(void)w;
	IS_INT(signal_of(exceed_at_once), SIGABRT);
	IS_INT(signal_of(exceed_slowly), SIGABRT);
	IS_INT(signal_of(overflow_array), SIGABRT);
	IS_INT(signal_of(stay_within), 0);
}

static const struct test tests[] = {
	TEST(arena_alloc_is_zeroed_and_aligned),
	TEST(arena_strings_are_copies),
	TEST(arena_defer_runs_in_reverse_once),
	TEST(arena_more_keeps_what_is_there),
	TEST(arena_ends_the_process_at_its_limit),
};

TAP_MAIN(tests)
