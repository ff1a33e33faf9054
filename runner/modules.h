#ifndef SLIPWAY_RUNNER_MODULES_H
#define SLIPWAY_RUNNER_MODULES_H

#include "runner/variables.h"

/*
 * Puts the script modules among the variables into the order: Octopus.Script.Module[N]
 * is the text, as it is written, Octopus.Script.Module.Language[N] its language
 * (PowerShell if nobody says).
 */
void	modules_collect(struct work *w, const struct variables *v, struct attempt_order *order);

#endif
