// SPDX-License-Identifier: Apache-2.0
// Looking at and changing a processor from outside: registers and memory, without side effects.
#include "fp.h"

#include <string.h>

uint64_t emu_reg_get(const struct emu_cpu *cpu, unsigned reg)
{
	if (reg < 32)
		return cpu->r[reg];
	if (reg >= EMU_REG_FPR0 && reg < EMU_REG_FPR0 + 32)
		return cpu->fpr[reg - EMU_REG_FPR0];
	switch (reg) {
	case EMU_REG_LO:
		return cpu->lo;
	case EMU_REG_HI:
		return cpu->hi;
	case EMU_REG_PC:
		return cpu->pc;
	case EMU_REG_FCSR:
		return cpu->fcsr;
	case EMU_REG_FIR:
		return cpu->sys->fir;
	case EMU_REG_USERLOCAL:
		return C0(USERLOCAL);
	default:
		return 0;
	}
}

void emu_reg_set(struct emu_cpu *cpu, unsigned reg, uint64_t value)
{
	if (reg > 0 && reg < 32)
		cpu->r[reg] = (uint32_t)value;
	if (reg >= EMU_REG_FPR0 && reg < EMU_REG_FPR0 + 32)
		cpu->fpr[reg - EMU_REG_FPR0] = value;
	switch (reg) {
	case EMU_REG_LO:
		cpu->lo = (uint32_t)value;
		break;
	case EMU_REG_HI:
		cpu->hi = (uint32_t)value;
		break;
	case EMU_REG_PC:
		cpu->pc = (uint32_t)value;
		cpu->in_slot = false;
		break;
	case EMU_REG_FCSR:
		(void)emu_ctc1(cpu, 31, (uint32_t)value);
		break;
	case EMU_REG_USERLOCAL:
		C0(USERLOCAL) = (uint32_t)value;
		break;
	default:
		break;
	}
}

bool emu_in_slot(const struct emu_cpu *cpu, uint32_t *target)
{
	if (cpu->in_slot && target)
		*target = cpu->slot_target;
	return cpu->in_slot;
}

int emu_translate(const struct emu_cpu *cpu, uint32_t va, enum emu_access access, uint32_t *pa)
{
	struct place place;
	struct fault fault;

	if (!mmu_translate(cpu, (enum mode)cpu->mode, va, access, &place, &fault))
		return EMU_EFAULT;
	*pa = place.pa;
	return 0;
}

/** A debugger sees what any kind of access may see. */
static int translate_any(const struct emu_cpu *cpu, uint32_t va, uint32_t *pa)
{
	return emu_translate(cpu, va, EMU_READ, pa) && emu_translate(cpu, va, EMU_FETCH, pa) ? EMU_EFAULT : 0;
}

int emu_virt_read(const struct emu_cpu *cpu, uint32_t va, void *buf, uint32_t len)
{
	uint8_t *to = buf;

	while (len) {
		uint32_t chunk = PAGE_SIZE - va % PAGE_SIZE, pa;

		chunk = chunk < len ? chunk : len;
		if (translate_any(cpu, va, &pa) || emu_phys_read(cpu->sys, pa, to, chunk))
			return EMU_EFAULT;
		to += chunk;
		va += chunk;
		len -= chunk;
	}
	return 0;
}

int emu_virt_write(struct emu_cpu *cpu, uint32_t va, const void *buf, uint32_t len)
{
	const uint8_t *from = buf;

	while (len) {
		uint32_t chunk = PAGE_SIZE - va % PAGE_SIZE, pa;

		chunk = chunk < len ? chunk : len;
		if (translate_any(cpu, va, &pa) || emu_phys_write(cpu->sys, pa, from, chunk))
			return EMU_EFAULT;
		from += chunk;
		va += chunk;
		len -= chunk;
	}
	return 0;
}

const char *emu_exc_name(unsigned code)
{
	static const char *const names[32] = {
	        "int",  "mod",   "tlbl",   "tlbs",   "adel",   "ades", "ibe", "dbe", "sys",      "bp",    "ri",
	        "cpu",  "ov",    "tr",     "msafpe", "fpe",    NULL,   NULL,  "c2e", "tlbri",    "tlbxi", "msadis",
	        "mdmx", "watch", "mcheck", "thread", "dspdis", "ge",   NULL,  NULL,  "cacheerr", NULL,
	};

	return code < 32 && names[code] ? names[code] : "reserved";
}
