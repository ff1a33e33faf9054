/*
 * Files, arguments, environment of a script. Writes nothing: init.c does it for local
 * scripts, ssh.c for targets.
 */
#include "runner/script.h"

#include <unistd.h>

#include "lib/base/buf.h"
#include "runner/bootstrap.h"

#define FILE_MAX ((size_t)64 * 1024 * 1024)
#define BLOB_MAX ((size_t)192 * 1024 * 1024)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* One language: row i is enum script_syntax i. */
static const struct language {
	const char *program;
	const char *script;
	const char *bootstrap;
	const char *module_suffix;
	const char *text;
	bool keeps_crlf;
	bool has_mark;
	const char *missing;
} languages[SYNTAX__MAX] = {
	[SYNTAX_BASH] = {"bash", "Script.sh", "Bootstrap.Script.sh", ".sh", bootstrap_bash,
	    false, false, "This step is a Bash script, and 'bash' was not found here: "
	    "install the package 'bash'."},
	[SYNTAX_POWERSHELL] = {"pwsh", "Script.ps1", "Bootstrap.Script.ps1", ".psm1",
	    bootstrap_powershell, true, true,
	    "This step is a PowerShell script, and 'pwsh' was not found here: install "
	    "PowerShell 7 so that 'pwsh' is in the PATH, or write the step in Bash or Python."},
	[SYNTAX_PYTHON] = {"python3", "Script.py", "Bootstrap.Script.py", ".py",
	    bootstrap_python, false, false, "This step is a Python script, and 'python3' was "
	    "not found here: install the package 'python3'."},
};

const char *
script_missing(enum script_syntax syntax)
{
	return languages[syntax].missing;
}

/* ---- files --------------------------------------------------------------- */

/* A text as its language wants it: line ends, byte order mark. */
static struct script_file
text_file(struct work *w, const struct language *l, const char *name, const char *text)
{
	struct buf b;

	if (strncmp(text, BYTE_ORDER_MARK, 3) == 0)
		text += 3;
	buf_init(&b, w->arena, FILE_MAX);
	if (l->has_mark)
		buf_puts(&b, BYTE_ORDER_MARK);
	while (*text != '\0') {
		size_t len = l->keeps_crlf ? strlen(text) : strcspn(text, "\r");

		buf_add(&b, text, len);
		text += len;
		if (text[0] == '\r') {
			if (text[1] != '\n')
				buf_putc(&b, '\r');
			text++;
		}
	}
	return (struct script_file){name, b.s, b.len};
}

/* Letters, digits and '_' of a module's name. */
static const char *
module_name(struct work *w, const char *name)
{
	struct buf b;

	buf_init(&b, w->arena, 256);
	for (; *name != '\0'; name++) {
		char c = *name;

		if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '_')
			buf_putc(&b, c);
	}
	return b.s;
}

static const char *
module_file(struct work *w, const struct attempt_module *m)
{
	return arena_printf(w->arena, "%s%s", module_name(w, m->name),
	    languages[m->syntax].module_suffix);
}

/* The bootstrap: our text, then the lines that depend on the order. */
static struct script_file
bootstrap_file(struct work *w, const struct attempt_order *order)
{
	const struct language *l = &languages[order->syntax];
	const char *parameters = order->parameters != NULL ? order->parameters : "";
	struct buf b;

	buf_init(&b, w->arena, FILE_MAX);
	buf_puts(&b, l->text);
	if (order->syntax == SYNTAX_BASH) {
		buf_printf(&b, "set --\nsource ./Script.sh %s\n", parameters);
	} else if (order->syntax == SYNTAX_POWERSHELL) {
		for (size_t i = 0; i < order->module_count; i++) {
			if (order->modules[i].syntax == SYNTAX_POWERSHELL)
				buf_printf(&b, "Import-SlipwayModule './%s'\n",
				    module_file(w, &order->modules[i]));
		}
		buf_printf(&b, "try { . './Script.ps1' %s } catch { Exit-SlipwayFailure $_ }\n",
		    parameters);
	}
	return (struct script_file){l->bootstrap, b.s, b.len};
}

static void
prepare_files(struct work *w, const struct attempt_order *order, struct script *ret)
{
	struct script_file *files = arena_array(w->arena, order->module_count + 2, sizeof(*files));
	size_t count = 0;

	files[count++] = bootstrap_file(w, order);
	files[count++] = text_file(w, &languages[order->syntax], languages[order->syntax].script,
	    order->body);
	for (size_t i = 0; i < order->module_count; i++) {
		const struct attempt_module *m = &order->modules[i];

		files[count++] = text_file(w, &languages[m->syntax], module_file(w, m), m->body);
	}
	ret->files = files;
	ret->file_count = count;
}

/* ---- arguments ----------------------------------------------------------- */

/* Adds one word from s; returns what follows. Quotes as in POSIX 2.2. */
static const char *
take_word(struct buf *b, const char *s)
{
	char quote = '\0';

	for (; *s != '\0'; s++) {
		if (quote == '\0' && strchr(" \t\r\n", *s) != NULL)
			break;
		if (*s == quote) {
			quote = '\0';
		} else if (quote == '\0' && (*s == '\'' || *s == '"')) {
			quote = *s;
		} else if (*s == '\\' && s[1] != '\0' &&
		    (quote == '\0' || (quote == '"' && strchr("\"\\$`", s[1]) != NULL))) {
			buf_putc(b, *++s);
		} else {
			buf_putc(b, *s);
		}
	}
	return s;
}

char **
script_words(struct arena *a, const char *s)
{
	char **words = arena_array(a, strlen(s) / 2 + 2, sizeof(*words));
	size_t count = 0;

	for (;;) {
		struct buf b;

		s += strspn(s, " \t\r\n");
		if (*s == '\0')
			return words;
		buf_init(&b, a, FILE_MAX);
		s = take_word(&b, s);
		words[count++] = b.s;
	}
}

static const char *const *
prepare_argv(struct work *w, const struct attempt_order *order)
{
	static const char *const bash[] = {"bash", "Bootstrap.Script.sh", NULL};
	static const char *const pwsh[] = {"pwsh", "-NoLogo", "-NonInteractive", "-ExecutionPolicy",
	    "Unrestricted", "-Command", ". './Bootstrap.Script.ps1'; "
	    "if ($null -ne $global:LASTEXITCODE) { exit $global:LASTEXITCODE }", NULL};
	const char **argv;
	char **words;
	size_t count = 0;

	if (order->syntax == SYNTAX_BASH)
		return bash;
	if (order->syntax == SYNTAX_POWERSHELL)
		return pwsh;
	words = script_words(w->arena, order->parameters != NULL ? order->parameters : "");
	while (words[count] != NULL)
		count++;
	argv = arena_array(w->arena, count + 4, sizeof(*argv));
	argv[0] = "python3";
	argv[1] = "-u";
	argv[2] = "Bootstrap.Script.py";
	memcpy(argv + 3, words, count * sizeof(*argv));
	return argv;
}

bool
script_prepare(struct work *w, const struct attempt_order *order, struct script *ret)
{
	struct buf blob;

	buf_init(&blob, w->arena, BLOB_MAX);
	for (size_t i = 0; i < order->variable_count; i++) {
		const struct attempt_pair *v = &order->variables[i];

		if (v->name[0] == '\0')
			continue;	/* would end Bash's loop over the variables */
		buf_add(&blob, v->name, strlen(v->name) + 1);
		buf_add(&blob, v->value, strlen(v->value) + 1);
	}
	if (blob.is_full)
		return fail(w, ERR_TOO_LARGE,
		    "The variables of this script are larger than 192 MiB.");
	*ret = (struct script){.argv = prepare_argv(w, order), .blob = blob.s,
	    .blob_len = blob.len};
	prepare_files(w, order, ret);
	return true;
}

/* ---- environment --------------------------------------------------------- */

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* Taken over from the runner's environment; all else is not. */
static const char *const inherited[] = {
	"LANG", "LC_CTYPE", "TZ", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy",
	"https_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "DOTNET_ROOT",
};

/* Root's own PATH may name folders that the scripts' account cannot enter. */
static const char *
search_path(void)
{
	const char *path = geteuid() == 0 ? NULL : getenv("PATH");

	return path != NULL && path[0] != '\0' ? path : DEFAULT_PATH;
}

const char **
script_environment(struct arena *a, const struct attempt_order *order, const char *home)
{
	size_t max = COUNT(inherited) + order->environment_count + 16, count = 0;
	const char **env = arena_array(a, max, sizeof(*env));

	env[count++] = arena_printf(a, "PATH=%s", search_path());
	env[count++] = arena_printf(a, "HOME=%s", home);
	env[count++] = "LC_ALL=C.UTF-8";
	env[count++] = "PYTHONUTF8=1";
	env[count++] = "POWERSHELL_TELEMETRY_OPTOUT=1";
	env[count++] = "POWERSHELL_UPDATECHECK=Off";
	env[count++] = "TentacleInstanceName=Slipway";
	env[count++] = arena_printf(a, "TentacleHome=%s", home);
	env[count++] = arena_printf(a, "SLIPWAY_ATTEMPT=%s", order->id);
	for (size_t i = 0; i < COUNT(inherited); i++) {
		if (getenv(inherited[i]) != NULL)
			env[count++] = arena_printf(a, "%s=%s", inherited[i], getenv(inherited[i]));
	}
	for (size_t i = 0; i < order->environment_count; i++)
		env[count++] = arena_printf(a, "%s=%s", order->environment[i].name,
		    order->environment[i].value);
	return env;
}

const char *
script_find(struct arena *a, const char *program)
{
	const char *path = search_path();

	while (*path != '\0') {
		size_t len = strcspn(path, ":");
		char *candidate = arena_printf(a, "%.*s/%s", (int)len, path, program);

		if (path[0] == '/' && access(candidate, X_OK) == 0)
			return candidate;
		path += len + (path[len] == ':');
	}
	return NULL;
}
