/*
 * The small driver around one attempt. FILE.json holds the members of an attempt order
 * in PascalCase; "SealPrivate" (hex) lets it show sealed values.
 */
#include "runner/drive.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/json.h"
#include "lib/base/proc.h"
#include "lib/base/seal.h"
#include "lib/base/seal_to.h"
#include "runner/attempt.h"
#include "runner/spool.h"

#define FILE_MAX ((size_t)256 * 1024 * 1024)

static volatile sig_atomic_t is_asked_to_stop;

static void
stop(int sig)
{
	(void)sig;
	is_asked_to_stop = 1;
}

/* ---- the order ----------------------------------------------------------- */

static enum script_syntax
syntax_of(const char *name)
{
	static const char *const names[] = {"Bash", "PowerShell", "Python"};

	for (size_t i = 0; i < COUNT(names); i++) {
		if (strcmp(names[i], name) == 0)
			return (enum script_syntax)i;
	}
	return SYNTAX_BASH;
}

static const struct attempt_pair *
pairs_of(struct work *w, struct json_object *object, size_t *ret_count)
{
	struct attempt_pair *pairs = arena_array(w->arena,
	    object != NULL ? (size_t)json_object_object_length(object) + 1 : 1, sizeof(*pairs));
	size_t count = 0;

	if (object != NULL) {
		json_object_object_foreach(object, name, value)
			pairs[count++] = (struct attempt_pair){name, json_object_get_string(value)};
	}
	*ret_count = count;
	return pairs;
}

static const char *const *
strings_of(struct work *w, struct json_object *array, size_t *ret_count)
{
	const char **strings = arena_array(w->arena, json_len(array) + 1, sizeof(*strings));

	for (size_t i = 0; i < json_len(array); i++)
		strings[i] = json_str_at(array, i);
	*ret_count = json_len(array);
	return strings;
}

static void
read_lists(struct work *w, struct json_object *o, struct attempt_order *order)
{
	struct json_object *modules = json_get(o, "Modules");
	struct attempt_module *m = arena_array(w->arena, json_len(modules) + 1, sizeof(*m));

	for (size_t i = 0; i < json_len(modules); i++) {
		struct json_object *module = json_at(modules, i);

		m[i] = (struct attempt_module){json_str(module, "Name", ""),
		    syntax_of(json_str(module, "Syntax", "")), json_str(module, "Body", "")};
	}
	order->modules = m;
	order->module_count = json_len(modules);
	order->variables = pairs_of(w, json_get(o, "Variables"), &order->variable_count);
	order->environment = pairs_of(w, json_get(o, "Environment"), &order->environment_count);
	order->masks = strings_of(w, json_get(o, "Masks"), &order->mask_count);
	order->hides = strings_of(w, json_get(o, "Hides"), &order->hide_count);
}

static void
read_ssh(struct json_object *o, struct attempt_ssh *ssh)
{
	*ssh = (struct attempt_ssh){
		.host = json_str(o, "Host", NULL),
		.port = (int)json_int(o, "Port", 0),
		.user = json_str(o, "User", NULL),
		.key_pem = json_str(o, "Key", NULL),
		.passphrase = json_str(o, "Passphrase", NULL),
		.password = json_str(o, "Password", NULL),
		.fingerprint = json_str(o, "Fingerprint", NULL),
		.connect_timeout_s = (int)json_int(o, "ConnectTimeout", 0),
		.reach_timeout_s = (int)json_int(o, "ReachTimeout", 0),
		.tries = (int)json_int(o, "Tries", 0),
		.pause_s = (int)json_int(o, "Pause", 0),
		.lost_timeout_s = (int)json_int(o, "LostTimeout", 0),
		.master_path = json_str(o, "MasterPath", NULL),
	};
}

static bool
read_order(struct work *w, const char *path, struct attempt_order *order,
    const char **ret_private)
{
	struct json_object *o;
	size_t len;
	char *text = file_read(w->arena, path, FILE_MAX, &len);

	if (text == NULL)
		return fail(w, ERR_INVALID, "'%s' cannot be read: %m.", path);
	o = json_parse(w, text, len);
	if (o == NULL)
		return false;
	*order = (struct attempt_order){
		.id = json_str(o, "Id", ""),
		.kind = json_get(o, "Ssh") != NULL ? ATTEMPT_SSH : ATTEMPT_LOCAL,
		.syntax = syntax_of(json_str(o, "Syntax", "Bash")),
		.body = json_str(o, "Body", ""),
		.parameters = json_str(o, "Parameters", ""),
		.uid = (uid_t)json_int(o, "Uid", getuid()),
		.gid = (gid_t)json_int(o, "Gid", getgid()),
		.work_root = json_str(o, "WorkRoot", "/tmp"),
		.artifact_root = json_str(o, "ArtifactRoot", NULL),
		.limit_s = json_int(o, "Limit", 0),
		.seal_key = json_str(o, "SealKey", NULL),
		.fail_on_error_output = json_flag(o, "FailOnErrorOutput", false),
		.hide_environment = json_flag(o, "HideEnvironment", true),
		.is_again = json_flag(o, "Again", false),
	};
	read_lists(w, o, order);
	read_ssh(json_get(o, "Ssh"), &order->ssh);
	*ret_private = json_str(o, "SealPrivate", NULL);
	return true;
}

/* ---- the records --------------------------------------------------------- */

/* Opens a sealed value; what cannot be opened is shown as it is. */
static const char *
open_value(struct work *w, const struct attempt_order *order, const char *private_key,
    const char *value)
{
	char *plain;
	size_t len;

	if (!seal_to_open(w->arena, order->seal_key, private_key, value, &plain, &len))
		return value;
	return plain;
}

static void
print_record(struct work *w, const struct attempt_order *order, const char *private_key,
    const struct spool_record *r)
{
	static const char *const streams[] = {"", "out", "err", "shim"};
	struct json_object *o = json_new_object(w);

	json_set_int(o, "n", (int64_t)r->sequence);
	json_set_str(o, "stream", streams[r->stream]);
	if (r->kind == SPOOL_LINE) {
		json_set_int(o, "category", r->category);
		json_set_str(o, "text", r->text);
	} else {
		json_set_str(o, "effect", r->text);
		for (size_t i = 0; i < r->field_count; i++) {
			const struct spool_field *f = &r->fields[i];

			json_set_str(o, f->key, f->is_sealed ?
			    open_value(w, order, private_key, f->value) : f->value);
		}
	}
	printf("%s\n", json_text(w, o));
}

static bool
print_records(struct work *w, const char *root, const struct attempt_order *order,
    const char *private_key, uint64_t *offset)
{
	struct spool_record *records;
	size_t count;
	int fd;

	if (!attempt_open_spool(w, root, order->id, &fd)) {
		work_clear_error(w);
		return true;	/* not there yet */
	}
	do {
		if (!spool_read(w, fd, *offset, (size_t)1024 * 1024, &records, &count, offset)) {
			close(fd);
			return false;
		}
		for (size_t i = 0; i < count; i++)
			print_record(w, order, private_key, &records[i]);
	} while (count > 0);
	close(fd);
	fflush(stdout);
	return true;
}

static void
print_result(struct work *w, const char *root, const char *id)
{
	static const char *const names[] = {"none", "alive", "result", "lost"};
	struct json_object *o = json_new_object(w);
	struct attempt_verdict verdict;
	struct attempt_result r;

	if (!attempt_judge(w, root, id, &verdict))
		return;
	json_set_str(o, "evidence", names[verdict.evidence]);
	if (verdict.evidence == ATTEMPT_RESULT && attempt_result_read(w, root, id, &r)) {
		json_set_int(o, "exit", r.exit_code);
		json_set_int(o, "signal", r.signal);
		json_set_str(o, "reason", r.reason);
		json_set_str(o, "detail", r.detail);
		json_set_str(o, "message", r.message);
		json_set_int(o, "bytes", (int64_t)r.spool_bytes);
		json_set_int(o, "us", r.ended_us - r.started_us);
	}
	printf("%s\n", json_text(w, o));
}

/* ---- the run ------------------------------------------------------------- */

static bool
follow(struct work *w, const char *root, const struct attempt_order *order,
    const char *private_key, pid_t pid)
{
	const struct timespec moment = {.tv_nsec = 20000000};
	uint64_t offset = 0;
	bool is_over = false, is_stopping = false;
	int status;

	while (!is_over) {
		(void)nanosleep(&moment, NULL);
		if (is_asked_to_stop && !is_stopping)
			is_stopping = attempt_cancel(w, root, order->id);
		work_clear_error(w);
		is_over = waitpid(pid, &status, WNOHANG) == pid;
		if (!print_records(w, root, order, private_key, &offset))
			return false;
	}
	print_result(w, root, order->id);
	return !work_failed(w);
}

int
drive_main(int argc, char **argv)
{
	struct attempt_order order;
	const char *private_key = NULL;
	struct work w;
	pid_t pid;

	if (argc != 4) {
		fprintf(stderr, "usage: slipway-runner attempt SPOOL_ROOT FILE.json\n");
		return 2;
	}
	work_begin(&w, arena_new((size_t)4096 * 1024 * 1024));
	(void)signal(SIGTERM, stop);
	if (!seal_init() || !read_order(&w, argv[3], &order, &private_key) ||
	    !attempt_start(&w, argv[2], &order, &pid) ||
	    !follow(&w, argv[2], &order, private_key, pid)) {
		fprintf(stderr, "%s\n", work_failed(&w) ? w.error.message : "failed");
		return 1;
	}
	return 0;
}
