/*
 * A script on an SSH target.
 */
#include "runner/shim.h"

void
shim_ssh(struct shim *s)
{
	shim_refuse(s, "not started", "Scripts on SSH targets cannot be run yet.");
}
