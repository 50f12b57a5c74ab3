// SPDX-License-Identifier: Apache-2.0
// SK_VCPU_STATE: moves groups of virtual CP0 registers between engine and state area.
#include "segctl.h"

#include <skerry/arch/guest.h>

/** Where a word of the state area lives in CP0. */
struct slot {
	uint8_t index; /* SK_CP0_* */
	uint8_t reg, sel;
	uint8_t group; /* SK_VCPU_GROUP_* */
};

static const struct slot slots[] = {
        {SK_CP0_INDEX, 0, 0, SK_VCPU_GROUP_MMU},           {SK_CP0_ENTRYLO0, 2, 0, SK_VCPU_GROUP_MMU},
        {SK_CP0_ENTRYLO1, 3, 0, SK_VCPU_GROUP_MMU},        {SK_CP0_CONTEXT, 4, 0, SK_VCPU_GROUP_MMU},
        {SK_CP0_PAGEMASK, 5, 0, SK_VCPU_GROUP_MMU},        {SK_CP0_PAGEGRAIN, 5, 1, SK_VCPU_GROUP_MMU},
        {SK_CP0_WIRED, 6, 0, SK_VCPU_GROUP_MMU},           {SK_CP0_BADVADDR, 8, 0, SK_VCPU_GROUP_MMU},
        {SK_CP0_ENTRYHI, 10, 0, SK_VCPU_GROUP_MMU},        {SK_CP0_HWRENA, 7, 0, SK_VCPU_GROUP_MMU},
        {SK_CP0_USERLOCAL, 4, 2, SK_VCPU_GROUP_MMU},       {SK_CP0_EPC, 14, 0, SK_VCPU_GROUP_EXC},
        {SK_CP0_ERROREPC, 30, 0, SK_VCPU_GROUP_EXC},       {SK_CP0_EBASE, 15, 1, SK_VCPU_GROUP_EXC},
        {SK_CP0_INTCTL, 12, 1, SK_VCPU_GROUP_EXC},         {SK_CP0_SRSCTL, 12, 2, SK_VCPU_GROUP_EXC},
        {SK_CP0_LLADDR, 17, 0, SK_VCPU_GROUP_EXC},         {SK_CP0_COUNT, 9, 0, SK_VCPU_GROUP_TIMER},
        {SK_CP0_COMPARE, 11, 0, SK_VCPU_GROUP_TIMER},      {SK_CP0_PRID, 15, 0, SK_VCPU_GROUP_CONFIG},
        {SK_CP0_CONFIG0, 16, 0, SK_VCPU_GROUP_CONFIG},     {SK_CP0_CONFIG0 + 1, 16, 1, SK_VCPU_GROUP_CONFIG},
        {SK_CP0_CONFIG0 + 2, 16, 2, SK_VCPU_GROUP_CONFIG}, {SK_CP0_CONFIG0 + 3, 16, 3, SK_VCPU_GROUP_CONFIG},
        {SK_CP0_CONFIG0 + 4, 16, 4, SK_VCPU_GROUP_CONFIG}, {SK_CP0_CONFIG0 + 5, 16, 5, SK_VCPU_GROUP_CONFIG},
        {SK_CP0_CONFIG0 + 6, 16, 6, SK_VCPU_GROUP_CONFIG}, {SK_CP0_CONFIG0 + 7, 16, 7, SK_VCPU_GROUP_CONFIG},
};

static void get_groups(struct vcpu *v, unsigned groups)
{
	uint32_t valid = 0;

	for (unsigned i = 0; i < sizeof(slots) / sizeof(slots[0]); i++) {
		const struct slot *s = &slots[i];
		uint32_t value = 0;

		if ((s->group & groups) && segctl_read(v, s->reg, s->sel, &value)) {
			v->area->cp0[s->index] = value;
			valid |= 1u << s->index;
		}
	}
	v->area->cp0_valid[0] = valid;
}

static void put_groups(struct vcpu *v, unsigned groups)
{
	uint32_t modified = *(volatile uint32_t *)&v->area->cp0_modified[0];

	for (unsigned i = 0; i < sizeof(slots) / sizeof(slots[0]); i++) {
		const struct slot *s = &slots[i];

		if ((s->group & groups) && (modified & (1u << s->index)))
			(void)segctl_write(v, s->reg, s->sel, *(volatile uint32_t *)&v->area->cp0[s->index]);
	}
}

int arch_vcpu_state(struct vcpu *v, bool put, unsigned groups)
{
	if (groups & ~(unsigned)SK_VCPU_GROUP_ALL)
		return SK_EINVAL;
	if (groups & SK_VCPU_GROUP_FPU)
		return SK_ENOTSUP; /* the profile has no FPU under this engine */
	if (put)
		put_groups(v, groups);
	else
		get_groups(v, groups);
	return SK_OK;
}
