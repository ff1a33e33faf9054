/*
 * Agents, prompts, host keys, and the ssh command line. Sessions are driven in
 * ssh_run.c and ssh.c.
 */
#include "runner/link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/proc.h"
#include "lib/base/seal.h"
#include "runner/bootstrap.h"
#include "runner/master.h"
#include "runner/ssh.h"

#define HOST_ALIAS "slipway-target"

static const char *
path_in(struct work *w, const struct link *l, const char *name)
{
	return arena_printf(w->arena, "%s/%s", l->folder.path, name);
}

/* What ssh and its helpers may know of our environment. */
static const char *const *
environment(struct work *w, const struct link *l)
{
	const char **env = arena_array(w->arena, 8, sizeof(*env));
	const char *path = getenv("PATH");
	size_t n = 0;

	env[n++] = arena_printf(w->arena, "PATH=%s", path != NULL ? path : "/usr/bin:/bin");
	env[n++] = "LC_ALL=C";
	env[n++] = "HOME=/nonexistent";
	env[n++] = arena_printf(w->arena, "SSH_AUTH_SOCK=%s", path_in(w, l, "agent"));
	env[n++] = arena_printf(w->arena, "SSH_ASKPASS=%s", path_in(w, l, "askpass"));
	env[n++] = "SSH_ASKPASS_REQUIRE=force";
	return env;
}

/* ---- passwords and passphrases ------------------------------------------- */

/* Writes the secret to whoever opens the pipe, as long as our parent lives. */
static void
answer(const char *pipe_path, const char *secret)
{
	struct timespec moment = {.tv_nsec = 1000000};

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGPIPE, SIG_IGN);
	for (;;) {
		int fd = open(pipe_path, O_WRONLY | O_CLOEXEC);

		if (fd < 0)
			_exit(0);
		(void)!write_all(fd, secret, strlen(secret));	/* a reader may leave */
		(void)!write_all(fd, "\n", 1);
		close(fd);
		(void)nanosleep(&moment, NULL);		/* lets this reader go first */
	}
}

/* The program that ssh asks: reads one line from a named pipe in our private folder. */
static bool
start_answerer(struct work *w, struct link *l, const char *secret)
{
	const char *pipe_path = path_in(w, l, "secret");
	const char *program = arena_printf(w->arena,
	    "#!/bin/sh\ncase $1 in *'try again'*) exit 1 ;; esac\n"
	    "IFS= read -r secret <'%s'\nprintf '%%s\\n' \"$secret\"\n", pipe_path);
	const char *path = path_in(w, l, "askpass");
	sigset_t none;
	int fd;
	bool ok;

	if (mkfifo(pipe_path, 0600) != 0)
		return fail(w, ERR_INTERNAL, "'%s' cannot be made: %m.", pipe_path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	ok = fd >= 0 && write_all(fd, program, strlen(program));
	if (fd >= 0)
		close(fd);
	if (!ok)
		return fail(w, ERR_INTERNAL, "'%s' cannot be made: %m.", path);
	l->answerer = fork();
	if (l->answerer == 0) {
		(void)sigemptyset(&none);
		(void)sigprocmask(SIG_SETMASK, &none, NULL);
		(void)close_range(3, ~0u, 0);	/* above all the lock of the attempt */
		answer(pipe_path, secret);
	}
	return l->answerer > 0 ? true : fail(w, ERR_INTERNAL, "A process cannot be started: %m.");
}

static void
stop_answerer(struct link *l)
{
	if (l->answerer > 0) {
		(void)kill(l->answerer, SIGKILL);
		(void)waitpid(l->answerer, NULL, 0);
	}
	l->answerer = 0;
}

/* ---- the agent ----------------------------------------------------------- */

/*
 * Runs under ssh-agent a shell that tells the agent's process id and then waits for our
 * end: with it the agent ends too.
 */
static bool
start_agent(struct work *w, struct link *l)
{
	const char *argv[] = {"ssh-agent", "-a", path_in(w, l, "agent"), "sh", "-c",
	    "echo $SSH_AGENT_PID; exec cat >/dev/null", NULL};
	struct pollfd ready;
	char pid[32] = "";

	if (!child_start(w, argv, environment(w, l), &l->agent))
		return false;
	ready = (struct pollfd){.fd = l->agent.out, .events = POLLIN};
	if (poll(&ready, 1, 10000) == 1 && read(l->agent.out, pid, sizeof(pid) - 1) > 0)
		l->agent_pid = (pid_t)strtol(pid, NULL, 10);
	if (l->agent_pid <= 0)
		return fail(w, ERR_INTERNAL, "ssh-agent could not be started.");
	return true;
}

static bool
add_key(struct work *w, struct link *l)
{
	const char *argv[] = {"ssh-add", "-q", "-", NULL}, *out, *err;
	const struct child_limit limit = {.seconds = 20};
	const char *passphrase = l->ssh->passphrase;
	size_t len = strlen(l->ssh->key_pem);
	const char *key = arena_printf(w->arena, "%s%s", l->ssh->key_pem,
	    len > 0 && l->ssh->key_pem[len - 1] == '\n' ? "" : "\n");
	bool ok;
	int status;

	if (!start_answerer(w, l, passphrase != NULL ? passphrase : ""))
		return false;
	ok = child_run(w, argv, environment(w, l), key, &limit, &status, &out, &err);
	stop_answerer(l);
	if (!ok)
		return false;
	if (status != 0)
		return fail(w, ERR_INVALID, "The account's private key cannot be used (%s): is it "
		    "complete, and is its passphrase right?", err[0] != '\0' ?
		    arena_strndup(w->arena, err, strcspn(err, "\n")) : "ssh-add failed");
	return true;
}

/* ---- opening and closing ------------------------------------------------- */

/* A name that is safe on a command line: no option, no blank, no control character. */
static bool
is_plain(const char *s)
{
	if (s == NULL || s[0] == '\0' || s[0] == '-')
		return false;
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s <= ' ' || *s == '\x7f' || strchr("'\"\\`$", *s) != NULL)
			return false;
	}
	return true;
}

bool
link_open(struct work *w, const struct attempt_ssh *ssh, struct link *ret)
{
	struct link l = {.ssh = ssh};
	bool ok;

	if (!is_plain(ssh->host))
		return fail(w, ERR_INVALID, "'%s' cannot be the name of an SSH host.",
		    ssh->host != NULL ? ssh->host : "");
	if (!is_plain(ssh->user))
		return fail(w, ERR_INVALID, "'%s' cannot be the user name of an SSH account.",
		    ssh->user != NULL ? ssh->user : "");
	if (!link_folder_make(w, &l.folder))
		return false;
	if (ssh->key_pem != NULL && ssh->key_pem[0] != '\0')
		ok = start_agent(w, &l) && add_key(w, &l);
	else
		ok = start_answerer(w, &l, ssh->password != NULL ? ssh->password : "");
	*ret = l;
	if (!ok)
		link_close(ret);
	return ok;
}

void
link_close(struct link *l)
{
	stop_answerer(l);
	if (l->agent_pid > 0)
		(void)kill(l->agent_pid, SIGTERM);
	child_end(&l->agent);
	link_folder_remove(&l->folder);
	*l = (struct link){.ssh = l->ssh};
}

/* ---- host keys ----------------------------------------------------------- */

static bool
is_same_fingerprint(const struct ssh_host_key *key, const char *expected)
{
	size_t len;

	if (strncmp(expected, "MD5:", 4) == 0)
		return strcasecmp(key->md5, expected + 4) == 0;
	if (strcasecmp(key->md5, expected) == 0)
		return true;
	/* Some tools print the padding of base64, or leave the prefix out. */
	if (strncmp(expected, "SHA256:", 7) == 0)
		expected += 7;
	len = strcspn(expected, "=");
	return strlen(key->sha256 + 7) == len && strncmp(key->sha256 + 7, expected, len) == 0;
}

static int
connect_timeout(const struct attempt_ssh *ssh)
{
	return ssh->connect_timeout_s > 0 ? ssh->connect_timeout_s : 10;
}

bool
link_pin(struct work *w, struct link *l)
{
	const char *expected = l->ssh->fingerprint;
	struct child_limit limit = {.seconds = connect_timeout(l->ssh),
	    .wake = {l->wake[0], l->wake[1]}, .wake_count = l->wake_count};
	struct ssh_host_key *keys;
	size_t count;

	if (l->key_type != NULL)
		return true;
	if (expected == NULL || expected[0] == '\0')
		return fail(w, ERR_INVALID, "The target has no fingerprint: discover its host key "
		    "and save it first.");
	if (!ssh_scan(w, l->ssh->host, l->ssh->port, &limit, &keys, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *line;

		if (!is_same_fingerprint(&keys[i], expected))
			continue;
		line = arena_printf(w->arena, HOST_ALIAS " %s\n", keys[i].line);
		if (!file_write_atomic(path_in(w, l, "known_hosts"), line, strlen(line), 0600))
			return fail(w, ERR_INTERNAL, "The host key cannot be stored: %m.");
		l->key_type = keys[i].algorithm;
		return true;
	}
	return fail(w, ERR_CONFLICT, "The host '%s' does not have the key that was saved (%s); its "
	    "first key now is %s. If the host was installed anew, discover its key again; "
	    "otherwise somebody may be in between.", l->ssh->host, expected, keys[0].sha256);
}

/* ---- sessions ------------------------------------------------------------ */

const char *
link_nonce(struct work *w)
{
	return arena_printf(w->arena, "slipway-%s", random_key(w->arena, 24));
}

/* ssh with these options, running a verb of the gate on the target. */
static bool
start_ssh(struct work *w, const struct attempt_ssh *ssh, const char *const *env,
    const char *const *options, size_t count, const char *command, struct child *ret)
{
	const char **argv = arena_array(w->arena, count * 2 + 16, sizeof(*argv));
	size_t n = 0;

	argv[n++] = "ssh";
	argv[n++] = "-F";
	argv[n++] = "none";
	argv[n++] = "-T";
	for (size_t i = 0; i < count; i++) {
		argv[n++] = "-o";
		argv[n++] = options[i];
	}
	argv[n++] = "-p";
	argv[n++] = arena_printf(w->arena, "%d", ssh->port > 0 ? ssh->port : 22);
	argv[n++] = "-l";
	argv[n++] = ssh->user;
	argv[n++] = "--";
	argv[n++] = ssh->host;
	argv[n++] = command;
	return child_start(w, argv, env, ret);
}

/* What the target is asked to run: the gate from its stdin. */
static const char *
gate_command(struct work *w, const char *nonce, const char *verb)
{
	return arena_printf(w->arena, "sh -c 'eval \"$(head -c %zu)\"' sh %s %s",
	    strlen(bootstrap_remote), nonce, verb);
}

bool
link_session(struct work *w, const struct link *l, const char *nonce, const char *verb,
    struct child *ret)
{
	bool has_key = l->agent_pid > 0;
	bool is_rsa = strcmp(l->key_type, "ssh-rsa") == 0;
	const char *master = l->is_alone ? NULL : l->ssh->master_path;
	const char *options[] = {
		has_key ? "BatchMode=yes" : "BatchMode=no",
		arena_printf(w->arena, "IdentityAgent=%s",
		    has_key ? path_in(w, l, "agent") : "none"),
		has_key ? "PreferredAuthentications=publickey" :
		    "PreferredAuthentications=password,keyboard-interactive",
		arena_printf(w->arena, "UserKnownHostsFile=%s", path_in(w, l, "known_hosts")),
		arena_printf(w->arena, "HostKeyAlgorithms=%s",
		    is_rsa ? "rsa-sha2-512,rsa-sha2-256" : l->key_type),
		arena_printf(w->arena, "ConnectTimeout=%d", connect_timeout(l->ssh)),
		arena_printf(w->arena, "ControlPath=%s", master != NULL ? master : "none"),
		master != NULL ? "ControlMaster=auto" : "ControlMaster=no",
		arena_printf(w->arena, "ControlPersist=%d", MASTER_IDLE_S),
		"IdentityFile=none", "GlobalKnownHostsFile=none", "StrictHostKeyChecking=yes",
		"HostKeyAlias=" HOST_ALIAS, "CheckHostIP=no", "UpdateHostKeys=no",
		"ForwardAgent=no", "ForwardX11=no", "ClearAllForwardings=yes",
		"PermitLocalCommand=no", "ServerAliveInterval=3", "ServerAliveCountMax=2",
		"NumberOfPasswordPrompts=1", "EscapeChar=none", "LogLevel=ERROR",
	};

	return start_ssh(w, l->ssh, environment(w, l), options, COUNT(options),
	    gate_command(w, nonce, verb), ret);
}

bool
link_join(struct work *w, const struct attempt_ssh *ssh, const char *nonce, const char *verb,
    struct child *ret)
{
	static const char *const env[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C",
	    "HOME=/nonexistent", NULL};
	const char *options[] = {
		arena_printf(w->arena, "ControlPath=%s", ssh->master_path),
		"ControlMaster=no", "ProxyCommand=false",	/* joins, or fails at once */
		"BatchMode=yes", "IdentityFile=none", "IdentityAgent=none",
		"UserKnownHostsFile=none", "GlobalKnownHostsFile=none",
		"StrictHostKeyChecking=yes", "ForwardAgent=no", "ForwardX11=no",
		"ClearAllForwardings=yes", "PermitLocalCommand=no", "EscapeChar=none",
		"LogLevel=ERROR",
	};

	return start_ssh(w, ssh, env, options, COUNT(options), gate_command(w, nonce, verb), ret);
}

bool
link_is_final(const char *message)
{
	static const char *const final[] = {"Permission denied", "Host key verification failed",
	    "Too many authentication failures", "no matching host key type"};

	for (size_t i = 0; i < COUNT(final); i++) {
		if (strstr(message, final[i]) != NULL)
			return true;
	}
	return false;
}
