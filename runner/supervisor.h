#ifndef SLIPWAY_RUNNER_SUPERVISOR_H
#define SLIPWAY_RUNNER_SUPERVISOR_H

/*
 * The mode without arguments: claims tasks, starts one executor for each, answers
 * questions of the API by short helpers, and takes up what an earlier run left.
 */
int	supervisor_main(int argc, char **argv);

/* Mode "query ID": answers one row of the table query. */
int	query_main(int argc, char **argv);

#endif
