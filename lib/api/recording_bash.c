/*
 * A recording as a script for bash, curl and jq. Everything that comes from documents
 * stands in quoted here-documents or between single quotes: nothing of it is ever
 * read by the shell. The frame around the requests is a constant.
 */
#include "lib/api/record.h"

#include "lib/base/buf.h"

#define SCRIPT_MAX ((size_t)64 * 1024 * 1024)

static const char frame[] =
    "set -euo pipefail\n"
    ": \"${OCTOPUS_URL:?the address of the server, like http://127.0.0.1:8080}\"\n"
    ": \"${OCTOPUS_API_KEY:?an API key of that server}\"\n";

static const char functions[] =
    "\n"
    "work=$(mktemp -d)\n"
    "trap 'rm -rf \"$work\"' EXIT\n"
    "\n"
    "# request METHOD PATH [curl options]: the answer is in $work/answer.\n"
    "request() {\n"
    "\tlocal method=$1 path=$2 status\n"
    "\tshift 2\n"
    "\tstatus=$(curl -sS -K <(printf 'header = \"X-Octopus-ApiKey: %s\"\\n' \"$OCTOPUS_API_KEY\") "
    "\\\n"
    "\t\t-X \"$method\" -o \"$work/answer\" -w '%{http_code}' \"$@\" \"${OCTOPUS_URL%/}$path\")\n"
    "\tif [[ $status != 2* ]]; then\n"
    "\t\techo \"$method $path answered $status:\" >&2\n"
    "\t\tjq -r '.ErrorMessage, (.Errors[]?)' \"$work/answer\" >&2 || cat \"$work/answer\" >&2\n"
    "\t\texit 1\n"
    "\tfi\n"
    "}\n"
    "\n"
    "# look_up NAME WHAT PATH MEMBER VALUE FILTER [SECONDS]: exports the id of something, which\n"
    "# may take its time to appear.\n"
    "look_up() {\n"
    "\tlocal id left=${7:-0}\n"
    "\trequest GET \"$3\"\n"
    "\tuntil id=$(jq -er --arg member \"$4\" --arg value \"$5\" 'if $member == \"\" then . else\n"
    "\t\t(if type == \"array\" then .[] else .Items[] end)\n"
    "\t\t| select(.[$member] | ascii_downcase == ($value | ascii_downcase)) end | '\"$6\" \\\n"
    "\t\t\"$work/answer\" | head -n 1); do\n"
    "\t\tif ((left-- <= 0)); then\n"
    "\t\t\techo \"There is no $2 on this server.\" >&2\n"
    "\t\t\texit 1\n"
    "\t\tfi\n"
    "\t\tsleep 1\n"
    "\t\trequest GET \"$3\"\n"
    "\tdone\n"
    "\texport \"$1=$id\"\n"
    "}\n"
    "\n"
    "# fill: puts ids and secrets into a body.\n"
    "fill() {\n"
    "\tjq -c 'walk(if type == \"object\" and has(\"@ref\") then $ENV[.[\"@ref\"]]\n"
    "\t\telif type == \"object\" and has(\"@secret\") then $ENV[.[\"@secret\"]] else . end)'\n"
    "}\n"
    "\n"
    "# send METHOD PATH: the body is read from standard input.\n"
    "send() {\n"
    "\tfill > \"$work/body\"\n"
    "\trequest \"$1\" \"$2\" -H 'Content-Type: application/json' --data-binary \"@$work/body\"\n"
    "}\n"
    "\n"
    "# replace PATH: like send PUT, with the Version that the document has now.\n"
    "replace() {\n"
    "\tlocal version\n"
    "\trequest GET \"$1\"\n"
    "\tversion=$(jq .Version \"$work/answer\")\n"
    "\tfill | jq -c --argjson version \"$version\" '.Version = $version' > \"$work/body\"\n"
    "\trequest PUT \"$1\" -H 'Content-Type: application/json' --data-binary \"@$work/body\"\n"
    "}\n"
    "\n"
    "# upload METHOD PATH NAME TYPE: the file is read as base64 from standard input.\n"
    "upload() {\n"
    "\tbase64 -d > \"$work/file\"\n"
    "\trequest \"$1\" \"$2\" -F \"fileToUpload=@$work/file;filename=$3;type=$4\"\n"
    "}\n"
    "\n"
    "# take NAME FILTER: exports an id of the last answer.\n"
    "take() {\n"
    "\tlocal id\n"
    "\tid=$(jq -er \"$2\" \"$work/answer\")\n"
    "\texport \"$1=$id\"\n"
    "}\n"
    "\n"
    "# wait_for TASK...: until the tasks have ended, or ask people something.\n"
    "wait_for() {\n"
    "\tlocal task\n"
    "\tfor task; do\n"
    "\t\trequest GET \"/api/tasks/$task\"\n"
    "\t\tuntil jq -e '.IsCompleted or .HasPendingInterruptions' \"$work/answer\" > /dev/null; do\n"
    "\t\t\tsleep 1\n"
    "\t\t\trequest GET \"/api/tasks/$task\"\n"
    "\t\tdone\n"
    "\t\techo \"   $task $(jq -r '.State + \": \" + .Description' \"$work/answer\")\"\n"
    "\tdone\n"
    "}\n"
    "\n"
    "if [[ -n ${OCTOPUS_SPACE:-} ]]; then\n"
    "\texport space=$OCTOPUS_SPACE\n"
    "else\n"
    "\trequest GET /api/spaces/all\n"
    "\ttake space '[.[] | select(.IsDefault)][0].Id'\n"
    "fi\n";

/* 'text' with every quote of its own outside; line ends and controls become blanks. */
static void
quote(struct buf *b, const char *text)
{
	buf_putc(b, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			buf_puts(b, "'\\''");
		else
			buf_putc(b, (unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text);
	}
	buf_putc(b, '\'');
}

/* For comments: one line whatever the text holds. */
static void
one_line(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++)
		buf_putc(b, (unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text);
}

/* "…/@{id_Projects_7}/…" between double quotes; everything else is percent-encoded. */
static void
path(struct buf *b, const char *text, const char *query)
{
	buf_putc(b, '"');
	for (; *text != '\0'; text++) {
		if (*text == '@')
			buf_putc(b, '$');
		else
			buf_putc(b, *text);
	}
	if (*query != '\0')
		buf_putc(b, '?');
	for (; *query != '\0'; query++)
		buf_putc(b, *query == '@' ? '$' : *query);
	buf_putc(b, '"');
}

/* A member's name (without / and ~) between the quotes of jq, between those of the shell. */
static void
quote_member(struct buf *b, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr("'\"\\", s[i]) != NULL || (unsigned char)s[i] < 0x20)
			buf_printf(b, "\\u%04x", (unsigned)(unsigned char)s[i]);
		else
			buf_putc(b, s[i]);
	}
}

/* "/Steps/0/Id" as '.["Steps"][0]["Id"]'. */
static void
filter(struct buf *b, const char *pointer)
{
	buf_puts(b, "'.");
	while (*pointer == '/') {
		size_t len = strcspn(++pointer, "/");

		if (len > 0 && strspn(pointer, "0123456789") >= len) {
			buf_printf(b, "[%.*s]", (int)len, pointer);
		} else {
			buf_puts(b, "[\"");
			quote_member(b, pointer, len);
			buf_puts(b, "\"]");
		}
		pointer += len;
	}
	buf_putc(b, '\'');
}

static void
write_finds(struct buf *b, struct json_object *finds)
{
	for (size_t i = 0; i < json_len(finds); i++) {
		struct json_object *f = json_at(finds, i);

		buf_printf(b, "look_up %s ", json_str(f, "Name", ""));
		quote(b, json_str(f, "What", ""));
		buf_putc(b, ' ');
		path(b, json_str(f, "Path", ""), "");
		buf_putc(b, ' ');
		quote(b, json_str(f, "Member", ""));
		buf_putc(b, ' ');
		quote(b, json_str(f, "Value", ""));
		buf_putc(b, ' ');
		filter(b, json_str(f, "Pointer", "/Id"));
		if (json_int(f, "Seconds", 0) > 0)
			buf_printf(b, " %lld", (long long)json_int(f, "Seconds", 0));
		buf_putc(b, '\n');
	}
}

static void
write_upload(struct buf *b, struct json_object *r, struct json_object *upload)
{
	const char *data = json_str(upload, "Base64", ""),
		   *name = json_str(upload, "FileName", "file");
	const char *type = json_str(upload, "ContentType", "");

	buf_printf(b, "upload %s ", json_str(r, "Method", ""));
	path(b, json_str(r, "Path", ""), json_str(r, "Query", ""));
	buf_putc(b, ' ');
	quote(b, name[strcspn(name, "\";,")] == '\0' ? name : "file");
	buf_putc(b, ' ');
	quote(
	    b, *type == '\0' || strpbrk(type, ";,\"") != NULL ? "application/octet-stream" : type);
	buf_puts(b, " <<'DATA'\n");
	for (size_t len = strlen(data); len > 0;) {
		size_t n = len > 76 ? 76 : len;

		buf_add(b, data, n);
		buf_putc(b, '\n');
		data += n;
		len -= n;
	}
	buf_puts(b, "DATA\n");
}

static void
write_call(struct buf *b, struct json_object *r)
{
	struct json_object *body = json_get(r, "Body"), *upload = json_get(r, "Upload");

	if (upload != NULL) {
		write_upload(b, r, upload);
		return;
	}
	if (json_flag(r, "Rereads", false)) {
		buf_puts(b, "replace ");
	} else if (body != NULL) {
		buf_printf(b, "send %s ", json_str(r, "Method", ""));
	} else {
		buf_printf(b, "request %s ", json_str(r, "Method", ""));
	}
	path(b, json_str(r, "Path", ""), json_str(r, "Query", ""));
	if (body != NULL)
		buf_printf(b, " <<'JSON'\n%s\nJSON",
		    json_object_to_json_string_ext(body,
			JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
			    JSON_C_TO_STRING_NOSLASHESCAPE));
	buf_putc(b, '\n');
}

static void
write_results(struct buf *b, struct json_object *r)
{
	struct json_object *produces = json_get(r, "Produces"), *waits = json_get(r, "Waits");

	for (size_t i = 0; i < json_len(produces); i++) {
		struct json_object *p = json_at(produces, i);

		buf_printf(b, "take %s ", json_str(p, "Name", ""));
		filter(b, json_str(p, "Pointer", ""));
		buf_putc(b, '\n');
	}
	for (size_t i = 0; i < json_len(waits); i++) {
		buf_puts(b, i == 0 ? "wait_for" : "");
		buf_puts(b, " \"$(jq -r ");
		filter(b, json_str_at(waits, i));
		buf_puts(b, " \"$work/answer\")\"");
		buf_puts(b, i + 1 == json_len(waits) ? "\n" : "");
	}
}

const char *
recording_bash(struct work *w, struct json_object *export)
{
	struct json_object *requests = json_get(export, "Requests"),
			   *secrets = json_get(export, "Secrets");
	struct buf b;

	buf_init(&b, w->arena, SCRIPT_MAX);
	buf_puts(&b, "#!/usr/bin/env bash\n# Recorded by Slipway: ");
	one_line(&b, json_str(export, "Name", ""));
	buf_printf(&b, "; %zu requests. Needs bash, curl and jq 1.6.\n", json_len(requests));
	buf_puts(&b, frame);
	for (size_t i = 0; i < json_len(secrets); i++) {
		const char *name = json_str_at(secrets, i);

		buf_printf(&b,
		    ": \"${%s:?a secret that was typed in and not recorded}\"\nexport %s\n", name,
		    name);
	}
	buf_puts(&b, functions);
	for (size_t i = 0; i < json_len(requests); i++) {
		struct json_object *r = json_at(requests, i);
		const char *title = arena_printf(w->arena, "%zu. %s %s", i + 1,
		    json_str(r, "Method", ""), json_str(r, "Path", ""));

		buf_puts(&b, "\necho ");
		quote(&b, title);
		buf_putc(&b, '\n');
		write_finds(&b, json_get(r, "Finds"));
		write_call(&b, r);
		write_results(&b, r);
	}
	return b.is_full ? NULL : b.s;
}
