// SPDX-License-Identifier: Apache-2.0
// Virtual CP0 registers of profile sk24k: reset state, reads, writes.
#include "segctl.h"

#define REG(n, sel) ((n)*8 + (sel))

/* PageMask values up to 16 MiB pages, as a 24K has them. */
#define PAGEMASK_WRITABLE 0x01ffe000u
#define HWRENA_WRITABLE   0x2000000fu
#define ENTRYLO_WRITABLE  0x03ffffffu
/* Config4.IE = 2: EHINV in EntryHi, and TLBINVF empties the TLB in one instruction. */
#define ENTRYHI_WRITABLE  0xffffe4ffu

void segctl_reset(struct vcpu *v)
{
	struct vcpu_arch *a = &v->arch;
	uint32_t caches = hw_config1() & 0x01ffff80u; /* IS, IL, IA, DS, DL, DA */

	*a = (struct vcpu_arch){0};
	a->status = VST_BEV | VST_ERL;
	a->kernel = 1;
	a->ebase = 0x80000000u;
	a->deadline = ~0ull;
	a->config[0] = 0x80000480u | 3u;                   /* M, AR = 1 (release 2), MT = 1 (TLB), K0 cacheable */
	a->config[1] = 0x80000000u | (63u << 25) | caches; /* M, 64 entries here, no FPU, no Watch, no counters */
	a->config[2] = 0x80000000u;
	a->config[3] = 0x80002020u;                           /* M, ULRI, VInt */
	a->config[4] = 0x40004000u | (VTLB_ENTRIES / 64 - 1); /* IE = 2, MMUExtDef = 1: more entries */
	a->intctl = 7u << 29;                                 /* IPTI: the timer is interrupt 7 */
	a->random = VTLB_ENTRIES - 1;
	vtlb_reset(a);
}

bool segctl_read(struct vcpu *v, unsigned reg, unsigned sel, uint32_t *value)
{
	struct vcpu_arch *a = &v->arch;

	switch (REG(reg, sel)) {
	case REG(0, 0):
		*value = a->index;
		return true;
	case REG(1, 0):
		*value = vtlb_random(a);
		return true;
	case REG(2, 0):
		*value = a->entrylo[0];
		return true;
	case REG(3, 0):
		*value = a->entrylo[1];
		return true;
	case REG(4, 0):
		*value = a->context;
		return true;
	case REG(4, 2):
		*value = a->userlocal;
		return true;
	case REG(5, 0):
		*value = a->pagemask;
		return true;
	case REG(5, 1):
		*value = a->pagegrain;
		return true;
	case REG(6, 0):
		*value = a->wired;
		return true;
	case REG(7, 0):
		*value = a->hwrena;
		return true;
	case REG(8, 0):
		*value = a->badvaddr;
		return true;
	case REG(9, 0):
		*value = segctl_count(v);
		return true;
	case REG(10, 0):
		*value = a->entryhi;
		return true;
	case REG(11, 0):
		*value = a->compare;
		return true;
	case REG(12, 0):
		*value = a->status;
		return true;
	case REG(12, 1):
		*value = a->intctl;
		return true;
	case REG(12, 2):
		*value = a->srsctl;
		return true;
	case REG(13, 0):
		segctl_timer_check(v);
		*value = a->cause;
		return true;
	case REG(14, 0):
		*value = a->epc;
		return true;
	case REG(15, 0):
		*value = SK_GUEST_PRID;
		return true;
	case REG(15, 1):
		*value = a->ebase;
		return true;
	case REG(17, 0):
		*value = a->lladdr;
		return true;
	case REG(30, 0):
		*value = a->errorepc;
		return true;
	default:
		if (reg == 16) {
			*value = a->config[sel];
			return true;
		}
		/* ErrCtl, TagLo/DataLo, TagHi/DataHi: cache tests of the boot code read zeros. */
		if (reg == 26 || reg == 28 || reg == 29) {
			*value = 0;
			return true;
		}
		return false;
	}
}

static void write_cause(struct vcpu *v, uint32_t value)
{
	struct vcpu_arch *a = &v->arch;
	bool stop = (value & VCA_DC) != 0;

	if (stop != ((a->cause & VCA_DC) != 0))
		segctl_stop_count(v, stop);
	a->cause = (a->cause & ~VCA_WRITABLE) | (value & VCA_WRITABLE);
}

static void write_entryhi(struct vcpu *v, uint32_t value)
{
	bool same = ((v->arch.entryhi ^ value) & 0xff) == 0;

	v->arch.entryhi = value & ENTRYHI_WRITABLE;
	if (!same)
		hw_guest_asid(v);
}

bool segctl_write(struct vcpu *v, unsigned reg, unsigned sel, uint32_t value)
{
	struct vcpu_arch *a = &v->arch;

	switch (REG(reg, sel)) {
	case REG(0, 0):
		a->index = (a->index & 0x80000000u) | (value & (VTLB_ENTRIES - 1));
		return true;
	case REG(2, 0):
		a->entrylo[0] = value & ENTRYLO_WRITABLE;
		return true;
	case REG(3, 0):
		a->entrylo[1] = value & ENTRYLO_WRITABLE;
		return true;
	case REG(4, 0):
		a->context = (a->context & 0x007ffff0u) | (value & 0xff800000u);
		return true;
	case REG(4, 2):
		a->userlocal = value;
		return true;
	case REG(5, 0):
		a->pagemask = value & PAGEMASK_WRITABLE;
		return true;
	case REG(6, 0):
		a->wired = value & (VTLB_ENTRIES - 1);
		a->random = VTLB_ENTRIES - 1;
		return true;
	case REG(7, 0):
		a->hwrena = value & HWRENA_WRITABLE;
		return true;
	case REG(9, 0):
		segctl_set_count(v, value);
		return true;
	case REG(10, 0):
		write_entryhi(v, value);
		return true;
	case REG(11, 0):
		segctl_set_compare(v, value);
		return true;
	case REG(12, 0):
		segctl_set_status(v, value & VST_WRITABLE);
		return true;
	case REG(12, 1):
		a->intctl = (a->intctl & ~0x3e0u) | (value & 0x3e0u);
		return true;
	case REG(13, 0):
		write_cause(v, value);
		return true;
	case REG(14, 0):
		a->epc = value;
		return true;
	case REG(15, 1):
		a->ebase = (value & 0x3ffff000u) | 0x80000000u;
		return true;
	case REG(30, 0):
		a->errorepc = value;
		return true;
	case REG(16, 0):
		a->config[0] = (a->config[0] & ~7u) | (value & 7u);
		return true;
	default:
		/* Read-only registers of the profile, and cache registers, take writes without effect. */
		return reg == 1 || reg == 5 || reg == 8 || reg == 12 || reg == 15 || reg == 16 || reg == 17 ||
		       reg == 26 || reg == 28 || reg == 29;
	}
}
