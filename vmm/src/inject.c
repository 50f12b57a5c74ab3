// SPDX-License-Identifier: Apache-2.0
// Exceptions that the VMM gives to the guest.
#include "machine_parts.h"

#include <skerry/abi/proto.h>

#define STATUS_EXL UINT32_C(0x00000002)
#define STATUS_BEV UINT32_C(0x00400000)
#define CAUSE_BD   UINT32_C(0x80000000)
#define CAUSE_CE   UINT32_C(0x30000000)
#define CAUSE_CODE UINT32_C(0x0000007c)

#define VECTOR_BOOT    UINT32_C(0xbfc00380)
#define VECTOR_GENERAL 0x180
#define EBASE_MASK     UINT32_C(0x3ffff000)
#define EBASE_FIXED    UINT32_C(0x80000000)

bool vmm_inject(struct vmm *vmm, unsigned code)
{
	struct sk_vcpu_area *area = vmm->area;

	if (!vmm->host.state(vmm->host.ctx, SK_VCPU_GET, SK_VCPU_GROUP_EXC))
		return false;
	area->cp0_modified[0] = 0;
	// With EXL set the processor leaves EPC and BD as they are.
	if (!(area->status & STATUS_EXL)) {
		area->cp0[SK_CP0_EPC] = area->pc;
		area->cp0_modified[0] = UINT32_C(1) << SK_CP0_EPC;
		area->cause &= ~CAUSE_BD;
		if (area->exit.flags & SK_EXITF_BD)
			area->cause |= CAUSE_BD;
	}
	area->cause = (area->cause & ~(CAUSE_CODE | CAUSE_CE)) | (code << 2 & CAUSE_CODE);
	area->status |= STATUS_EXL;
	if (area->status & STATUS_BEV)
		area->pc = VECTOR_BOOT;
	else
		area->pc = (EBASE_FIXED | (area->cp0[SK_CP0_EBASE] & EBASE_MASK)) + VECTOR_GENERAL;
	vmm->stats.injected++;
	return vmm->host.state(vmm->host.ctx, SK_VCPU_PUT, SK_VCPU_GROUP_EXC);
}
