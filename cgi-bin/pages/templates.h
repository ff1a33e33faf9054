#ifndef SLIPWAY_CGI_PAGES_TEMPLATES_H
#define SLIPWAY_CGI_PAGES_TEMPLATES_H

#include "cgi-bin/page.h"

/* What the pages of step templates share. */
#define TEMPLATES "S/actiontemplates"
#define TEMPLATE_PATH TEMPLATES "/{template}"
#define TEMPLATES_WEB "/app/{space}/library/steptemplates"
#define TEMPLATES_ROW(p, t) .path = "/app/{s}/library/steptemplates" p, .template = "library-" t, \
	.section = "library"

#define TEMPLATE_ID "Octopus.Action.Template.Id"
#define TEMPLATE_VERSION "Octopus.Action.Template.Version"

/* Adds "Tpl": Web of the list; of the template of the view (Edited) also its own, its type. */
struct json_object *templates_words(struct view *v);

/*
 * The editor of a template's parameters. Its inputs are ".parameter.N.Member": a whole row
 * a parameter, in order; .review "add", "up N", "down N", "remove N" change the rows. Not
 * pointers, so that a change of somebody else's to the list can be merged.
 */

/* Adds Params for the template to the view. */
void	parameters_show(struct view *v, struct json_object *template);

/* Puts what was typed into the Parameters of the body, the rest of each as it was. */
bool	parameters_take(struct view *v, struct json_object *body) MUST_CHECK;

/* How the control of a parameter is called: Octopus.ControlType, one line by default. */
const char *parameter_control(struct json_object *parameter);

/* {Value, Label, IsChosen} of the lines "value|text" of a choice; owned by the caller. */
struct json_object *parameter_options(struct view *v, const char *lines, const char *chosen);

#endif
