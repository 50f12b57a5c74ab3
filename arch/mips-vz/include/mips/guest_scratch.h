/* SPDX-License-Identifier: Apache-2.0 */
/* Where a guest's k0 and k1 are while its trap is looked at. */
#ifndef MIPS_GUEST_SCRATCH_H
#define MIPS_GUEST_SCRATCH_H

/* KScratch1 and KScratch2. */
#define SCRATCH_K0 $31, 2
#define SCRATCH_K1 $31, 3

#endif
