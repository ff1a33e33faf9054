#ifndef SLIPWAY_CGI_FCGI_H
#define SLIPWAY_CGI_FCGI_H

#include "lib/base/work.h"

/* Serves requests from a listening socket until *stop; is_busy is true while one is handled. */
void	fcgi_serve(struct arena *a, int socket, const volatile int *stop, volatile int *is_busy);

/* Serves the one request of a plain CGI process; false if it could not be read. */
bool	fcgi_serve_cgi(struct arena *a);

#endif
