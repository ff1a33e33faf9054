#ifndef SLIPWAY_CGI_SHELL_H
#define SLIPWAY_CGI_SHELL_H

#include "cgi-bin/page.h"

/*
 * The frame around every page: finds the space of the address (id or slug) and the
 * project, adds Shell and Project to the view. ERR_NOT_FOUND for a space or project
 * that is not there.
 */
bool	shell_load(struct view *v) MUST_CHECK;

/* Completes Shell once the page is decorated: title, navigation, requests made. */
void	shell_finish(struct view *v, struct http_answer *ret);

#endif
