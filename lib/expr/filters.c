/*
 * The table of filters: names, how many options they take, and what the variants
 * of one function are. The functions are in filters-*.c and other files.
 */
#include "lib/expr/filter.h"

#include "lib/expr/variant.h"

#define ANY 1000000
#define TAKES_NULL 1	/* is called without input too */

static const struct row {
	const char *name;
	enum filter_outcome (*call)(struct filter *f);
	size_t least;		/* options */
	size_t most;
	int variant;
	int flags;
} rows[] = {
	{"ToUpper", filter_case, 0, 0, CASE_UPPER, 0},
	{"ToLower", filter_case, 0, 0, CASE_LOWER, 0},
	{"HtmlEscape", filter_entities, 0, 0, ESCAPE_HTML, 0},
	{"XmlEscape", filter_entities, 0, 0, ESCAPE_XML, 0},
	{"JsonEscape", filter_entities, 0, 0, ESCAPE_JSON, 0},
	{"YamlSingleQuoteEscape", filter_yaml_single, 0, 0, 0, 0},
	{"YamlDoubleQuoteEscape", filter_yaml_double, 0, 0, 0, 0},
	{"PropertiesKeyEscape", filter_properties, 0, 0, PROPERTIES_KEY, 0},
	{"PropertiesValueEscape", filter_properties, 0, 0, PROPERTIES_VALUE, 0},
	{"UriEscape", filter_uri_escape, 0, 0, URI_WHOLE, 0},
	{"UriDataEscape", filter_uri_escape, 0, 0, URI_DATA, 0},
	{"ToBase64", filter_to_base64, 0, 1, 0, 0},
	{"FromBase64", filter_from_base64, 0, 1, 0, 0},
	{"Md5", filter_hash, 0, 2, HASH_MD5, 0},
	{"Sha1", filter_hash, 0, 2, HASH_SHA1, 0},
	{"Sha256", filter_hash, 0, 2, HASH_SHA256, 0},
	{"Sha384", filter_hash, 0, 2, HASH_SHA384, 0},
	{"Sha512", filter_hash, 0, 2, HASH_SHA512, 0},
	{"Markdown", filter_markdown, 0, 0, 0, 0},
	{"MarkdownToHtml", filter_markdown, 0, 0, 0, 0},
	{"NowDate", filter_now, 0, 1, NOW_LOCAL, TAKES_NULL},
	{"NowDateUtc", filter_now, 0, 1, NOW_UTC, TAKES_NULL},
	{"AddHours", filter_add_time, 1, 1, 3600, 0},
	{"AddDays", filter_add_time, 1, 1, 86400, 0},
	{"Format", filter_format, 1, 2, 0, 0},
	{"Replace", filter_replace, 1, ANY, 0, 0},
	{"Match", filter_match, 1, 1, 0, 0},
	{"StartsWith", filter_compare, 1, 1, COMPARE_START, 0},
	{"EndsWith", filter_compare, 1, 1, COMPARE_END, 0},
	{"Contains", filter_compare, 1, 1, COMPARE_ANYWHERE, 0},
	{"Substring", filter_substring, 1, 2, 0, 0},
	{"Truncate", filter_truncate, 1, ANY, 0, 0},
	{"Trim", filter_trim, 0, ANY, 0, 0},
	{"Indent", filter_indent, 0, ANY, 0, 0},
	{"Append", filter_join, 1, ANY, JOIN_APPEND, TAKES_NULL},
	{"Prepend", filter_join, 1, ANY, JOIN_PREPEND, TAKES_NULL},
	{"UriPart", filter_uri_part, 0, ANY, 0, 0},
	{"VersionMajor", filter_version, 0, ANY, VERSION_MAJOR, 0},
	{"VersionMinor", filter_version, 0, ANY, VERSION_MINOR, 0},
	{"VersionPatch", filter_version, 0, ANY, VERSION_PATCH, 0},
	{"VersionRevision", filter_version, 0, ANY, VERSION_REVISION, 0},
	{"VersionPreRelease", filter_version, 0, ANY, VERSION_PRE, 0},
	{"VersionPreReleasePrefix", filter_version, 0, ANY, VERSION_PRE_PREFIX, 0},
	{"VersionPreReleaseCounter", filter_version, 0, ANY, VERSION_PRE_COUNTER, 0},
	{"VersionMetadata", filter_version, 0, ANY, VERSION_METADATA, 0},
};

enum filter_outcome
filter_call(struct filter *f, struct str name, struct str *ret)
{
	const struct row *row = NULL;
	enum filter_outcome outcome;
	struct buf out;

	*ret = STR_NULL;
	for (size_t i = 0; i < COUNT(rows) && row == NULL; i++)
		if (str_like(name, rows[i].name))
			row = &rows[i];
	if (row == NULL || (f->in.s == NULL && (row->flags & TAKES_NULL) == 0) ||
	    f->count < row->least || f->count > row->most)
		return FILTER_NULL;
	buf_init(&out, f->arena, OUTPUT_MAX);
	f->out = &out;
	f->variant = row->variant;
	outcome = row->call(f);
	if (outcome == FILTER_TEXT && out.is_full)
		return filter_fail(f, "The result of a filter is larger than 16 MiB.");
	if (outcome == FILTER_TEXT)
		*ret = str_of_buf(&out);
	return outcome;
}
