#ifndef SLIPWAY_CGI_PAGE_H
#define SLIPWAY_CGI_PAGE_H

/*
 * Pages and forms as tables.
 *
 * HOW TO ADD A PAGE
 *  1. Write a row in pages/<area>.c (struct page below) and, if the file is new, name its
 *     table in page_tables of page.c. The row says which API GETs the page shows and under
 *     which names their documents appear.
 *  2. Write templates/<area>-<page>.tpl; the first line is
 *     {{%AUTOESCAPE context="HTML"}}. Markers are whole paths of the view: the document
 *     "Project" gives {{Project_Name}}; an array gives a section {{#Steps}} whose items are
 *     {{Steps_Name}}. Everything that is not empty, zero or false also gives {{#…_any}} (or
 *     {{#…_yes}} for booleans), the opposite gives {{#…_none}} ({{#…_no}}); a word gives
 *     {{#State_is_Failed}}; arrays of plain values give {{#Roles}}{{Roles_Item}}{{/Roles}} and
 *     {{Roles_Count}}; characters other than letters, digits and _ become _. A member that is
 *     absent gives nothing, not even {{#…_none}}: decorators set what templates ask for.
 *  3. What the template cannot say (times, options, sentences, links) is added to the
 *     documents by the row's decorate function; decorate.h has the usual ones.
 *  4. A form of the page is a row of struct form: one API request. Its inputs are
 *       /Name                   a JSON Pointer into the body
 *       /Environments/-         appended to an array (a hidden one with no value before them)
 *       /Properties/Roles/,     appended to a comma-separated text (likewise)
 *       a checkbox              value true, with a hidden false of the same name before it
 *       .csrf {{Form_Csrf}}, .version {{Form_Version}}, .key {{Form_Key}}  in every form
 *       .form                   which row of the page's forms, if not the first
 *       .at                     the pointer that branches and errors are relative to
 *       .insert .remove .copy   a pointer; .move: "from to"; done before the fields are set
 *       .document               the whole body as JSON text; blank: a file of that text
 *       .show                   a submit button: show the request, do not send it
 *       .review                 a submit button: show the form as typed, do not send it
 *       .of                     the Id of what stands at .at, to find it again (merge.h)
 *       .kept                   other inputs, carried across a sign-in (keep.h)
 *       .secret                 "/Pointer" or "/Pointer .input": that input holds a secret for
 *                               that place; it is never shown, kept or recorded
 *     After a refusal the page is shown again with what was typed merged into the document, so
 *     templates need no second way to fill inputs; {{Refusal_Message}}, {{#Errors}} (by the
 *     layout) and {{Fault_Name}} (the sentence for /Name, below .at) are there.
 *  Placeholders in paths and titles: {p} of the address; {Project/Id} of a document;
 *  {?q} of the query; {.at} of the form; {/Id} of the answer (next and done only).
 *  "S/" at the start of an API path is "/api/{space}/", else write "/api/…".
 */
#include "cgi-bin/http.h"
#include "lib/api/api.h"
#include "lib/base/json.h"
#include "lib/base/url.h"

#define PAGE_GETS 6
#define VIEW_CALLS 16
#define VIEW_PARAMS 8

struct view;
struct form;

enum page_flag {
	PAGE_ANONYMOUS = 1,		/* also for people who are not signed in */
	PAGE_SPACE = 2,			/* stays in the last space although the path has none */
};

struct page_get {
	const char *name;		/* in the view; "?Name": may fail, then absent */
	const char *path;		/* API path and query, with placeholders */
};

struct page {
	const char *path;		/* "/app/{s}/projects/{p}" */
	const char *template;		/* templates/<this>.tpl */
	const char *section;		/* main navigation: projects, tasks, … */
	const char *nav;		/* project navigation; NULL: without its frame */
	const char *title;		/* with placeholders */
	struct page_get reads[PAGE_GETS];
	const struct form *forms;	/* ends with a row without a path */
	/* Adds to the view what the template needs; false is an error page. */
	bool (*decorate)(struct view *v);
	unsigned flags;
	const char *needs;		/* permission without which the form is not even shown */
};

/* If control has value, inputs below pointer are dropped; then pointer gets set, if not NULL. */
struct form_branch {
	const char *control;		/* ".plan" */
	const char *value;
	const char *pointer;		/* below .at */
	const char *set;		/* JSON text, e.g. "\"true\"" or "[]" */
};

struct form {
	const char *path;		/* API path, with placeholders */
	const char *method;
	const char *name;		/* value of .form; the first row is the default */
	const char *kind;		/* field table that gives the types */
	const char *document; /* name in the view: for PUT a GET of the page, for POST any */
	const char *next;		/* page after success; "" is the same page */
	const char *done;		/* sentence shown there */
	const char *label;		/* what the request is called: "Save" */
	const char *inserted;		/* JSON text that .insert inserts; NULL: {} */
	const struct form_branch *branches;	/* ends with a row without control */
	const char *const *secrets;	/* pointers never echoed; ends with NULL */
	/* Last word on the body before it is sent. */
	bool (*adjust)(struct view *v, struct json_object *body);
	/* Instead of an API request: answers by itself (sign-out, theme). */
	bool (*run)(struct view *v);
	bool is_answered_here;		/* no next page: this one, with the answer as Answer */
	bool is_by_etag;		/* conflicts show by the ETag: Version is the server's */
	bool is_upload;			/* the file of the form goes to path as it is */
};

/* The one mutating API request of a posted form. */
struct form_request {
	const char *method;
	const char *path;
	struct json_object *body;	/* NULL: none */
	struct json_object *before;	/* PUT: the document as it was stored; else NULL */
	struct json_object *secrets;	/* pointer -> name of the input */
	const char *if_match;
	const char *idempotency_key;
};

/* One API request made for the page, for its footer. */
struct view_call {
	const char *name;
	const char *path;
	int status;
	size_t size;
	int64_t us;
	const char *body;
};

/* One page being made. */
struct view {
	struct work *w;
	const struct http_request *rq;
	struct http_answer *answer;
	const struct page *page;
	struct params query;
	struct params input;		/* posted fields; empty for GET */
	const struct part *file;	/* posted file; NULL: none */
	struct param params[VIEW_PARAMS];	/* of the address */
	size_t param_count;
	const char *space_id;
	struct json_object *root;	/* what the template sees */
	struct view_call calls[VIEW_CALLS];
	size_t call_count;
	const struct form *form;	/* the posted one; NULL for GET */
	struct form_request request;
	const char *session_token;	/* of a session that began with this request; else NULL */
	int status;
	bool is_done;			/* the answer is complete without rendering */
};

/* Reads the templates; false if they are not there. */
bool	page_open(struct work *w);

/* Answers a request below /app; false with w->error only if nothing could be rendered. */
bool	page_answer(struct work *w, const struct http_request *rq, struct http_answer *ret);

/* ---- for decorators ------------------------------------------------------- */

/* A document of the view; NULL if absent. */
struct json_object *view_doc(struct view *v, const char *name);

/* Puts a new, empty object or array into the view and returns it. */
struct json_object *view_new_object(struct view *v, const char *name);
struct json_object *view_new_array(struct view *v, const char *name);

/* Part of the address, of the query ("" if absent), of the posted form (NULL if absent). */
const char *view_param(struct view *v, const char *name);
const char *view_query(struct view *v, const char *name);
const char *view_input(struct view *v, const char *name);

/* Replaces placeholders; values are percent-encoded if is_url. answer may be NULL. */
const char *view_expand(struct view *v, const char *pattern, struct json_object *answer,
	    bool is_url);

/* An API path: as view_expand, with "S/" replaced. */
const char *view_api_path(struct view *v, const char *pattern);

/*
 * Makes one API GET; the document appears in the view under name. False with
 * w->error set from the answer. ret_etag may be NULL.
 */
bool view_get(struct view *v, const char *name, const char *path, const char **ret_etag) MUST_CHECK;

/* Sends a mutating request; the parsed answer in ret. False with w->error set. */
bool	view_send(struct view *v, struct json_object **ret) MUST_CHECK;

/* "/app/Spaces-1". */
const char *view_space_web(struct view *v);

#endif
