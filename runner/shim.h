#ifndef SLIPWAY_RUNNER_SHIM_H
#define SLIPWAY_RUNNER_SHIM_H

#include "runner/attempt.h"
#include "runner/output.h"

/*
 * The shim: the process that runs one attempt from gate to result. This is what its
 * kinds share: local (shim_local), ssh (shim_ssh), mail (shim_mail).
 */

#define SHIM_GRACE_US ((int64_t)10 * 1000000)		/* between TERM and KILL */
#define SHIM_STUCK_US ((int64_t)600 * 1000000)		/* a full spool is waited for */

enum shim_stage { SHIM_RUNS, SHIM_ASKED, SHIM_KILLED, SHIM_OVER };

struct shim {
	struct work *w;
	const struct attempt_order *order;
	struct writer writer;
	struct output output;
	struct attempt_result result;
	int control;			/* datagrams of control.h */
	int signals;			/* signalfd: SIGTERM is a cancellation */
	enum shim_stage stage;
	int64_t deadline_us;		/* monotonic; 0: none */
	int64_t kill_us;		/* SHIM_ASKED: when patience ends */
	void (*release)(struct shim *s);	/* called when the result is stored, or NULL */
	void *place;			/* what this kind of attempt knows */
	int64_t stuck_us;		/* since when the spool takes nothing; 0: it does */
};

/* slipway-runner shim SPOOL_ROOT ID, the order on descriptor 3. Exit status of attempt_start. */
int	shim_main(int argc, char **argv);

/* Run the script to its end, fill the result but for its times and spool_bytes. */
void	shim_local(struct shim *s);
void	shim_ssh(struct shim *s);
void	shim_mail(struct shim *s);

/*
 * Does what is due: requests, time limit, spool. When the script is to end, returns true
 * once with what to send: TERM, or KILL later on. With SHIM_OVER nothing ends the script:
 * its real result wins.
 */
bool	shim_tick(struct shim *s, int *ret_signal);

/* Milliseconds until shim_tick has something to do, for poll; -1: nothing. */
int	shim_timeout_ms(const struct shim *s);

/* Whether the script's output may be read now. */
bool	shim_may_read(const struct shim *s);

/* Whether that has been so for too long. */
bool	shim_is_stuck(const struct shim *s);

/* Sets exit code and signal of the result from a wait status. */
void	shim_set_status(struct shim *s, int status);

/* Ends the attempt without a run: reason as in attempt_result, sentence as an Error line. */
void	shim_refuse(struct shim *s, const char *reason, const char *sentence);

/* The Verbose block about the place where the script runs. */
void	shim_describe(struct shim *s, const char *system, const char *user, const char *host,
		int pid);

#endif
