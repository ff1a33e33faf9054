/*
 * multipart/form-data in memory. Written from RFC 7578 and what browsers and curl
 * send: names are quoted, with %22, %0D and %0A inside (WHATWG HTML) or with
 * backslashes (curl of old). Large uploads never come here: the edge writes them
 * to a file.
 */
#include "lib/base/multipart.h"

#include <strings.h>

#include "lib/base/utf8.h"

#define MAX_PARTS	64
#define MAX_HEAD	((size_t)8 * 1024)	/* header lines of one part */
#define MAX_BOUNDARY	70			/* RFC 2046, 5.1.1 */
#define BLANKS		" \t"

struct reader {
	struct work *w;
	const char *at;
	const char *end;
	const char *delimiter;		/* CR LF - - boundary */
	size_t delimiter_len;
};

static bool
malformed(struct work *w, const char *what)
{
	return fail(w, ERR_INVALID, "The form data is malformed: %s.", what);
}

/* The length of a value with its quotes, 0 if a quote does not end. */
static size_t
value_len(const char *s)
{
	size_t len = 1;

	if (*s != '"')
		return strcspn(s, "; \t");
	for (; s[len] != '\0' && s[len] != '"'; len++)
		if (s[len] == '\\' && (s[len + 1] == '"' || s[len + 1] == '\\'))
			len++;
	return s[len] == '"' ? len + 1 : 0;
}

/* Takes quotes and backslashes off. */
static char *
bare_value(struct arena *a, const char *s, size_t len)
{
	char *text = arena_alloc(a, len + 1);
	char *out = text;

	if (*s != '"')
		return memcpy(text, s, len);
	for (size_t i = 1; i < len - 1; i++) {
		if (s[i] == '\\' && (s[i + 1] == '"' || s[i + 1] == '\\'))
			i++;
		*out++ = s[i];
	}
	return text;
}

/* The value of a parameter, "a" in 'type; a=x; b="y"'; false if malformed, NULL if absent. */
static bool
find_parameter(struct arena *a, const char *s, const char *name, char **ret)
{
	*ret = NULL;
	for (s += strcspn(s, ";"); *s == ';'; s += strcspn(s, ";")) {
		const char *key = s + 1 + strspn(s + 1, BLANKS);
		size_t key_len = strcspn(key, "=; \t");
		size_t len;

		s = key + key_len + strspn(key + key_len, BLANKS);
		if (*s != '=')
			continue;
		s += 1 + strspn(s + 1, BLANKS);
		len = value_len(s);
		if (*s == '"' && len == 0)
			return false;
		if (key_len == strlen(name) && strncasecmp(key, name, key_len) == 0) {
			*ret = bare_value(a, s, len);
			return true;
		}
		s += len;
	}
	return true;
}

static bool
find_boundary(struct work *w, const char *content_type, const char **ret)
{
	static const char type[] = "multipart/form-data";
	size_t len = sizeof(type) - 1;
	char *boundary = NULL;

	if (content_type == NULL || strncasecmp(content_type, type, len) != 0 ||
	    (content_type[len] != '\0' && strchr("; \t", content_type[len]) == NULL))
		return fail(w, ERR_MEDIA_TYPE, "The body must be of type '%s'.", type);
	if (!find_parameter(w->arena, content_type, "boundary", &boundary) || boundary == NULL ||
	    boundary[0] == '\0' || strlen(boundary) > MAX_BOUNDARY)
		return fail(w, ERR_MEDIA_TYPE, "The Content-Type '%s' must name a boundary of 1 to "
		    "%d characters.", type, MAX_BOUNDARY);
	*ret = boundary;
	return true;
}

/* Undoes what browsers do to quotes and line ends in names, in place. */
static const char *
browser_name(char *s)
{
	static const struct {
		const char *code;
		char c;
	} codes[] = {{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}};
	char *out = s;

	for (char *in = s; *in != '\0'; in++) {
		char c = *in;

		for (size_t i = 0; i < COUNT(codes); i++) {
			if (strncasecmp(in, codes[i].code, 3) != 0)
				continue;
			c = codes[i].c;
			in += 2;
			break;
		}
		*out++ = c;
	}
	*out = '\0';
	return s;
}

static const char *
without_folders(const char *name)
{
	for (const char *s = name; *s != '\0'; s++)
		if (*s == '/' || *s == '\\')
			name = s + 1;
	return name;
}

static bool
read_disposition(struct work *w, const char *value, struct part *part)
{
	char *name = NULL, *filename = NULL;
	size_t len = strcspn(value, "; \t");

	if (len != 9 || strncasecmp(value, "form-data", len) != 0)
		return malformed(w, "a part is not 'form-data'");
	if (!find_parameter(w->arena, value, "name", &name) ||
	    !find_parameter(w->arena, value, "filename", &filename))
		return malformed(w, "a quoted name does not end");
	if (name == NULL)
		return malformed(w, "a part has no name");
	part->name = browser_name(name);
	if (filename != NULL)
		part->filename = without_folders(browser_name(filename));
	return true;
}

static bool
read_header_line(struct work *w, const char *line, struct part *part)
{
	const char *colon = strchr(line, ':');
	const char *value;
	size_t len;

	if (colon == NULL)
		return malformed(w, "a header line has no colon");
	len = (size_t)(colon - line);
	value = colon + 1 + strspn(colon + 1, BLANKS);
	if (len == 19 && strncasecmp(line, "content-disposition", len) == 0)
		return read_disposition(w, value, part);
	if (len == 12 && strncasecmp(line, "content-type", len) == 0)
		part->content_type = value;
	return true;
}

static bool
is_plain_text(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)s[i] < 0x20 && s[i] != '\t') || s[i] == 0x7f)
			return false;
	return utf8_valid(s, len);
}

/* Reads the header lines up to and with the empty one. */
static bool
read_head(struct reader *r, struct part *part)
{
	const char *start = r->at;

	part->content_type = "";
	for (;;) {
		const char *line = r->at;
		size_t left = (size_t)(r->end - line);
		const char *line_end = memmem(line, left < MAX_HEAD ? left : MAX_HEAD, "\r\n", 2);
		size_t len;

		if (line_end == NULL || (size_t)(line_end - start) > MAX_HEAD)
			return malformed(r->w, "the headers of a part do not end");
		r->at = line_end + 2;
		len = (size_t)(line_end - line);
		if (len == 0)
			break;
		if (!is_plain_text(line, len))
			return malformed(r->w, "a header line is not plain text in UTF-8");
		if (!read_header_line(r->w, arena_strndup(r->w->arena, line, len), part))
			return false;
	}
	return part->name != NULL || malformed(r->w, "a part has no name");
}

/* Behind a delimiter: more follows, or the end, or nonsense. */
static bool
read_delimiter_end(struct reader *r, bool *ret_last)
{
	*ret_last = r->end - r->at >= 2 && memcmp(r->at, "--", 2) == 0;
	if (*ret_last)
		return true;
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
	if (r->end - r->at < 2 || memcmp(r->at, "\r\n", 2) != 0)
		return malformed(r->w, "a boundary is not followed by a new line");
	r->at += 2;
	return true;
}

static bool
read_part(struct reader *r, struct part *part)
{
	const char *data_end;

	if (!read_head(r, part))
		return false;
	/* the line end before the delimiter belongs to it; of an empty part it ends the head */
	if (r->end - r->at >= (ptrdiff_t)r->delimiter_len - 2 &&
	    memcmp(r->at, r->delimiter + 2, r->delimiter_len - 2) == 0)
		r->at -= 2;
	data_end = memmem(r->at, (size_t)(r->end - r->at), r->delimiter, r->delimiter_len);
	if (data_end == NULL)
		return malformed(r->w, "the last boundary is missing");
	part->data = (const unsigned char *)r->at;
	part->size = (size_t)(data_end - r->at);
	r->at = data_end + r->delimiter_len;
	return true;
}

/* Moves behind the first delimiter; a preamble is allowed and ignored. */
static bool
find_first(struct reader *r)
{
	size_t len = (size_t)(r->end - r->at), bare = r->delimiter_len - 2;
	const char *found;

	if (len >= bare && memcmp(r->at, r->delimiter + 2, bare) == 0) {
		r->at += bare;
		return true;
	}
	found = memmem(r->at, len, r->delimiter, r->delimiter_len);
	if (found == NULL)
		return malformed(r->w, "the boundary of the Content-Type is not in the body");
	r->at = found + r->delimiter_len;
	return true;
}

bool
multipart_parse(struct work *w, const char *content_type, const void *body, size_t len,
    struct part **ret, size_t *ret_count)
{
	struct part *parts = arena_array(w->arena, MAX_PARTS, sizeof(*parts));
	struct reader r = {.w = w, .at = body, .end = (const char *)body + len};
	const char *boundary = NULL;
	bool is_last = false;
	size_t count = 0;

	if (!find_boundary(w, content_type, &boundary))
		return false;
	r.delimiter = arena_printf(w->arena, "\r\n--%s", boundary);
	r.delimiter_len = strlen(r.delimiter);
	if (!find_first(&r) || !read_delimiter_end(&r, &is_last))
		return false;
	while (!is_last) {
		if (count == MAX_PARTS)
			return fail(w, ERR_TOO_LARGE, "The form has more than %d parts.",
			    MAX_PARTS);
		if (!read_part(&r, &parts[count++]) || !read_delimiter_end(&r, &is_last))
			return false;
	}
	*ret = parts;
	*ret_count = count;
	return true;
}
