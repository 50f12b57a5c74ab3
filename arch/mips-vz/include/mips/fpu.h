// SPDX-License-Identifier: Apache-2.0
// Moving floating-point registers (fpu/regs.S); Status.CU1 must be set.
#ifndef MIPS_FPU_H
#define MIPS_FPU_H

#include <skerry/arch/types.h>

/** Writes all registers and FCSR to @p to. */
void fpu_store(struct fpu_state *to);
/** Loads all registers and FCSR; no cause bit of it may be enabled. */
void fpu_fetch(const struct fpu_state *from);

#endif
