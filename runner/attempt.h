#ifndef SLIPWAY_RUNNER_ATTEMPT_H
#define SLIPWAY_RUNNER_ATTEMPT_H

#include <sys/types.h>

#include "lib/base/work.h"

/*
 * One attempt to run one script: what an executor orders, and how anybody later finds
 * out what became of it. The shim (runner/shim.c) runs it; everything it says lies in
 * SPOOL_ROOT/ID/ (runner/spool.h) and outlives executor and supervisor.
 *
 * Invariants: an id starts at most once, ever, on this spool root; ids are made of
 * [a-z0-9.-], begin with a letter or digit, and are at most 100 bytes long.
 */

enum attempt_kind { ATTEMPT_LOCAL, ATTEMPT_SSH, ATTEMPT_MAIL, ATTEMPT_KIND__MAX };

enum script_syntax { SYNTAX_BASH, SYNTAX_POWERSHELL, SYNTAX_PYTHON, SYNTAX__MAX };

struct attempt_pair {
	const char *name;
	const char *value;
};

/* A script module: becomes NAME.sh, .psm1 or .py beside the script. */
struct attempt_module {
	const char *name;
	enum script_syntax syntax;
	const char *body;
};

/* Where and as whom an ssh attempt runs; strings may be NULL for "none". */
struct attempt_ssh {
	const char *host;
	int port;			/* 0: 22 */
	const char *user;
	const char *key_pem;		/* private key, or NULL: password account */
	const char *passphrase;		/* of key_pem */
	const char *password;
	const char *fingerprint;	/* SHA256:..., or MD5 in hex with colons */
	int connect_timeout_s;		/* 0: 10; one try of a connection */
	int reach_timeout_s;		/* 0: 60; how long to try before the start */
	int tries;			/* 0: no limit; tries before the start */
	int pause_s;			/* 0: growing; between tries before the start */
	int lost_timeout_s;		/* 0: 600; how long to try again after the start */
	const char *master_path;	/* control socket of a shared master, or NULL */
};

/* Where and to whom an e-mail goes, whose text is the order's body (runner/smtp.h). */
struct attempt_mail {
	const char *host;
	int port;
	bool is_encrypted;
	const char *login;
	const char *password;
	const char *ca_file;
	int timeout_ms;
	const char *from;
	const char *recipients;		/* one a line */
};

/*
 * What a shim receives, as one sealed memfd. No string holds a NUL. Unset strings are
 * NULL or ""; unset numbers are 0.
 */
struct attempt_order {
	const char *id;
	enum attempt_kind kind;
	enum script_syntax syntax;
	const char *body;
	const char *parameters;		/* put verbatim behind the script */
	const struct attempt_module *modules;
	size_t module_count;
	const struct attempt_pair *variables;	/* delivered on descriptor 3 */
	size_t variable_count;
	const struct attempt_pair *environment;	/* added to a clean environment */
	size_t environment_count;
	const char *const *masks;	/* secrets; variants are made by the shim */
	size_t mask_count;
	uid_t uid;			/* local, runner is root: the script's account */
	gid_t gid;
	const char *work_root;		/* local: existing folder that the account may enter */
	const char *const *hides;	/* local: folders to cover with empty ones */
	size_t hide_count;
	const char *artifact_root;	/* where artifacts are kept; NULL: they are not */
	int64_t limit_s;		/* 0: no time limit */
	const char *seal_key;		/* public, 64 hex digits; NULL: values are dropped */
	bool fail_on_error_output;	/* Octopus.Action.FailScriptOnErrorOutput */
	bool hide_environment;		/* Octopus.Action.Script.SuppressEnvironmentLogging */
	bool is_again;			/* ssh: the last shim died; follow what it started */
	struct attempt_ssh ssh;
	struct attempt_mail mail;
};

/* Packs an order into a new sealed memfd, close-on-exec; the caller closes it. */
bool	attempt_order_write(struct work *w, const struct attempt_order *order, int *ret_memfd)
		MUST_CHECK;

/* Unpacks an order; its strings live as long as w. ERR_INVALID if it is damaged. */
bool	attempt_order_read(struct work *w, int fd, struct attempt_order *ret_order) MUST_CHECK;

/*
 * Starts a shim (slipway-shim shim SPOOL_ROOT ID, in a session of its own) for this
 * order. The caller reaps ret_pid: status 0 = a result was stored, else see attempt_judge.
 * A second start of the same id does nothing and ends with status 3.
 *
 * With is_again an ssh attempt that attempt_judge calls lost goes on in another shim: the
 * script still runs, or has ended, on its target. Lines that are in the spool already are
 * not written again.
 */
bool	attempt_start(struct work *w, const char *spool_root, const struct attempt_order *order,
		pid_t *ret_pid) MUST_CHECK;

/*
 * Asks the running shim to end its script: TERM, 10 s, KILL; the result says
 * "cancelled". False with ERR_NOT_FOUND if no shim listens (any more).
 */
bool	attempt_cancel(struct work *w, const char *spool_root, const char *id) MUST_CHECK;

/* Tells the running shim to mask one more secret from now on. Errors as above. */
bool	attempt_mask(struct work *w, const char *spool_root, const char *id, const char *secret)
		MUST_CHECK;

/*
 * Tells the running shim that the spool is stored elsewhere up to offset: that part no
 * longer counts against its quota (256 MiB) and cannot be read again. Call it about every
 * few MiB. Errors as above.
 */
bool	attempt_stored(struct work *w, const char *spool_root, const char *id, uint64_t offset)
		MUST_CHECK;

enum attempt_evidence {
	ATTEMPT_NONE,		/* never started, and never will: the gate is shut now */
	ATTEMPT_ALIVE,		/* its shim runs: follow the spool */
	ATTEMPT_RESULT,		/* finished, result stored */
	ATTEMPT_LOST		/* started, and its shim died without a result */
};

struct attempt_verdict {
	enum attempt_evidence evidence;
	pid_t pid;		/* ATTEMPT_ALIVE: the shim, for pidfd_open; 0 if not known yet */
};

/*
 * Judges what became of an attempt (execution: at most once). After ATTEMPT_NONE the id
 * is used up: start again under another one. Only the runner named in the attempt's row
 * may call this.
 */
bool	attempt_judge(struct work *w, const char *spool_root, const char *id,
		struct attempt_verdict *ret_verdict) MUST_CHECK;

/* How a finished attempt ended. */
struct attempt_result {
	int exit_code;		/* 0 success; -1: never ran or failed by rule; 128+n: signal n */
	int signal;		/* signal that ended the script, or 0 */
	const char *reason;	/* "" or "cancelled", "time limit", "interpreter missing",
				   "error output", "unreachable", "refused" (login or host
				   key), "interrupted", "not started",
				   "spool full" */
	const char *detail;	/* a sentence about reason for people, or "" */
	const char *message;	/* the script's own resultMessage (masked), or "" */
	int64_t started_us;	/* wall clock, microseconds since 1970 */
	int64_t ended_us;
	uint64_t spool_bytes;	/* length of the complete spool */
};

/* Reads the result file. ERR_NOT_FOUND without one. Strings live as long as w. */
bool	attempt_result_read(struct work *w, const char *spool_root, const char *id,
		struct attempt_result *ret_result) MUST_CHECK;

/* Opens the spool for spool_read; ERR_NOT_FOUND before the shim made it. Caller closes. */
bool	attempt_open_spool(struct work *w, const char *spool_root, const char *id, int *ret_fd)
		MUST_CHECK;

/*
 * Deletes spool and result after they are stored elsewhere; the empty folder stays, so
 * that a late start still finds the gate shut.
 */
bool	attempt_drop(struct work *w, const char *spool_root, const char *id) MUST_CHECK;

/* Deletes what attempt_drop left; only when the task is final. */
bool	attempt_forget(struct work *w, const char *spool_root, const char *id) MUST_CHECK;

#endif
