/*
 * Orders, the gate, words of parameters, frames: what surrounds an attempt.
 */
#include "tests/unit/tap.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "runner/frames.h"
#include "runner/gate.h"
#include "runner/script.h"

static const char *
folder(struct work *w)
{
	char *path = arena_strdup(w->arena, "/tmp/slipway-test-XXXXXX");

	return mkdtemp(path);
}

/* ---- orders -------------------------------------------------------------- */

static void
order_survives_writing(struct work *w)
{
	static const struct attempt_module modules[] = {{"M", SYNTAX_PYTHON, "body"}};
	static const struct attempt_pair variables[] = {{"A.B", "1\n2"}, {"", "x"}, {"E", ""}};
	static const char *const masks[] = {"secret", "other"};
	struct attempt_order order = {
		.id = "t-1.2", .kind = ATTEMPT_SSH, .syntax = SYNTAX_PYTHON, .body = "print()",
		.modules = modules, .module_count = 1, .variables = variables, .variable_count = 3,
		.masks = masks, .mask_count = 2, .uid = 4294967290u, .limit_s = 5000000000,
		.fail_on_error_output = true, .ssh = {.host = "h", .port = 2222, .password = "p"},
	}, got;
	int fd;

	OK(attempt_order_write(w, &order, &fd));
	OK(write(fd, "x", 1) < 0);		/* sealed */
	OK(attempt_order_read(w, fd, &got));
	close(fd);
	IS(got.id, "t-1.2");
	IS_INT(got.kind, ATTEMPT_SSH);
	IS(got.modules[0].body, "body");
	IS_INT(got.modules[0].syntax, SYNTAX_PYTHON);
	IS_INT(got.variable_count, 3);
	IS(got.variables[0].value, "1\n2");
	IS(got.variables[1].name, "");
	IS(got.masks[1], "other");
	IS_INT(got.uid, 4294967290u);
	IS_INT(got.limit_s, 5000000000);
	OK(got.fail_on_error_output && !got.hide_environment);
	IS(got.ssh.host, "h");
	IS_INT(got.ssh.port, 2222);
	IS(got.ssh.key_pem, NULL);
	IS(got.parameters, NULL);
}

/* ---- the gate ------------------------------------------------------------ */

static enum attempt_evidence
judged(struct work *w, const char *root, const char *id)
{
	struct attempt_verdict verdict = {.evidence = ATTEMPT_ALIVE};

	OK(attempt_judge(w, root, id, &verdict));
	return verdict.evidence;
}

static void
gate_opens_once(struct work *w)
{
	const char *root = folder(w);
	struct attempt_verdict verdict;
	int lock, other;

	IS_INT(gate_pass(w, root, "a", false, &lock), GATE_OPEN);
	IS_INT(gate_pass(w, root, "a", false, &other), GATE_SHUT);
	OK(attempt_judge(w, root, "a", &verdict));
	IS_INT(verdict.evidence, ATTEMPT_ALIVE);
	IS_INT(verdict.pid, getpid());
	close(lock);
	IS_INT(gate_pass(w, root, "a", false, &other), GATE_SHUT);
	IS_INT(judged(w, root, "a"), ATTEMPT_LOST);
	OK(attempt_forget(w, root, "a"));
	OK(rmdir(root) == 0);
}

static void
judge_shuts_the_gate(struct work *w)
{
	const char *root = folder(w);
	int lock;

	IS_INT(judged(w, root, "a"), ATTEMPT_NONE);
	IS_INT(gate_pass(w, root, "a", false, &lock), GATE_SHUT);
	IS_INT(judged(w, root, "a"), ATTEMPT_NONE);
	OK(attempt_forget(w, root, "a"));
	OK(rmdir(root) == 0);
}

static void
result_survives_storing(struct work *w)
{
	const char *root = folder(w);
	struct attempt_result result = {.exit_code = 3, .reason = "time limit", .detail = "d\n\"",
	    .message = "\xc3\xa9", .started_us = 1700000000000000, .ended_us = 1700000000000001,
	    .spool_bytes = 5000000000}, got;
	int lock;

	IS_INT(gate_pass(w, root, "a", false, &lock), GATE_OPEN);
	OK(!attempt_result_read(w, root, "a", &got));
	IS_INT(w->error.code, ERR_NOT_FOUND);
	work_clear_error(w);
	OK(gate_finish(w, root, "a", &result));
	close(lock);
	IS_INT(judged(w, root, "a"), ATTEMPT_RESULT);
	OK(attempt_result_read(w, root, "a", &got));
	IS_INT(got.exit_code, 3);
	IS(got.reason, "time limit");
	IS(got.detail, "d\n\"");
	IS(got.message, "\xc3\xa9");
	IS_INT(got.spool_bytes, 5000000000);
	OK(attempt_drop(w, root, "a"));
	IS_INT(gate_pass(w, root, "a", false, &lock), GATE_SHUT);
	OK(attempt_forget(w, root, "a"));
	OK(rmdir(root) == 0);
}

static void
ids_are_checked(struct work *w)
{
	static const char *const bad[] = {"", ".", "..", ".a", "-a", "a/b", "A", "a b", "a_b", "\xc3\xa4"};

	for (size_t i = 0; i < COUNT(bad); i++) {
		OK(!gate_check_id(w, bad[i]));
		work_clear_error(w);
	}
	OK(gate_check_id(w, "servertasks-3.12-1"));
}

/* Processes race for one gate; exactly one passes. */
static void
gate_admits_one_of_many(struct work *w)
{
	const char *root = folder(w);
	int passed = 0, status, lock;

	for (int round = 0; round < 20; round++) {
		const char *id = arena_printf(w->arena, "r%d", round);

		for (int i = 0; i < 4; i++) {
			if (fork() == 0)
				_exit(gate_pass(w, root, id, false, &lock) == GATE_OPEN ? 1 : 0);
		}
		while (wait(&status) > 0)
			passed += WEXITSTATUS(status);
		OK(attempt_forget(w, root, id));
	}
	IS_INT(passed, 20);
	OK(rmdir(root) == 0);
}

/* ---- scripts ------------------------------------------------------------- */

static void
words_are_split_like_a_shell(struct work *w)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"", ""}, {"  ", ""}, {"a b", "[a][b]"}, {"\"a b\" 'c'", "[a b][c]"},
		{"a\\ b", "[a b]"}, {"''", "[]"}, {"\"a\\\"b\\n\"", "[a\"b\\n]"}, {"'a\\b'", "[a\\b]"},
		{"a'b'\"c\"d", "[abcd]"}, {"$(id) `x`", "[$(id)][`x`]"}, {"'open", "[open]"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char **words = script_words(w->arena, rows[i].text);
		struct buf b;

		buf_init(&b, w->arena, 1024);
		for (; *words != NULL; words++)
			buf_printf(&b, "[%s]", *words);
		IS(b.s, rows[i].want);
	}
}

static const struct script_file *
file_named(const struct script *s, const char *name)
{
	for (size_t i = 0; i < s->file_count; i++) {
		if (strcmp(s->files[i].name, name) == 0)
			return &s->files[i];
	}
	return NULL;
}

static void
prepare_sets_line_ends_and_marks(struct work *w)
{
	static const struct attempt_module modules[] = {{"My Mod-1", SYNTAX_BASH, "x\r\n"}};
	struct attempt_order order = {.id = "a", .syntax = SYNTAX_BASH,
	    .body = "\xef\xbb\xbf" "a\r\nb\rc\r\n", .modules = modules, .module_count = 1};
	struct script s;

	OK(script_prepare(w, &order, &s));
	IS(file_named(&s, "Script.sh")->data, "a\nb\rc\n");
	IS(file_named(&s, "MyMod1.sh")->data, "x\n");
	order.syntax = SYNTAX_POWERSHELL;
	OK(script_prepare(w, &order, &s));
	IS(file_named(&s, "Script.ps1")->data, "\xef\xbb\xbf" "a\r\nb\rc\r\n");
}

/* ---- frames -------------------------------------------------------------- */

struct heard {
	struct buf b;
};

static void
hear_line(void *arg, const char *line)
{
	buf_printf(&((struct heard *)arg)->b, "<%s>", line);
}

static void
hear_output(void *arg, int stream, const char *data, size_t len)
{
	buf_printf(&((struct heard *)arg)->b, "%d:%.*s;", stream, (int)len, data);
}

static void
frames_are_taken_apart(struct work *w)
{
	const char *text = "Welcome!\nout 3\n\nN1\nstarted\nout 4\nab\nc"
	    "err 2\nx\nbeat\nout 99999999999\nout -1\nend done 0\n";
	const char *want = "<started>0:ab\nc;1:x\n;<beat><out 99999999999><out -1><end done 0>";
	struct heard whole, bytes;
	struct frames f = {.nonce = "N1", .take_line = hear_line, .take_output = hear_output};

	buf_init(&whole.b, w->arena, 4096);
	f.arg = &whole;
	frames_feed(&f, text, strlen(text));
	IS(whole.b.s, want);
	buf_init(&bytes.b, w->arena, 4096);
	f = (struct frames){.nonce = "N1", .take_line = hear_line, .take_output = hear_output,
	    .arg = &bytes};
	for (const char *at = text; *at != '\0'; at++)
		frames_feed(&f, at, 1);
	IS(bytes.b.s, "<started>0:a;0:b;0:\n;0:c;1:x;1:\n;<beat><out 99999999999><out -1><end done 0>");
}

static const struct test tests[] = {
	TEST(order_survives_writing),
	TEST(gate_opens_once),
	TEST(judge_shuts_the_gate),
	TEST(result_survives_storing),
	TEST(ids_are_checked),
	TEST(gate_admits_one_of_many),
	TEST(words_are_split_like_a_shell),
	TEST(prepare_sets_line_ends_and_marks),
	TEST(frames_are_taken_apart),
};

TAP_MAIN(tests)
