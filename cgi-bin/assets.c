/*
 * The version of style sheets, scripts and icons: a hash over names, sizes and
 * times of change, cheap enough for every start of a worker.
 */
#include "cgi-bin/assets.h"

#include <dirent.h>
#include <sys/stat.h>

static char version[9] = "00000000";

static uint32_t
mix(uint32_t hash, const void *data, size_t len)
{
	const unsigned char *c = data;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ c[i]) * 16777619u;	/* FNV-1a */
	return hash;
}

/* Sums over files, so that the order of the folder does not matter. */
static uint32_t
sum_folder(struct work *w, const char *folder)
{
	uint32_t sum = 0;
	DIR *d = opendir(folder);
	struct dirent *entry;
	struct stat st;

	while (d && (entry = readdir(d)) != NULL) {
		const char *path = arena_printf(w->arena, "%s/%s", folder, entry->d_name);
		uint32_t hash = 2166136261u;

		if (entry->d_name[0] == '.' || stat(path, &st) != 0 || !S_ISREG(st.st_mode))
			continue;
		hash = mix(hash, entry->d_name, strlen(entry->d_name));
		hash = mix(hash, &st.st_size, sizeof(st.st_size));
		hash = mix(hash, &st.st_mtim, sizeof(st.st_mtim));
		sum += hash;
	}
	if (d)
		closedir(d);
	return sum;
}

void
assets_open(struct work *w, const char *share)
{
	static const char *const folders[] = {"static", "static/css", "static/js"};
	uint32_t sum = 0;

	for (size_t i = 0; i < COUNT(folders); i++)
		sum += sum_folder(w, arena_printf(w->arena, "%s/%s", share, folders[i]));
	snprintf(version, sizeof(version), "%08x", sum);
}

const char *
assets_version(void)
{
	return version;
}
