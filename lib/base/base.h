#ifndef SLIPWAY_BASE_BASE_H
#define SLIPWAY_BASE_BASE_H

/*
 * What every file of ours may rely on: attributes, small macros, and calls that
 * must not be used anywhere (a use is a compile error).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST_CHECK	__attribute__((warn_unused_result))
#define UNUSED		__attribute__((unused))
#define PRINTF(f, a)	__attribute__((format(printf, f, a)))
#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* Each has a safe way in arena.h, buf.h or proc.h. */
#ifndef __cplusplus
#pragma GCC poison strcpy strcat sprintf vsprintf gets strtok mktemp rand
#pragma GCC poison popen tmpnam
#endif

#endif
