/*
 * The smallest pieces of the grammar: literals, keywords, white space, names,
 * quoted texts; and the memory of the parser. Rules are in parse*.c.
 */
#include "lib/expr/parser.h"

#define MAX_NESTING 100

bool
parse_enter(struct parser *p)
{
	if (++p->depth > MAX_NESTING)
		p->refusal = "The template is nested more than 100 levels deep.";
	return p->refusal == NULL;
}

void
parse_leave(struct parser *p)
{
	p->depth--;
}

static size_t
memo_slot(const struct parser *p, enum rule rule, size_t at)
{
	return (at * 2654435761u + (size_t)rule * 40503u) & (p->memo_size - 1);
}

struct memo *
memo_find(struct parser *p, enum rule rule, size_t at)
{
	struct memo *m = p->memo_size == 0 ? NULL : p->memo[memo_slot(p, rule, at)];

	while (m != NULL && (m->at != at || m->rule != rule))
		m = m->next;
	return m;
}

static void
memo_grow(struct parser *p)
{
	struct memo **old = p->memo;
	size_t old_size = p->memo_size;

	p->memo_size = old_size == 0 ? 16 : old_size * 4;
	p->memo = arena_array(p->arena, p->memo_size, sizeof(struct memo *));
	for (size_t i = 0; i < old_size; i++) {
		for (struct memo *m = old[i], *next; m != NULL; m = next) {
			size_t slot = memo_slot(p, m->rule, m->at);

			next = m->next;
			m->next = p->memo[slot];
			p->memo[slot] = m;
		}
	}
}

void
memo_put(struct parser *p, enum rule rule, size_t at, bool is_match, size_t end, void *result)
{
	struct memo *m = arena_alloc(p->arena, sizeof(*m));
	size_t slot;

	if (p->memo_count >= p->memo_size)
		memo_grow(p);
	p->memo_count++;
	slot = memo_slot(p, rule, at);
	*m = (struct memo){p->memo[slot], rule, is_match, at, end, result};
	p->memo[slot] = m;
}

bool
lex_literal(struct parser *p, size_t *at, const char *literal)
{
	for (; *literal != '\0'; literal++, (*at)++)
		if (*at >= p->text.len || p->text.s[*at] != *literal)
			return miss(p, *at);
	return true;
}

/* The keyword is given in lower case. */
bool
lex_keyword(struct parser *p, size_t *at, const char *keyword)
{
	for (; *keyword != '\0'; keyword++) {
		size_t next = *at;

		if (*at >= p->text.len || to_lower(str_next(p->text, &next)) != (uint32_t)*keyword)
			return miss(p, *at);
		*at = next;
	}
	return true;
}

bool
lex_open(struct parser *p, size_t *at)
{
	size_t start = *at;

	if (!lex_literal(p, at, "#{"))
		return false;
	return *at < p->text.len && p->text.s[*at] == '/' ? miss(p, start) : true;
}

void
lex_white(struct parser *p, size_t *at)
{
	while (*at < p->text.len) {
		size_t next = *at;

		if (!is_white(str_next(p->text, &next)))
			break;
		*at = next;
	}
}

bool
lex_some_white(struct parser *p, size_t *at)
{
	size_t start = *at;

	lex_white(p, at);
	return *at > start || miss(p, start);
}

bool
lex_word(struct parser *p, size_t *at, struct str *ret)
{
	size_t start = *at;

	while (*at < p->text.len) {
		size_t next = *at;

		if (!is_word(str_next(p->text, &next)))
			break;
		*at = next;
	}
	*ret = str_slice(p->text, start, *at);
	return *at > start || miss(p, start);
}

/* Whether `in`, `==` or `!=` and then white space begin here. */
static bool
before_operator(struct parser *p, size_t at)
{
	static const char *const operators[] = {"in", "==", "!="};

	for (size_t i = 0; i < COUNT(operators); i++) {
		size_t end = at + 2;

		if (end < p->text.len && memcmp(p->text.s + at, operators[i], 2) == 0 &&
		    is_white(str_next(p->text, &end)))
			return true;
	}
	return false;
}

bool
lex_ident(struct parser *p, size_t *at, struct str *ret)
{
	size_t start = *at;

	while (*at < p->text.len) {
		size_t next = *at;
		uint32_t c = str_next(p->text, &next);

		if (is_white(c) ? before_operator(p, next) : !is_word(c))
			break;
		*at = next;
	}
	*ret = str_trim(str_slice(p->text, start, *at));
	return ret->len > 0 || miss(p, start);
}

static bool
lex_quoted(struct parser *p, size_t *at, struct str *ret)
{
	size_t start;

	if (!lex_literal(p, at, "\""))
		return false;
	start = *at;
	while (*at < p->text.len && p->text.s[*at] != '"' && p->text.s[*at] != '#')
		(*at)++;
	*ret = str_slice(p->text, start, *at);
	return lex_literal(p, at, "\"");
}

static bool
lex_escaped(struct parser *p, size_t *at, struct str *ret)
{
	size_t end;

	if (!lex_literal(p, at, "\\\""))
		return false;
	end = str_find(p->text, STR("\\\""), *at);
	if (end == SIZE_MAX)
		return miss(p, p->text.len);
	*ret = str_slice(p->text, *at, end);
	*at = end + 2;
	return true;
}

bool
lex_string(struct parser *p, size_t *at, struct str *ret)
{
	size_t start, far;

	lex_white(p, at);
	start = *at;
	if (!lex_quoted(p, at, ret)) {
		far = p->fail;
		*at = start;
		if (!lex_escaped(p, at, ret))
			return miss(p, farthest(far, p->fail));
	}
	lex_white(p, at);
	return true;
}
