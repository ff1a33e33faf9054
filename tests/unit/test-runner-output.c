/*
 * From bytes to records: lines, categories, effects, masks, the spool's format, and that
 * none of it depends on how the bytes arrive.
 */
#include "tests/unit/tap.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/seal.h"
#include "runner/output.h"

struct spooled {
	struct spool_record *records;
	size_t count;
	struct output output;
	struct writer writer;
};

static void
begin(struct spooled *s, const char *seal_key)
{
	writer_init(&s->writer, memfd_create("spool", MFD_CLOEXEC));
	output_init(&s->output, &s->writer, seal_key);
}

static void
end(struct work *w, struct spooled *s)
{
	uint64_t next;

	output_end(&s->output);
	OK(writer_tick(&s->writer, true));
	OK(spool_read(w, s->writer.fd, 0, 1 << 20, &s->records, &s->count, &next));
	IS_INT(next, s->writer.bytes);
	output_release(&s->output);
	writer_release(&s->writer);
	close(s->writer.fd);
}

/* All records as text: "200 hello|400 bad|effect ...". */
static const char *
told(struct work *w, const struct spooled *s)
{
	struct buf b;

	buf_init(&b, w->arena, 1 << 22);
	for (size_t i = 0; i < s->count; i++) {
		const struct spool_record *r = &s->records[i];

		if (i > 0)
			buf_putc(&b, '|');
		if (r->kind == SPOOL_EFFECT)
			buf_puts(&b, spool_effect_text(w, r));
		else
			buf_printf(&b, "%d %s", r->category, r->text);
	}
	return b.s;
}

static const char *
say(struct work *w, const char *out, const char *err)
{
	struct spooled s = {0};

	begin(&s, NULL);
	output_feed(&s.output, 0, out, strlen(out));
	output_feed(&s.output, 1, err, strlen(err));
	end(w, &s);
	return told(w, &s);
}

static void
feed_makes_lines_of_both_streams(struct work *w)
{
	IS(say(w, "a\n\nb", "c\n"), "200 a|200 |400 c|200 b");
	IS(say(w, "", ""), "");
	IS(say(w, "x\r\n", ""), "200 x");
	IS(say(w, "bad \xff\xc3 end\n", ""), "200 bad \xef\xbf\xbd\xef\xbf\xbd end");
}

static void
feed_obeys_categories(struct work *w)
{
	IS(say(w, "##octopus[stdout-warning]\nw\n##octopus[stdout-default]\ni\n", ""), "300 w|200 i");
	IS(say(w, "say ##octopus[stdout-error]\nb\n", ""), "200 say ##octopus[stdout-error]|200 b");
	IS(say(w, "50%\r##octopus[stdout-warning]\nw\n", ""), "300 w");
	IS(say(w, "##octopus[stderr-progress]\n", "c\n"), "100 c");
	IS(say(w, "##octopus[stdout-ignore]\nd\n", "e\n"), "400 e");
	IS(say(w, "##octopus[stdout-highlight]h\n", ""), "210 h");
	IS(say(w, "##octopus[stdout-highlight]##octopus[stdout-wait]x\n", ""), "225 x");
}

static void
feed_tells_what_it_cannot_use(struct work *w)
{
	IS(say(w, "##octopus[setVariable name='x']\n", ""),
	    "300 Could not parse '##octopus[setVariable name='x']'");
	IS(say(w, "##octopus[strange]\n", ""), "100 Unknown service message 'strange'");
	IS(say(w, "##octopus[calamari-x]\n##octopus[foundPackage]\n", ""), "");
	IS(say(w, "##octopus[setVariable value='dg==']\n", ""), "");
	IS(say(w, "##octopus[progress percentage='eA==']\n", ""), "");
}

static void
feed_makes_effects(struct work *w)
{
	IS(say(w, "##octopus[progress percentage='NTA=' message='aGFsZg==']\n", ""),
	    "Service message progress percentage='50' message='half'");
	IS(say(w, "##octopus[setVariable name='UA==' value='dg==']\n", ""),
	    "Service message setVariable name='P' value=(sealed)");
}

static void
feed_masks_after_recognising(struct work *w)
{
	/* The secret's base64 is in the message itself, and after it in plain text. */
	IS(say(w, "##octopus[mask value='czNjcmV0']\n##octopus[setVariable name='UA==' value='czNjcmV0']\n"
	    "s3cret czNjcmV0\n##octopus[k8s-manifest-applied ns='czNjcmV0']\n", "s3cret\n"),
	    "Service message setVariable sensitive='True' name='P' value=(sealed)|200 ******** ********|"
	    "Service message k8s-manifest-applied ns='********'|400 ********");
	IS(say(w, "##octopus[setVariable name='UA==' value='czNjcmV0' sensitive='VHJ1ZQ==']\ns3cret\n", ""),
	    "Service message setVariable name='P' value=(sealed) sensitive='True'|200 ********");
}

static void
feed_seals_values(struct work *w)
{
	unsigned char public[32], private[32], *box, plain[64] = "";
	char hex[65];
	struct spooled s = {0};
	const char *line;
	size_t len;

	OK(sodium_init() >= 0);
	crypto_box_keypair(public, private);
	sodium_bin2hex(hex, sizeof(hex), public, sizeof(public));
	begin(&s, hex);
	line = "##octopus[setVariable name='UA==' value='YQrDqSdd']\n";
	output_feed(&s.output, 0, line, strlen(line));
	end(w, &s);
	IS_INT(s.count, 1);
	OK(base64_decode(w->arena, spool_field(&s.records[0], "value"),
	    strlen(spool_field(&s.records[0], "value")), &box, &len));
	IS_INT(crypto_box_seal_open(plain, box, len, public, private), 0);
	IS((char *)plain, "a\n\xc3\xa9']");
}

static void
feed_does_not_depend_on_pieces(struct work *w)
{
	static const char text[] = "one\n##octopus[mask value='czNjcmV0']\ntwo s3cret\n"
	    "##octopus[stdout-warning]\n\xc3\xa9t\xc3\xa9\r\n\x1b[31mred\x1b[0m\nlast s3cret";
	const char *whole = say(w, text, "");

	for (size_t cut = 0; cut < sizeof(text); cut++) {
		struct spooled s = {0};

		begin(&s, NULL);
		output_feed(&s.output, 0, text, cut);
		output_feed(&s.output, 0, text + cut, sizeof(text) - 1 - cut);
		end(w, &s);
		if (strcmp(told(w, &s), whole) != 0)
			IS(told(w, &s), whole);
	}
	OK(strstr(whole, "s3cret") == NULL);
}

static void
feed_cuts_long_lines(struct work *w)
{
	size_t len = 100 * 1024;
	char *text = arena_alloc(w->arena, len + 1);
	struct spooled s = {0};

	memset(text, 'x', len);
	memcpy(text + LINE_MAX_BYTES - 6, "s3cretXY", 8);
	begin(&s, NULL);
	mask_add(s.output.mask, "s3cretXY");
	output_feed(&s.output, 0, text, len);
	output_feed(&s.output, 0, "\nnext\n", 6);
	end(w, &s);
	IS_INT(s.count, 2);
	OK(strstr(s.records[0].text, "s3cre") == NULL);
	OK(strstr(s.records[0].text, "cut: this line is longer than 64 KiB") != NULL);
	IS_INT(strspn(s.records[0].text, "x"), LINE_MAX_BYTES - 6);
	IS(s.records[1].text, "next");
}

static void
feed_takes_large_messages(struct work *w)
{
	size_t len = 3 * 1024 * 1024;
	char *value = arena_alloc(w->arena, len), *line;
	struct spooled s = {0};

	memset(value, 'v', len);
	line = arena_printf(w->arena, "##octopus[k8s-manifest-applied ns='%s']\n",
	    base64_encode(w->arena, value, len));
	begin(&s, NULL);
	for (size_t at = 0, all = strlen(line); at < all; at += 65536)
		output_feed(&s.output, 0, line + at, all - at < 65536 ? all - at : 65536);
	end(w, &s);
	IS_INT(s.count, 1);
	IS_INT(strlen(spool_field(&s.records[0], "ns")), len);
}

static void
feed_notices_error_text(struct work *w)
{
	static const struct {
		const char *err;
		bool want;
	} rows[] = {
		{"a\n", true}, {"\n \t\r\n", false}, {"##octopus[mask value='YWJjZA==']\n", false},
		{"##octopus[broken\n", false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct spooled s = {0};
		bool has_text;

		begin(&s, NULL);
		output_feed(&s.output, 1, rows[i].err, strlen(rows[i].err));
		has_text = s.output.has_error_text;
		end(w, &s);
		IS_INT(has_text, rows[i].want);
	}
}

/* ---- the format ---------------------------------------------------------- */

static void
read_stops_at_what_is_not_complete(struct work *w)
{
	static const struct spool_field fields[] = {{"k", "v", false}, {"s", "", true}};
	struct spool_record records[] = {
		{.sequence = 1, .time_us = 5, .kind = SPOOL_LINE, .stream = SPOOL_STDOUT,
		    .category = LOG_INFO, .text = "hello", .text_len = 5},
		{.sequence = 2, .kind = SPOOL_EFFECT, .stream = SPOOL_STDERR, .text = "e",
		    .text_len = 1, .fields = fields, .field_count = 2},
	}, *read;
	int fd = memfd_create("spool", MFD_CLOEXEC);
	struct buf b;
	size_t count;
	uint64_t next, first;

	buf_init(&b, w->arena, 4096);
	spool_encode(&b, &records[0]);
	first = b.len;
	spool_encode(&b, &records[1]);
	for (size_t len = 0; len <= b.len; len++) {
		OK(ftruncate(fd, 0) == 0 && pwrite(fd, b.s, len, 0) == (ssize_t)len);
		OK(spool_read(w, fd, 0, 4096, &read, &count, &next));
		IS_INT(count, len < first ? 0 : len < b.len ? 1 : 2);
		IS_INT(next, count == 0 ? 0 : count == 1 ? first : b.len);
	}
	IS(read[1].fields[0].value, "v");
	OK(read[1].fields[1].is_sealed);
	IS_INT(read[0].time_us, 5);
	OK(spool_read(w, fd, first, 1, &read, &count, &next));	/* larger than asked for */
	IS_INT(count, 1);
	for (size_t i = 0; i < first; i++) {
		unsigned char byte = (unsigned char)b.s[i] ^ 0x10;

		OK(pwrite(fd, &byte, 1, (off_t)i) == 1);
		OK(spool_read(w, fd, 0, 4096, &read, &count, &next) && count == 0);
		OK(pwrite(fd, &b.s[i], 1, (off_t)i) == 1);
	}
	close(fd);
}

static const struct test tests[] = {
	TEST(feed_makes_lines_of_both_streams),
	TEST(feed_obeys_categories),
	TEST(feed_tells_what_it_cannot_use),
	TEST(feed_makes_effects),
	TEST(feed_masks_after_recognising),
	TEST(feed_seals_values),
	TEST(feed_does_not_depend_on_pieces),
	TEST(feed_cuts_long_lines),
	TEST(feed_takes_large_messages),
	TEST(feed_notices_error_text),
	TEST(read_stops_at_what_is_not_complete),
};

TAP_MAIN(tests)
