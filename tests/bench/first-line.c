/*
 * From POST deployment to the first line of its script, read through the API.
 *
 *   first-line PORT KEY RELEASE ENVIRONMENT COUNT
 *
 * The script must print "hello"; prints the milliseconds of each deployment. The next
 * one begins when the last has ended.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/http.h"

#define PAUSE_NS 1000000	/* between two looks */

static void
rest(void)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};

	(void)nanosleep(&pause, NULL);
}

/* The text of a field of the answer. */
static void
field(const char *json, const char *name, char *into, size_t size)
{
	const char *at = strstr(json, name), *from = at ? strchr(at + strlen(name) + 1, '"') : NULL;
	const char *end = from ? strchr(from + 1, '"') : NULL;

	if (end == NULL || (size_t)(end - from) > size)
		die("No %s in: %.300s", name, json);
	memcpy(into, from + 1, (size_t)(end - from - 1));
	into[end - from - 1] = '\0';
}

static void
wait_for(struct http *h, const char *path, const char *word)
{
	double begun = now_ms();

	for (;;) {
		if (http_send(h, "GET", path, NULL) != 200)
			die("%s: %.300s", path, h->body);
		if (strstr(h->body, word) != NULL)
			return;
		if (now_ms() - begun > 60000)
			die("%s: no %s within a minute: %.300s", path, word, h->body);
		rest();
	}
}

static double
deploy(struct http *h, const char *release, const char *environment)
{
	char body[256], task[64], path[160];
	double begun, took;

	snprintf(body, sizeof(body), "{\"ReleaseId\": \"%s\", \"EnvironmentId\": \"%s\"}", release,
	    environment);
	begun = now_ms();
	if (http_send(h, "POST", "/api/Spaces-1/deployments", body) != 201)
		die("No deployment: %.300s", h->body);
	field(h->body, "\"TaskId\"", task, sizeof(task));
	snprintf(path, sizeof(path), "/api/Spaces-1/slipway/tasks/%s/log?after=0", task);
	wait_for(h, path, "hello");
	took = now_ms() - begun;
	snprintf(path, sizeof(path), "/api/Spaces-1/tasks/%s", task);
	wait_for(h, path, "\"IsCompleted\": true");
	return took;
}

int
main(int argc, char **argv)
{
	struct http http = {0};

	if (argc != 6)
		die("usage: first-line PORT KEY RELEASE ENVIRONMENT COUNT");
	http.port = atoi(argv[1]);
	http.key = argv[2];
	for (int i = atoi(argv[5]); i > 0; i--) {
		printf("%.3f\n", deploy(&http, argv[3], argv[4]));
		fflush(stdout);
	}
	return 0;
}
