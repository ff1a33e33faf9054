#ifndef SLIPWAY_CGI_PAGES_VARIABLES_H
#define SLIPWAY_CGI_PAGES_VARIABLES_H

#include "cgi-bin/page.h"

/*
 * What the pages of variables share. The same pages edit the variables of a project and
 * those of a library set: the document is "Set", its owner "Project" or "Library".
 */
#define VARIABLES_PATH "S/variables/{Set/Id}"
#define VARIABLES_PROJECT "/app/{space}/projects/{Project/Slug}/variables"
#define VARIABLES_LIBRARY "/app/{space}/library/variables/{Library/Id}"
#define VARIABLES_PROJECT_READ {"Set", "S/variables/{Project/VariableSetId}"}
#define VARIABLES_LIBRARY_READ {"Library", "S/libraryvariablesets/{set}"}, \
	{"Set", "S/variables/{Library/VariableSetId}"}

/* The variables as the page shows them: after a refusal as typed, before structure changed. */
struct json_object *variables_shown(struct view *v);

/* Adds Vars {Web, Owner, IsLibrary}: where the pages are. */
struct json_object *variables_frame(struct view *v);

/* Type Sensitive or IsSensitive. */
bool	variables_is_secret(struct json_object *variable);

/* Clipped to what a line shows; "" of secrets. */
const char *variables_clip(struct view *v, const char *text, size_t max);

/* "Text", "Sensitive", "Account", … */
const char *variables_type_word(const char *type);

/* The value for people: of accounts and pools their name. The view may have Accounts, Pools. */
const char *variables_value_word(struct view *v, struct json_object *variable);

/* Adds Chips [text] and MoreChips (a number) to o: the scope in words. */
void	scope_chips(struct view *v, struct json_object *o, struct json_object *scope);

/* Adds ScopeKinds to the view: check boxes a kind, what scope names chosen. */
void	scope_options(struct view *v, struct json_object *scope);

/* Adds an array of {Group, Options [{Value, Label, IsChosen}]} for a filter by scope. */
void	scope_filter(struct view *v, const char *name, const char *chosen);

/* The scope that the inputs ".scope.…" say; owned by the caller. */
struct json_object *scope_typed(struct view *v);

/* Whether scope names "Kind:id"; "none": it names nothing. */
bool	scope_names(struct json_object *scope, const char *wanted);

/* The query of a preview for the first of everything that scope names. */
const char *scope_query(struct view *v, struct json_object *scope);

/* Adds Uses [{Where, What}]: where the variable of that name is read, as far as known. */
void	variables_add_uses(struct view *v, const char *name, const char *but_id);

#endif
