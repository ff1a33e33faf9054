/*
 * The automaton. Nodes keep their children as a list, because nearly all have one; only
 * the root, where matching spends its time, has a table. The forms of a secret are made
 * in variant.c.
 */
#include "runner/mask.h"

#include "runner/variant.h"

/* Bytes of patterns altogether; beyond, further forms of secrets are left out. */
#define NODES_MAX (8 * 1024 * 1024)
#define CHARACTERS_MIN 4

struct node {
	uint32_t child;		/* first of the list, 0: none */
	uint32_t sibling;
	uint32_t fail;
	uint32_t depth;
	uint32_t match;		/* length of the longest pattern that ends here, 0: none */
	unsigned char byte;
};

struct mask {
	struct arena *arena;
	struct node *nodes;	/* nodes[0] is the root */
	uint32_t count;
	uint32_t cap;
	uint32_t first[256];	/* children of the root */
	bool is_stale;		/* patterns were added since the links were made */
};

struct mask *
mask_new(struct arena *a)
{
	struct mask *m = arena_alloc(a, sizeof(*m));

	m->arena = a;
	m->cap = 1024;
	m->nodes = arena_array(a, m->cap, sizeof(*m->nodes));
	m->count = 1;
	return m;
}

/* ---- building ------------------------------------------------------------ */

static uint32_t
child_of(const struct mask *m, uint32_t node, unsigned char byte)
{
	uint32_t c;

	if (node == 0)
		return m->first[byte];
	for (c = m->nodes[node].child; c != 0; c = m->nodes[c].sibling) {
		if (m->nodes[c].byte == byte)
			return c;
	}
	return 0;
}

static uint32_t
add_child(struct mask *m, uint32_t node, unsigned char byte)
{
	uint32_t c = m->count;

	if (c == m->cap) {
		struct node *larger = arena_array(m->arena, (size_t)m->cap * 2, sizeof(*larger));

		memcpy(larger, m->nodes, (size_t)m->cap * sizeof(*larger));
		m->nodes = larger;
		m->cap *= 2;
	}
	m->count++;
	m->nodes[c].byte = byte;
	m->nodes[c].depth = m->nodes[node].depth + 1;
	if (node == 0) {
		m->first[byte] = c;
	} else {
		m->nodes[c].sibling = m->nodes[node].child;
		m->nodes[node].child = c;
	}
	return c;
}

static size_t
count_characters(const char *s, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

static void
add_pattern(void *mask, const char *s, size_t len)
{
	struct mask *m = mask;
	uint32_t node = 0;

	if (count_characters(s, len) < CHARACTERS_MIN || len > NODES_MAX - m->count)
		return;
	for (size_t i = 0; i < len; i++) {
		uint32_t c = child_of(m, node, (unsigned char)s[i]);

		node = c != 0 ? c : add_child(m, node, (unsigned char)s[i]);
	}
	m->nodes[node].match = (uint32_t)len;
	m->is_stale = true;
}

void
mask_add(struct mask *m, const char *secret)
{
	variant_each(secret, add_pattern, m);
}

static uint32_t
step(const struct mask *m, uint32_t node, unsigned char byte)
{
	for (;;) {
		uint32_t c = child_of(m, node, byte);

		if (c != 0 || node == 0)
			return c;
		node = m->nodes[node].fail;
	}
}

/* Makes the fail links, level by level. Own matches stay: a match never gets shorter. */
static void
make_links(struct mask *m)
{
	struct arena *scratch = arena_new((size_t)NODES_MAX * sizeof(uint32_t) * 2);
	uint32_t *queue = arena_array(scratch, m->count, sizeof(*queue));
	uint32_t head = 0, tail = 0;

	for (int byte = 0; byte < 256; byte++) {
		if (m->first[byte] != 0)
			queue[tail++] = m->first[byte];
	}
	while (head < tail) {
		uint32_t node = queue[head++];
		struct node *n = &m->nodes[node];

		if (m->nodes[n->fail].match > n->match)
			n->match = m->nodes[n->fail].match;
		for (uint32_t c = n->child; c != 0; c = m->nodes[c].sibling) {
			m->nodes[c].fail = step(m, n->fail, m->nodes[c].byte);
			queue[tail++] = c;
		}
	}
	m->is_stale = false;
	arena_free(scratch);
}

/* ---- using --------------------------------------------------------------- */

/* Copies s, each run of covered bytes becoming one mask; ends[i] is a match's length. */
static const char *
replace(struct arena *a, const char *s, size_t len, const uint32_t *ends, size_t *ret_len)
{
	char *covered = arena_alloc(a, len), *out, *o;
	size_t reach = 0, room = 0;

	for (size_t i = len; i-- > 0;) {
		if (ends[i] > reach)
			reach = ends[i];
		covered[i] = reach > 0;
		reach -= reach > 0;
	}
	for (size_t i = 0; i < len; i++)
		room += !covered[i] ? 1 : i == 0 || !covered[i - 1] ? sizeof(MASK_TEXT) - 1 : 0;
	o = out = arena_alloc(a, room + 1);
	for (size_t i = 0; i < len; i++) {
		if (!covered[i]) {
			*o++ = s[i];
		} else if (i == 0 || !covered[i - 1]) {
			memcpy(o, MASK_TEXT, sizeof(MASK_TEXT) - 1);
			o += sizeof(MASK_TEXT) - 1;
		}
	}
	*ret_len = room;
	return out;
}

const char *
mask_apply(struct mask *m, struct arena *a, const char *s, size_t len, bool is_cut,
    size_t *ret_len)
{
	uint32_t node = 0, *ends = NULL;

	*ret_len = len;
	if (m->count == 1)
		return s;
	if (m->is_stale)
		make_links(m);
	for (size_t i = 0; i < len; i++) {
		uint32_t found;

		node = step(m, node, (unsigned char)s[i]);
		found = m->nodes[node].match;
		if (is_cut && i + 1 == len && m->nodes[node].depth > found &&
		    m->nodes[node].depth >= CHARACTERS_MIN)
			found = m->nodes[node].depth;
		if (found == 0)
			continue;
		if (ends == NULL)
			ends = arena_array(a, len, sizeof(*ends));
		ends[i] = found;
	}
	return ends == NULL ? s : replace(a, s, len, ends, ret_len);
}
