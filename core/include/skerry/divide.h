/* SPDX-License-Identifier: Apache-2.0 */
/* 64-bit division without the compiler's run-time library. */
#ifndef SKERRY_DIVIDE_H
#define SKERRY_DIVIDE_H

#include <skerry/base.h>

/** @p value / @p by, which is not 0; the remainder in @p *rest unless that is null. */
uint64_t divide(uint64_t value, uint32_t by, uint32_t *rest);

#endif
