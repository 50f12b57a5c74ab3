/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel information page. */
#ifndef SKERRY_KIP_H
#define SKERRY_KIP_H

#include <skerry/entry.h>

/** Fills kernel.kip, whose page is allocated, from @p layout, and starts the clock base's timeout on @p cpu. */
void kip_init(struct cpu *cpu, const struct boot_layout *layout);

#endif
