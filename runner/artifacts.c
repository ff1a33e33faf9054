/*
 * From the names that a script gave to files in the store, each made durable before the
 * record that tells of it. How a file is reached is local.c's and ssh_fetch.c's matter.
 */
#include "runner/artifacts.h"

#define TOTAL_BYTES_MAX ((int64_t)4 * 1024 * 1024 * 1024)
#define NAME_BYTES_MAX 200

const char *
artifact_store_error(struct work *w)
{
	const char *why = arena_printf(w->arena, "the server could not store it: %s",
	    w->error.message);

	work_clear_error(w);
	return why;
}

/* The last part of a path, of either kind; a name is nothing that leads anywhere. */
static const char *
last_part(const char *path)
{
	const char *last = path;

	for (const char *s = path; *s != '\0'; s++) {
		if ((*s == '/' || *s == '\\') && s[1] != '\0')
			last = s + 1;
	}
	return last;
}

/* A name that can be shown, listed and offered for saving. */
static const char *
plain_name(struct work *w, const struct output_artifact *a)
{
	char *name = arena_strdup(w->arena, last_part(a->name[0] != '\0' ? a->name : a->path));
	size_t len = strlen(name);

	for (char *s = name; *s != '\0'; s++) {
		if ((unsigned char)*s < ' ' || *s == 127 || *s == '/' || *s == '\\')
			*s = '_';
	}
	if (len > NAME_BYTES_MAX) {
		for (len = NAME_BYTES_MAX; ((unsigned char)name[len] & 0xc0) == 0x80; len--)
			;
		name[len] = '\0';
	}
	return name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ? "artifact"
									      : name;
}

static bool
collect_one(struct shim *s, artifact_fetch *fetch, const struct output_artifact *a, int64_t max,
    struct stored_file *f, const char **ret_why)
{
	struct work *w = s->w;

	if (!file_store_begin(w, s->order->artifact_root, f)) {
		*ret_why = artifact_store_error(w);
		return false;
	}
	if (!fetch(s, a->path, max < ARTIFACT_BYTES_MAX ? max : ARTIFACT_BYTES_MAX, f, ret_why)) {
		file_store_abandon(w, f);
		return false;
	}
	if (!file_store_end(w, f)) {
		*ret_why = artifact_store_error(w);
		return false;
	}
	return true;
}

void
artifacts_collect(struct shim *s, artifact_fetch *fetch)
{
	struct output *o = &s->output;
	int64_t left = TOTAL_BYTES_MAX;
	int signal;

	output_end(o);		/* the last line may name one */
	if (s->order->artifact_root == NULL || s->order->artifact_root[0] == '\0')
		return;
	for (size_t i = 0; i < o->artifact_count; i++) {
		const char *name = plain_name(s->w, &o->artifacts[i]), *why = NULL;
		struct stored_file f;

		(void)shim_tick(s, &signal);	/* for the spool: nothing is left to be ended */
		if (collect_one(s, fetch, &o->artifacts[i], left, &f, &why)) {
			left -= f.bytes;
			output_kept(o, i + 1, name, o->artifacts[i].path, f.name, f.bytes);
		} else {
			output_say(o, LOG_WARNING, "The artifact '%s' could not be kept: %s. "
			    "Its path is '%s'.", name, why, o->artifacts[i].path);
		}
	}
}
