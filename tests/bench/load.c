/*
 * Asks for paths again and again over some connections for some seconds.
 *
 *   load PORT KEY CONNECTIONS SECONDS PATH     KEY "-": without one
 *
 * Prints requests a second, the median and the 99th percentile of their times in ms, and
 * how many were not answered with 200.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/http.h"

#define SAMPLES_MAX 200000

struct client {
	struct http http;
	const char *path;
	double until_ms;
	double *times;
	size_t count, errors;
};

static void *
ask(void *arg)
{
	struct client *c = arg;
	double begun, now = now_ms();

	while (now < c->until_ms && c->count < SAMPLES_MAX) {
		begun = now;
		c->errors += http_send(&c->http, "GET", c->path, NULL) != 200;
		now = now_ms();
		c->times[c->count++] = now - begun;
	}
	return NULL;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	size_t connections = argc == 6 ? strtoul(argv[3], NULL, 10) : 0, count = 0, errors = 0;
	double seconds = argc == 6 ? atof(argv[4]) : 0, begun = now_ms(), took;
	struct client *clients = calloc(connections + 1, sizeof(*clients));
	pthread_t *threads = calloc(connections + 1, sizeof(*threads));
	double *all = calloc(SAMPLES_MAX * connections + 1, sizeof(*all));

	if (connections == 0 || clients == NULL || threads == NULL || all == NULL)
		die("usage: load PORT KEY CONNECTIONS SECONDS PATH");
	for (size_t i = 0; i < connections; i++) {
		clients[i] = (struct client){.path = argv[5], .until_ms = begun + seconds * 1000,
		    .times = calloc(SAMPLES_MAX, sizeof(double)),
		    .http = {.port = atoi(argv[1]), .key = argv[2][0] == '-' ? NULL : argv[2]}};
		if (pthread_create(&threads[i], NULL, ask, &clients[i]) != 0)
			die("No thread.");
	}
	for (size_t i = 0; i < connections; i++) {
		(void)pthread_join(threads[i], NULL);
		memcpy(all + count, clients[i].times, clients[i].count * sizeof(double));
		count += clients[i].count;
		errors += clients[i].errors;
	}
	took = now_ms() - begun;
	qsort(all, count, sizeof(*all), by_value);
	printf("%.2f %.4f %.4f %zu\n", (double)count * 1000 / took, all[count / 2],
	    all[count * 99 / 100], errors);
	return 0;
}
