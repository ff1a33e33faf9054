#ifndef SLIPWAY_RUNNER_BOOTSTRAP_H
#define SLIPWAY_RUNNER_BOOTSTRAP_H

/*
 * The texts of runner/bootstrap/, part of the program: no file has to be found at run
 * time. Each ends with a NUL.
 */
extern const char bootstrap_bash[];
extern const char bootstrap_powershell[];
extern const char bootstrap_python[];
extern const char bootstrap_remote[];

#endif
