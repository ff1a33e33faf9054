/*
 * Runs a fuzz target over the files of the folders named as arguments, so that
 * every kept input is an ordinary test. libFuzzer brings its own main and leaves
 * this file out (make fuzz T=name).
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;
	long size;

	if (f == NULL)
		return -1;
	if (fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0 || fseek(f, 0, SEEK_SET) != 0) {
		fclose(f);
		return 0;	/* a folder */
	}
	data = malloc((size_t)size + 1);
	if (data == NULL || fread(data, 1, (size_t)size, f) != (size_t)size)
		size = -1;
	fclose(f);
	if (size >= 0)
		(void)LLVMFuzzerTestOneInput(data, (size_t)size);	/* always 0 */
	free(data);
	return size >= 0 ? 1 : 0;
}

int
main(int argc, char **argv)
{
	int replayed = 0;

	for (int i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);
		struct dirent *e;

		if (d == NULL) {
			perror(argv[i]);
			return 1;
		}
		while ((e = readdir(d)) != NULL) {
			char path[4096];

			if (e->d_name[0] == '.')
				continue;
			(void)snprintf(path, sizeof(path), "%s/%s", argv[i], e->d_name);
			replayed += replay_file(path) == 1;
		}
		closedir(d);
	}
	printf("%s: %d inputs replayed\n", argv[0], replayed);
	return replayed > 0 ? 0 : 1;
}
