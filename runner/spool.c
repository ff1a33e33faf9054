/*
 * The record format of spools: encoding for the shim, reading for everybody else. Opens
 * no files and decides nothing about attempts (attempt.c).
 */
#include "runner/spool.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/buf.h"

#define HEADER_LEN 48
#define MAGIC 0x31525753u	/* "SWR1" */

/* A message line may be 10 MiB, its base64 of a sealed box a third more. */
#define PAYLOAD_MAX ((size_t)32 * 1024 * 1024)

#define SEARCH_BYTES ((size_t)256 * 1024)

/* ---- encoding ------------------------------------------------------------ */

static void
put_number(unsigned char *at, uint64_t value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t
get_number(const unsigned char *at, size_t bytes)
{
	uint64_t value = 0;

	for (size_t i = bytes; i-- > 0;)
		value = value << 8 | at[i];
	return value;
}

/* FNV-1a. Guards against torn writes, not against people. */
static uint32_t
checksum(uint32_t sum, const unsigned char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		sum = (sum ^ s[i]) * 16777619u;
	return sum;
}

static size_t
payload_len(const struct spool_record *r)
{
	size_t len = r->text_len + 1;

	for (size_t i = 0; i < r->field_count; i++)
		len += strlen(r->fields[i].key) + strlen(r->fields[i].value) + 3;
	return len;
}

void
spool_encode(struct buf *out, const struct spool_record *r)
{
	unsigned char header[HEADER_LEN] = {0};
	size_t start = out->len, len = payload_len(r);

	if (len > PAYLOAD_MAX) {
		out->is_full = true;
		return;
	}
	put_number(header, MAGIC, 4);
	put_number(header + 8, len, 4);
	put_number(header + 12, r->sequence, 8);
	put_number(header + 20, (uint64_t)r->time_us, 8);
	put_number(header + 28, (uint64_t)r->kind, 2);
	put_number(header + 30, (uint64_t)r->stream, 2);
	put_number(header + 32, (uint64_t)r->category, 4);
	put_number(header + 36, r->lines[0], 4);
	put_number(header + 40, r->lines[1], 4);
	buf_add(out, header, HEADER_LEN);
	buf_add(out, r->text, r->text_len);
	buf_putc(out, '\0');
	for (size_t i = 0; i < r->field_count; i++) {
		const struct spool_field *f = &r->fields[i];

		buf_putc(out, f->is_sealed ? 's' : 'p');
		buf_add(out, f->key, strlen(f->key) + 1);
		buf_add(out, f->value, strlen(f->value) + 1);
	}
	if (!out->is_full) {
		unsigned char *at = (unsigned char *)out->s + start;

		put_number(at + 4, checksum(2166136261u, at + 8, out->len - start - 8), 4);
	}
}

/* ---- reading ------------------------------------------------------------- */

static size_t
count_fields(const char *s, const char *end)
{
	size_t count = 0;

	while (s < end) {
		s += strlen(s) + 1;	/* sort and key */
		if (s >= end)
			break;
		s += strlen(s) + 1;
		count++;
	}
	return count;
}

/* The payload ends with a NUL and is inside memory that lives as long as w. */
static bool
read_payload(struct work *w, const char *s, size_t len, struct spool_record *r)
{
	const char *end = s + len, *at;
	struct spool_field *fields;

	if (len == 0 || end[-1] != '\0')
		return false;
	r->text = s;
	r->text_len = strlen(s);
	at = s + r->text_len + 1;
	if (at == end)
		return true;
	fields = arena_array(w->arena, count_fields(at, end) + 1, sizeof(*fields));
	while (at < end) {
		struct spool_field *f = &fields[r->field_count];

		f->is_sealed = at[0] == 's';
		f->key = at[0] != '\0' ? at + 1 : at;
		at += strlen(at) + 1;
		if (at >= end)
			return false;
		f->value = at;
		at += strlen(at) + 1;
		r->field_count++;
	}
	r->fields = fields;
	return true;
}

/* Reads the record at s; 0 if it is not complete or damaged, else its length. */
static size_t
read_record(struct work *w, const unsigned char *s, size_t len, struct spool_record *r)
{
	size_t payload;

	if (len < HEADER_LEN || get_number(s, 4) != MAGIC)
		return 0;
	payload = (size_t)get_number(s + 8, 4);
	if (payload > PAYLOAD_MAX || payload > len - HEADER_LEN)
		return 0;
	if (checksum(2166136261u, s + 8, HEADER_LEN - 8 + payload) != get_number(s + 4, 4))
		return 0;
	*r = (struct spool_record){
		.sequence = get_number(s + 12, 8),
		.time_us = (int64_t)get_number(s + 20, 8),
		.kind = (enum spool_kind)get_number(s + 28, 2),
		.stream = (enum spool_stream)get_number(s + 30, 2),
		.category = (int)get_number(s + 32, 4),
		.lines = {(uint32_t)get_number(s + 36, 4), (uint32_t)get_number(s + 40, 4)},
	};
	if (!read_payload(w, (const char *)s + HEADER_LEN, payload, r))
		return 0;
	return HEADER_LEN + payload;
}

static bool
read_at(struct work *w, int fd, uint64_t offset, size_t want, unsigned char **ret, size_t *ret_len)
{
	unsigned char *data;
	struct stat st;
	size_t len = 0;

	if (fstat(fd, &st) != 0)
		return fail(w, ERR_INTERNAL, "The spool of an attempt cannot be read: %m.");
	if ((uint64_t)st.st_size <= offset)
		want = 0;
	else if ((uint64_t)st.st_size - offset < want)
		want = (size_t)((uint64_t)st.st_size - offset);
	data = arena_alloc(w->arena, want + 1);
	while (len < want) {
		ssize_t n = pread(fd, data + len, want - len, (off_t)(offset + len));

		if (n == 0)
			break;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(w, ERR_INTERNAL, "The spool of an attempt cannot be read: %m.");
		len += (size_t)n;
	}
	*ret = data;
	*ret_len = len;
	return true;
}

bool
spool_read(struct work *w, int fd, uint64_t offset, size_t max_bytes,
    struct spool_record **ret_records, size_t *ret_count, uint64_t *ret_next)
{
	struct spool_record *records;
	size_t len, at = 0, used, count = 0, want = max_bytes > HEADER_LEN ? max_bytes : HEADER_LEN;
	unsigned char *data;

	if (!read_at(w, fd, offset, want, &data, &len))
		return false;
	/* A first record larger than what was asked for is read whole. */
	if (len == want && len >= HEADER_LEN && get_number(data, 4) == MAGIC &&
	    get_number(data + 8, 4) + HEADER_LEN > len && get_number(data + 8, 4) <= PAYLOAD_MAX &&
	    !read_at(w, fd, offset, (size_t)get_number(data + 8, 4) + HEADER_LEN, &data, &len))
		return false;
	records = arena_array(w->arena, len / (HEADER_LEN + 1) + 1, sizeof(*records));
	while ((used = read_record(w, data + at, len - at, &records[count])) > 0) {
		at += used;
		records[count++].end = offset + at;
	}
	*ret_records = records;
	*ret_count = count;
	*ret_next = offset + at;
	return true;
}

/* ---- the end ------------------------------------------------------------- */

/* Offset of the first whole record at or behind offset; the file's size if there is none. */
static bool
find_record(struct work *w, int fd, uint64_t offset, uint64_t size, uint64_t *ret)
{
	static const char magic[] = {'S', 'W', 'R', '1'};
	struct spool_record *records;
	unsigned char *data;
	size_t len, count;
	uint64_t next;

	for (; offset < size; offset += len > sizeof(magic) ? len - sizeof(magic) + 1 : 1) {
		const unsigned char *at;

		if (!read_at(w, fd, offset, SEARCH_BYTES, &data, &len))
			return false;
		for (at = data; (at = memmem(at, len - (size_t)(at - data), magic,
		    sizeof(magic))) != NULL; at++) {
			*ret = offset + (uint64_t)(at - data);
			if (!spool_read(w, fd, *ret, 1, &records, &count, &next))
				return false;
			if (count > 0)
				return true;
		}
	}
	*ret = size;
	return true;
}

bool
spool_tail(struct work *w, int fd, struct spool_record *ret_last, uint64_t *ret_end)
{
	off_t data = lseek(fd, 0, SEEK_DATA);	/* ENXIO: there is none */
	struct spool_record *records, last = {0};
	size_t count;
	uint64_t at = 0, end = 0;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fail(w, ERR_INTERNAL, "The spool of an attempt cannot be read: %m.");
	if (data > 0 && !find_record(w, fd, (uint64_t)data, (uint64_t)st.st_size, &at))
		return false;
	for (;;) {
		if (!spool_read(w, fd, at, SEARCH_BYTES, &records, &count, &at))
			return false;
		if (count == 0)
			break;
		last = records[count - 1];
		end = at;
	}
	*ret_last = last;
	*ret_end = end;
	return true;
}

/* ---- effects ------------------------------------------------------------- */

const char *
spool_field(const struct spool_record *effect, const char *key)
{
	for (size_t i = 0; i < effect->field_count; i++) {
		if (strcmp(effect->fields[i].key, key) == 0)
			return effect->fields[i].value;
	}
	return NULL;
}

const char *
spool_effect_text(struct work *w, const struct spool_record *effect)
{
	struct buf b;

	buf_init(&b, w->arena, PAYLOAD_MAX);
	buf_printf(&b, "Service message %s", effect->text);
	for (size_t i = 0; i < effect->field_count; i++) {
		const struct spool_field *f = &effect->fields[i];

		if (f->is_sealed)
			buf_printf(&b, " %s=(sealed)", f->key);
		else
			buf_printf(&b, " %s='%s'", f->key, f->value);
	}
	return b.s;
}
