#ifndef SLIPWAY_CGI_REQUEST_H
#define SLIPWAY_CGI_REQUEST_H

#include "cgi-bin/page.h"

/*
 * One API request as text that people can run: without cookie and token, with
 * $OCTOPUS_URL and $OCTOPUS_API_KEY. body NULL: none. Live as long as w.
 */
const char *request_curl(struct work *w, const char *method, const char *path,
	    struct json_object *body);
const char *request_javascript(struct work *w, const char *method, const char *path,
	    struct json_object *body);
const char *request_http(struct work *w, const char *method, const char *path,
	    struct json_object *body);

/* What a PUT changes: [{Pointer, Before, After}], at most max entries. */
struct json_object *request_changes(struct work *w, struct json_object *before,
	    struct json_object *after, size_t max);

/* Adds Request to the view: the posted form's request in all formats. */
void	request_show(struct view *v);

#endif
