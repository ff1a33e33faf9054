#ifndef SLIPWAY_MODEL_ACCOUNT_H
#define SLIPWAY_MODEL_ACCOUNT_H

#include "lib/base/base.h"

/*
 * What a variable of an account type gives to scripts: NAME.PROPERTY is the member of
 * the account's document, or its secret of that name.
 */
struct account_property {
	const char *account_type;
	const char *property;
	const char *member;
	bool is_secret;
};

/* Ends with a row without account_type. */
extern const struct account_property account_properties[];

#endif
