#ifndef SLIPWAY_API_ROUTE_ROWS_H
#define SLIPWAY_API_ROUTE_ROWS_H

/* Limits of bodies, in bytes. */
#define SCRIPTS_MAX ((int64_t)16 * 1024 * 1024)
#define LOGO_MAX ((int64_t)512 * 1024)

/* Rows that many kinds have alike. what: "environment", whats: "environments". */
#define READ_ROWS(path, kind_name, view, what, whats) \
	{"GET", path, view, 0, 0, crud_list, kind_name, "Lists the " whats "."}, \
	{"GET", path "/all", view, 0, 0, crud_all, kind_name, "All " whats " as an array."}, \
	{"GET", path "/{id}", view, 0, 0, crud_get, kind_name, "One " what "."}

#define WRITE_ROWS(path, kind_name, create, edit, delete, what) \
	{"POST", path, create, 0, 0, crud_create, kind_name, "Creates a new " what "."}, \
	{"PUT", path "/{id}", edit, 0, 0, crud_edit, kind_name, "Replaces the " what "."}, \
	{"DELETE", path "/{id}", delete, 0, 0, crud_delete, kind_name, "Deletes the " what "."}

/* An answer that is kept in fixed.c, and a list that is empty today. */
#define FIXED_ROW(path, permission, summary) \
	{"GET", path, permission, 0, 0, fixed_get, NULL, summary}
#define EMPTY_ROW(path, permission, whats) \
	{"GET", path, permission, 0, 0, empty_list, NULL, "Lists the " whats "."}
#define EMPTY_ALL_ROW(path, permission, whats) \
	{"GET", path, permission, 0, 0, fixed_get, NULL, "All " whats " as an array."}
/* Whoever is logged in may see it. */
#define OPEN_ROW(path, summary) \
	{"GET", path, "", R_OWN, 0, fixed_get, NULL, summary}

#define ROUTES_END {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL}

#endif
