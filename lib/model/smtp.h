#ifndef SLIPWAY_MODEL_SMTP_H
#define SLIPWAY_MODEL_SMTP_H

#include "lib/model/field.h"

/* How the server sends e-mail: one document, made by the first start. */
#define SMTP_ID "smtp"

extern const struct kind kind_smtp;

/* Whether text may be the name or address of a host; "" may not. */
bool	is_host_name(const char *text);

#endif
