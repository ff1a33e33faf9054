#ifndef SLIPWAY_EXPR_URI_H
#define SLIPWAY_EXPR_URI_H

#include "lib/expr/text.h"

/* A URI taken apart and normalised as .NET does: see uri.c. */
enum uri_kind {
	URI_RELATIVE,
	URI_HIERARCHICAL,	/* scheme://authority/path */
	URI_OPAQUE,		/* scheme:anything */
	URI_MAIL
};

struct uri {
	enum uri_kind kind;
	struct str scheme;
	struct str user_info;
	struct str host;	/* IPv6 with its brackets */
	struct str path;
	struct str query;	/* with ?, or "" */
	struct str fragment;	/* with #, or "" */
	int port;		/* -1: none known */
	int default_port;
	bool is_dos;		/* c:\x */
};

/* False if the text is no URI at all. */
bool		uri_parse(struct arena *a, struct str text, struct uri *ret);

/* %XX as characters. */
struct str	uri_unescape(struct arena *a, struct str s);

#endif
