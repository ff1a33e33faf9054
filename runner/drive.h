#ifndef SLIPWAY_RUNNER_DRIVE_H
#define SLIPWAY_RUNNER_DRIVE_H

/*
 * slipway-runner attempt SPOOL_ROOT FILE.json: runs one attempt as an executor would and
 * prints its records and its result as JSON lines. For tests and for trying things out;
 * it touches no database. SIGTERM cancels the attempt.
 */
int drive_main(int argc, char **argv);

#endif
