#ifndef SLIPWAY_MODEL_SECRET_H
#define SLIPWAY_MODEL_SECRET_H

#include "lib/base/seal.h"
#include "lib/model/field.h"

/*
 * Sensitive values of documents. A document holds only {HasValue: true}; the
 * sealed value is an immutable row, tied to (owner, stable key) by a row with a
 * MAC. The stable key is the JSON pointer of the field, in which a list item with
 * an Id is named by that Id instead of its index: "/PrivateKeyFile",
 * "/Steps/<guid>/Actions/<guid>/Properties/X", "/Variables/<guid>/Value".
 */

/* The keys of this process; the runner's also open. Call once at start. */
void	secrets_use(const struct seal_keys *keys);

/* A list of what secrets_take found; opaque. */
struct secret_list;

/*
 * Takes every sensitive value out of a complete document (which keeps HasValue
 * only). Warns in *ret_warning (may stay NULL) when a value is too short to be
 * masked reliably.
 */
struct secret_list *secrets_take(struct work *w, const struct kind *k, struct json_object *doc,
    const char **ret_warning);

/*
 * Stores what was taken under the owner: new values sealed, kept ones kept, others
 * removed. A kept one that does not exist is refused at its field.
 */
bool	secrets_store(struct work *w, const struct secret_list *list, const char *owner_id,
    const char *space_id) MUST_CHECK;

/* Lets another document (a snapshot, a clone) use the same secrets under the same keys. */
bool	secrets_copy(struct work *w, const char *from_owner, const char *to_owner) MUST_CHECK;

/*
 * Lets one place of another document use the secret of one place, which nobody has to
 * see for that. Without a secret there, nothing happens. The owners must be of one space.
 */
bool	secret_share(struct work *w, const char *from_owner, const char *from_key,
	    const char *to_owner, const char *to_key) MUST_CHECK;

/*
 * Seals a value that no document has (an output of a script). ret_mac, a bytea parameter,
 * ties it to whatever owner and key name; both are kept by the caller's row.
 */
bool	secret_add(struct work *w, const char *space_id, const char *value, const char *owner,
	    const char *key, const char **ret_id, const char **ret_mac) MUST_CHECK;

/*
 * Opens a sealed value (runner only) from the columns id, space_id, box, mac of its row
 * and the MAC that ties it; NULL with an error if one does not fit.
 */
struct rows;
char	*secret_open_row(struct work *w, const struct rows *rows, size_t row, int first_column,
	    const char *owner, const char *key);

/* Opens what a shim sealed for this runner (lib/base/seal_to.h); NULL if it is damaged. */
char	*secret_open_sent(struct work *w, const char *box);

/* Whether a value is stored there. */
bool	secret_exists(struct work *w, const char *owner_id, const char *stable_key);

/*
 * Opens a value (runner only). NULL without an error if there is none; NULL with an
 * error if a MAC does not fit.
 */
char	*secret_open(struct work *w, const char *owner_id, const char *stable_key);

#endif
