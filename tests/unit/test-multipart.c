/* multipart/form-data: what browsers and curl send, and what must not pass. */
#include "lib/base/multipart.h"

#include "lib/base/buf.h"
#include "tests/unit/tap.h"

#define TYPE "multipart/form-data; boundary=b"
#define HEAD "Content-Disposition: form-data; name="

static size_t
parse(struct work *w, const char *type, const char *body, struct part **ret)
{
	size_t count = 0;

	if (!OK(multipart_parse(w, type, body, strlen(body), ret, &count)))
		printf("# %s\n", w->error.message);
	return count;
}

static void
multipart_parse_reads_fields_and_files(struct work *w)
{
	static const char body[] = "preamble\r\n--b\r\n" HEAD "\"/Name\"\r\n\r\nHello\r\nWorld\r\n"
	    "--b  \r\ncontent-type: image/png\r\n" HEAD "\"f\"; filename=\"C:\\tmp\\a;b.png\"\r\n"
	    "\r\n\r\n--b\r\n" HEAD "\"empty\"; filename=\"\"\r\n\r\n\r\n--b--\r\nepilogue";
	struct part *parts = NULL;

	IS_INT(parse(w, TYPE, body, &parts), 3);
	IS(parts[0].name, "/Name");
	IS(parts[0].filename, NULL);
	IS(parts[0].content_type, "");
	IS_INT(parts[0].size, 12);
	OK(memcmp(parts[0].data, "Hello\r\nWorld", 12) == 0);
	IS(parts[1].name, "f");
	IS(parts[1].filename, "a;b.png");
	IS(parts[1].content_type, "image/png");
	IS_INT(parts[1].size, 0);
	IS(parts[2].filename, "");
}

static void
multipart_parse_keeps_any_bytes(struct work *w)
{
	static const char body[] = "--b\r\n" HEAD "f\r\n\r\n\0\xff\r\n-\r\n--\r\r\n--b--";
	struct part *parts = NULL;
	size_t count = 0;

	OK(multipart_parse(w, TYPE, body, sizeof(body) - 1, &parts, &count));
	IS_INT(count, 1);
	IS_INT(parts[0].size, 10);
	OK(memcmp(parts[0].data, "\0\xff\r\n-\r\n--\r", 10) == 0);
}

static void
multipart_parse_reads_names_of_all_kinds(struct work *w)
{
	static const struct { const char *sent, *name; } cases[] = {
		{"plain", "plain"}, {"\"a b\"", "a b"}, {"\"q%22q\"", "q\"q"},
		{"\"q\\\"q\"", "q\"q"},
		{"\"a\\\\b\"", "a\\b"}, {"\"a\\b\"", "a\\b"}, {"\"l%0D%0al\"", "l\r\nl"},
		{"\"50%25\"", "50%25"}, {"\"gr\xc3\xbc\xc3\x9f\"", "gr\xc3\xbc\xc3\x9f"},
		{"\"\"", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct part *parts = NULL;

		parse(w, TYPE, arena_printf(w->arena, "--b\r\n" HEAD "%s\r\n\r\nx\r\n--b--",
		    cases[i].sent), &parts);
		IS(parts[0].name, cases[i].name);
	}
}

static void
multipart_parse_takes_every_spelling_of_the_type(struct work *w)
{
	static const char *const types[] = {
		TYPE, "Multipart/Form-Data;boundary=b", "multipart/form-data; Boundary=\"b\"",
		"multipart/form-data; charset=utf-8; boundary=b; x=y",
	};
	struct part *parts = NULL;

	for (size_t i = 0; i < COUNT(types); i++)
		IS_INT(parse(w, types[i], "--b--", &parts), 0);
}

static void
multipart_parse_refuses_other_types(struct work *w)
{
	static const char *const types[] = {
		NULL, "", "application/json", "multipart/mixed; boundary=b", "multipart/form-data",
		"multipart/form-data; boundary=", "multipart/form-data; boundary=\"b",
		"multipart/form-dataa; boundary=b",
		"multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};

	for (size_t i = 0; i < COUNT(types); i++) {
		struct part *parts = NULL;
		size_t count = 42;

		OK(!multipart_parse(w, types[i], "--b--", 5, &parts, &count));
		IS_INT(w->error.code, ERR_MEDIA_TYPE);
		OK(parts == NULL && count == 42);
		work_clear_error(w);
	}
}

static void
multipart_parse_refuses_malformed_bodies(struct work *w)
{
	static const char *const bodies[] = {
		"", "--", "--b", "--bx\r\n", "x--b--", "--b\r\n", "--b\r\n\r\nx\r\n--b--",
		"--b\r\n" HEAD "x\r\n\r\nno end", "--b\r\n" HEAD "x\r\n\r\nx\r\n--b",
		"--b\r\n" HEAD "x\r\n\r\nx\r\n--b-\r\n", "--b\r\n" HEAD "\"x\r\n\r\nx\r\n--b--",
		"--b\r\nnonsense\r\n\r\nx\r\n--b--", "--b\r\nContent-Type: a/b\r\n\r\nx\r\n--b--",
		"--b\r\nContent-Disposition: attachment; name=x\r\n\r\nx\r\n--b--",
		"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
		"--b\r\n" HEAD "\"\xff\"\r\n\r\nx\r\n--b--",
		"--b\r\n" HEAD "\"\x01\"\r\n\r\nx\r\n--b--",
		"--b\r\n" HEAD "x\n\nx\r\n--b--",
	};

	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct part *parts = NULL;
		size_t count;

		if (!OK(!multipart_parse(w, TYPE, bodies[i], strlen(bodies[i]), &parts, &count)))
			printf("# accepted: %s\n", bodies[i]);
		IS_INT(w->error.code, ERR_INVALID);
		work_clear_error(w);
	}
}

static void
multipart_parse_limits_parts_and_headers(struct work *w)
{
	struct part *parts = NULL;
	struct buf body;
	size_t count;

	buf_init(&body, w->arena, 1000000);
	for (int i = 0; i < 64; i++)
		buf_puts(&body, "--b\r\n" HEAD "x\r\n\r\nx\r\n");
	IS_INT(parse(w, TYPE, arena_printf(w->arena, "%s--b--", body.s), &parts), 64);
	buf_puts(&body, "--b\r\n" HEAD "x\r\n\r\nx\r\n--b--");
	OK(!multipart_parse(w, TYPE, body.s, body.len, &parts, &count));
	IS_INT(w->error.code, ERR_TOO_LARGE);
	work_clear_error(w);
	buf_clear(&body);
	buf_puts(&body, "--b\r\n" HEAD "x\r\n");
	for (int i = 0; i < 1000; i++)
		buf_puts(&body, "X-Long: yes\r\n");
	buf_puts(&body, "\r\nx\r\n--b--");
	OK(!multipart_parse(w, TYPE, body.s, body.len, &parts, &count));
	IS_INT(w->error.code, ERR_INVALID);
}

static const struct test tests[] = {
	TEST(multipart_parse_reads_fields_and_files),
	TEST(multipart_parse_keeps_any_bytes),
	TEST(multipart_parse_reads_names_of_all_kinds),
	TEST(multipart_parse_takes_every_spelling_of_the_type),
	TEST(multipart_parse_refuses_other_types),
	TEST(multipart_parse_refuses_malformed_bodies),
	TEST(multipart_parse_limits_parts_and_headers),
};

TAP_MAIN(tests)
