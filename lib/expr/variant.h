#ifndef SLIPWAY_EXPR_VARIANT_H
#define SLIPWAY_EXPR_VARIANT_H

/* Which of several filters one function is: the variants in the table of filters.c. */
enum case_variant { CASE_UPPER, CASE_LOWER };
enum escape_variant { ESCAPE_HTML, ESCAPE_XML, ESCAPE_JSON };
enum properties_variant { PROPERTIES_KEY, PROPERTIES_VALUE };
enum uri_variant { URI_WHOLE, URI_DATA };
enum hash_variant { HASH_MD5, HASH_SHA1, HASH_SHA256, HASH_SHA384, HASH_SHA512 };
enum now_variant { NOW_LOCAL, NOW_UTC };
enum compare_variant { COMPARE_START, COMPARE_END, COMPARE_ANYWHERE };
enum join_variant { JOIN_APPEND, JOIN_PREPEND };
enum version_variant {
	VERSION_MAJOR, VERSION_MINOR, VERSION_PATCH, VERSION_REVISION,
	VERSION_PRE, VERSION_PRE_PREFIX, VERSION_PRE_COUNTER, VERSION_METADATA
};

#endif
