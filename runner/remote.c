/*
 * The upload for a target: the same files as for a local script, and a small ".run" that
 * sets the environment and becomes the interpreter.
 */
#include "runner/remote.h"

#include "lib/base/buf.h"
#include "runner/script.h"

#define UPLOAD_MAX ((size_t)512 * 1024 * 1024)

static const char environment[] =
	"unset BASH_ENV ENV\n"
	"case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in\n"
	"*[Uu][Tt][Ff]8 | *[Uu][Tt][Ff]-8) ;;\n"
	"*) export LC_ALL=C.UTF-8 ;;\n"
	"esac\n"
	"export PYTHONUTF8=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off\n"
	"export TentacleInstanceName=Slipway TentacleHome=\"$HOME/.slipway\"\n"
	"export TentacleApplications=\"$HOME/.slipway/Applications\"\n"
	": \"${HTTP_PROXY=${http_proxy-}}\" \"${HTTPS_PROXY=${https_proxy-}}\"\n"
	": \"${NO_PROXY=${no_proxy-}}\"\n"
	"[ -z \"$HTTP_PROXY\" ] || export HTTP_PROXY http_proxy=\"$HTTP_PROXY\"\n"
	"[ -z \"$HTTPS_PROXY\" ] || export HTTPS_PROXY https_proxy=\"$HTTPS_PROXY\"\n"
	"[ -z \"$NO_PROXY\" ] || export NO_PROXY no_proxy=\"$NO_PROXY\"\n";

/* One word of a shell: '...' with each ' as '\''. */
static void
put_quoted(struct buf *b, const char *s)
{
	buf_putc(b, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '\'')
			buf_puts(b, "'\\''");
		else
			buf_putc(b, *s);
	}
	buf_putc(b, '\'');
}

static bool
is_variable_name(const char *s)
{
	static const char allowed[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

	return s[0] != '\0' && (s[0] < '0' || s[0] > '9') && strspn(s, allowed) == strlen(s);
}

/* The text of ".run"; the variables are open as descriptor 3. */
static void
make_run(struct buf *b, const struct attempt_order *order, const struct script *script)
{
	buf_puts(b, environment);
	for (size_t i = 0; i < order->environment_count; i++) {
		if (!is_variable_name(order->environment[i].name))
			continue;
		buf_printf(b, "export %s=", order->environment[i].name);
		put_quoted(b, order->environment[i].value);
		buf_putc(b, '\n');
	}
	buf_puts(b, "exec");
	for (size_t i = 0; script->argv[i] != NULL; i++) {
		buf_putc(b, ' ');
		put_quoted(b, script->argv[i]);
	}
	buf_putc(b, '\n');
}

static void
put_file(struct buf *b, const char *name, const char *data, size_t len)
{
	buf_printf(b, "file %zu %s\n", len, name);
	buf_add(b, data, len);
}

bool
remote_upload(struct work *w, const struct attempt_order *order, const char **ret_data,
    size_t *ret_len, const char **ret_program)
{
	struct script script;
	struct buf run, b;

	if (!script_prepare(w, order, &script))
		return false;
	buf_init(&run, w->arena, UPLOAD_MAX);
	make_run(&run, order, &script);
	buf_init(&b, w->arena, UPLOAD_MAX);
	put_file(&b, ".run", run.s, run.len);
	for (size_t i = 0; i < script.file_count; i++)
		put_file(&b, script.files[i].name, script.files[i].data, script.files[i].len);
	buf_printf(&b, "vars %zu\n", script.blob_len);
	buf_add(&b, script.blob, script.blob_len);
	buf_puts(&b, "end\n");
	if (b.is_full)
		return fail(w, ERR_TOO_LARGE,
		    "The script and its variables are larger than 512 MiB.");
	*ret_data = b.s;
	*ret_len = b.len;
	*ret_program = script.argv[0];
	return true;
}
