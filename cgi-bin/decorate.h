#ifndef SLIPWAY_CGI_DECORATE_H
#define SLIPWAY_CGI_DECORATE_H

#include "cgi-bin/page.h"

/*
 * What documents lack and pages show: times in words, durations, states with icon
 * and word, choices of a select. Each adds members to an object of the view.
 */

/*
 * For the member name of object (an RFC 3339 time) adds name + "Time":
 * {Iso, Relative, Absolute}; nothing if absent. In a template:
 * <time datetime="{{X_CreatedTime_Iso}}" title="{{…_Absolute}}">{{…_Relative}}</time>
 */
void	decorate_time(struct view *v, struct json_object *object, const char *name);

/* "8 min ago", "yesterday", "24 Nov 2026" (after 7 days); us: µs since 1970. */
const char *decorate_relative(struct arena *a, int64_t us, int64_t now_us);

/* "<1s", "58s", "1m 02s", "2h 05m". */
const char *decorate_duration(struct arena *a, int64_t seconds);

/* Adds name: the duration between two members of object (or until now). */
void	decorate_span(struct view *v, struct json_object *object, const char *from,
	    const char *to, const char *name);

/* "9.8 KiB". */
const char *decorate_size(struct arena *a, int64_t bytes);

/*
 * For the State of a task (or deployment item) adds StateKey (an icon of the sprite: success
 * failed running waiting warning queued canceled skipped pending) and StateWord.
 */
void	decorate_state(struct view *v, struct json_object *object);

/* For a machine's HealthStatus: HealthKey, HealthWord. */
void	decorate_health(struct view *v, struct json_object *object);

/* Adds Tone (1 to 6), Initial and, if one was uploaded, LogoUrl to a project. */
void	decorate_logo(struct view *v, struct json_object *project);

/*
 * Puts an array into the view: {Value, Label, IsChosen} for each item of list (an array, or a
 * page with Items). chosen: a text, or an array of texts, or NULL.
 */
void	decorate_options(struct view *v, const char *name, struct json_object *list,
	    const char *value, const char *label, struct json_object *chosen);

/* Finds an item by Id in an array or page; NULL if absent. */
struct json_object *decorate_find(struct json_object *list, const char *id);

/* The array in a document that is one, or a page of Items. */
struct json_object *decorate_items(struct json_object *list);

/* Adds name + "Html": the Markdown of member name as safe HTML. */
void	decorate_markdown(struct view *v, struct json_object *object, const char *name);

/*
 * The present address with one query parameter set ("": without it); begins at the first
 * page, and forgets what is only for one request (names with a dot).
 */
const char *decorate_link(struct view *v, const char *name, const char *value);

/* Adds Pager: From, To, Total, PreviousLink, NextLink for a page of the API. */
void	decorate_pager(struct view *v, struct json_object *list);

/* Adds Spans [{Text, Class}] for one line of a log: colours and weight, all escaped. */
void	decorate_log_line(struct view *v, struct json_object *line, const char *text);

#endif
