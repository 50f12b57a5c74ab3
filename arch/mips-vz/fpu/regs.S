/* SPDX-License-Identifier: Apache-2.0 */
/* Floating-point registers to and from memory (FR = 0: sixteen pairs). */
#include <mips/asm.h>

	.set	noreorder
	.set	noat
	.set	hardfloat
	.text

/* void fpu_store(struct fpu_state *to): Status.CU1 is set. Clobbers t0. */
FUNCTION(fpu_store)
	cfc1	t0, $31
	.irp	n, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
	sdc1	$f\n, \n * 4(a0)
	.endr
	jr	ra
	 sw	t0, FPU_FCSR(a0)
END(fpu_store)

/* void fpu_fetch(const struct fpu_state *from): Status.CU1 is set; no enabled cause bit in fcsr. Clobbers t0. */
FUNCTION(fpu_fetch)
	lw	t0, FPU_FCSR(a0)
	.irp	n, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
	ldc1	$f\n, \n * 4(a0)
	.endr
	jr	ra
	 ctc1	t0, $31
END(fpu_fetch)
