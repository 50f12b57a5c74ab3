// SPDX-License-Identifier: Apache-2.0
// The environment that a YAMON-type boot monitor passes.
#ifndef YAMON_H
#define YAMON_H

#include <stdint.h>

/**
 * Value of variable @p name, a decimal number, in the environment at @p env.
 * @param env kseg0 address of pairs of string addresses that end with 0; nothing in it is trusted
 * @return 0 when there is no such variable or it is not a number below 2^32.
 */
uint32_t yamon_number(uint32_t env, const char *name);

#endif
