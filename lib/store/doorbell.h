#ifndef SLIPWAY_STORE_DOORBELL_H
#define SLIPWAY_STORE_DOORBELL_H

#include "lib/base/work.h"

/*
 * The doorbell between portal and runner on one host: RUN_DIR/runner.sock, a
 * SEQPACKET socket. A ring says "look at this task" and nothing else; the row is the
 * truth, a lost ring costs one poll interval.
 */

/* Rings without waiting and without result. task_id may be "" (look at everything). */
void	doorbell_ring(const char *run_dir, const char *task_id);

/*
 * Makes the socket (0660, an old one is replaced) and listens, close-on-exec and
 * non-blocking. ERR_INTERNAL if it cannot be made.
 */
bool	doorbell_listen(struct work *w, const char *run_dir, int *ret_fd) MUST_CHECK;

/*
 * Takes one visitor of the listening socket and reads what it says. False if there is
 * none. *ret_task_id is NULL if the message is malformed or the visitor is not
 * allowed (another account than ours, root, or the owner's group); lives as long as w.
 */
bool	doorbell_answer(struct work *w, int listen_fd, const char **ret_task_id) MUST_CHECK;

/* Reads one message; NULL if malformed. For doorbell_answer and the fuzz target. */
const char *doorbell_parse(struct work *w, const void *data, size_t len);

#endif
