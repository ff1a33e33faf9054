/*
 * The grammar of service messages: what is one, where, and what is in it.
 */
#include "tests/unit/tap.h"

#include "runner/message.h"

static enum message_verdict
parse(struct work *w, const char *line, struct message *m, size_t *rest)
{
	return message_parse(w->arena, line, strlen(line), m, rest);
}

static void
parse_reads_names_and_values(struct work *w)
{
	static const struct {
		const char *line, *name, *key, *value;
	} rows[] = {
		{"##octopus[stdout-verbose]", "stdout-verbose", "x", NULL},
		{"##octopus[setVariable name='UA==' value='dg==']", "setVariable", "value", "v"},
		{"##octopus[setVariable name=\"UA==\" value=\"dg==\"]", "setVariable", "name", "P"},
		{"##octopus[setVariable  value='' name='UA==' ]", "setVariable", "value", ""},
		{"##octopus[setVariable name = 'UA==' value= 'dg==']", "setVariable", "value", "v"},
		{"  \t##octopus[mask value='czNjcmV0']", "mask", "value", "s3cret"},
		{"\x1b[1;31m##octopus[mask value='czNjcmV0']", "mask", "value", "s3cret"},
		{"\x1b]0;title\a\x1b[K##octopus[mask value='czNjcmV0']", "mask", "value", "s3cret"},
		{"50%\r##octopus[mask value='czNjcmV0']", "mask", "value", "s3cret"},
		{"say ##octopus[x]\r ##octopus[mask value='czNjcmV0']", "mask", "value", "s3cret"},
		{"##octopus[setVariable value='w6kn\x5d", NULL, NULL, NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct message m;
		size_t rest;

		if (rows[i].name == NULL) {
			IS_INT(parse(w, rows[i].line, &m, &rest), MESSAGE_MALFORMED);
			continue;
		}
		IS_INT(parse(w, rows[i].line, &m, &rest), MESSAGE_FOUND);
		IS(m.name, rows[i].name);
		IS(message_value(&m, rows[i].key), rows[i].value);
		IS_INT(rest, strlen(rows[i].line));
	}
}

static void
parse_leaves_text_alone(struct work *w)
{
	static const char *const lines[] = {
		"", "hello", "say ##octopus[stdout-error]", "###octopus[stdout-error]",
		"+ echo '##octopus[stdout-error]'", "#octopus[x]", "##octopu", "\x1b[31mred",
		"##Octopus[stdout-error]", "a\rb##octopus[x]",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		struct message m;
		size_t rest;

		IS_INT(parse(w, lines[i], &m, &rest), MESSAGE_NONE);
	}
}

static void
parse_refuses_what_is_malformed(struct work *w)
{
	static const char *const lines[] = {
		"##octopus[setVariable name='x']",		/* not base64 */
		"##octopus[setVariable name='UA']",		/* no padding */
		"##octopus[setVariable name='/w==']",		/* not UTF-8 */
		"##octopus[setVariable name='AA==']",		/* NUL */
		"##octopus[setVariable name='UA==' name='UA==']",
		"##octopus[setVariable name='UA=='value='UA==']",
		"##octopus[setVariable name=UA==]",
		"##octopus[setVariable name]",
		"##octopus[setVariable name='UA==\"]",
		"##octopus[]", "##octopus[ x]", "##octopus[1x]", "##octopus[x y z]", "##octopus[x",
		"##octopus[x/]",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		struct message m;
		size_t rest;

		if (!IS_INT(parse(w, lines[i], &m, &rest), MESSAGE_MALFORMED))
			printf("# %s\n", lines[i]);
		IS_INT(m.raw_len, strlen(lines[i]));
	}
}

static void
parse_leaves_what_follows(struct work *w)
{
	const char *line = "##octopus[stdout-error]##octopus[mask value='YWJjZA==']text";
	struct message m;
	size_t rest;

	IS_INT(parse(w, line, &m, &rest), MESSAGE_FOUND);
	IS(m.name, "stdout-error");
	line += rest;
	IS_INT(parse(w, line, &m, &rest), MESSAGE_FOUND);
	IS(m.name, "mask");
	IS(line + rest, "text");
	IS_INT(parse(w, line + rest, &m, &rest), MESSAGE_NONE);
}

static const struct test tests[] = {
	TEST(parse_reads_names_and_values),
	TEST(parse_leaves_text_alone),
	TEST(parse_refuses_what_is_malformed),
	TEST(parse_leaves_what_follows),
};

TAP_MAIN(tests)
