#ifndef SLIPWAY_CGI_FORM_H
#define SLIPWAY_CGI_FORM_H

#include "cgi-bin/page.h"

/*
 * From posted inputs to the one API request of a form. The same struct is sent,
 * shown, and answered to the browser's script, so that the three cannot differ.
 */

#define FORM_INPUTS_MAX 4096

/* Reads the body of a POST into v->input and v->file. ERR_INVALID, ERR_TOO_LARGE. */
bool	form_read(struct view *v) MUST_CHECK;

/* The posted form: by .form, else the first; NULL with w->error if there is none. */
const struct form *form_find(struct view *v);

/*
 * Whether an input of this name holds a secret: the form's row says so, or an input
 * ".secret". A form may be NULL: it has none.
 */
bool	form_is_secret(const struct form *form, const struct params *input, const char *name);

/*
 * For adjust functions: the value at pointer of the body is secret, typed into the named
 * input; "" if no input holds it alone.
 */
void	form_note_secret(struct view *v, const char *pointer, const char *input);

/*
 * Fills v->request from v->form, the input and the documents of the view. The
 * document of the form in the view becomes the typed one. ERR_CONFLICT if it
 * changed since the form was rendered.
 */
bool	form_build(struct view *v) MUST_CHECK;

/* Puts typed values into body, without conversion of its structure; for tests too. */
bool	form_merge(struct work *w, const struct form *form, const struct params *input,
	    struct json_object *body) MUST_CHECK;

/* For adjust functions: a typed text with the line ends of the stored one (NULL: new). */
const char *form_text(struct work *w, const char *typed, const char *stored);

/* The body as a person typed it (.document), or as a file has it; NULL: not that way. */
const char *form_document(struct view *v);

/* {Method, Path, Headers, Body, Secrets, Next, Done} for the browser's script. */
const char *form_request_json(struct view *v);

#endif
