// SPDX-License-Identifier: Apache-2.0
// CP0 registers: reading, writing with the architecture's masks and side effects, RDHWR.
#include "model.h"

static unsigned id_of(const struct emu_sys *sys, unsigned reg, unsigned sel)
{
	return sys->cp0_map[reg & 31][sel & 7];
}

uint32_t emu_cp0_read(struct emu_cpu *cpu, unsigned reg, unsigned sel)
{
	unsigned id = id_of(cpu->sys, reg, sel);

	if (id == C0_RANDOM)
		return tlb_random(cpu);
	return emu_cp0_get(cpu, reg, sel);
}

uint32_t emu_cp0_get(const struct emu_cpu *cpu, unsigned reg, unsigned sel)
{
	unsigned id = id_of(cpu->sys, reg, sel);

	switch (id) {
	case C0_NONE:
		return 0;
	case C0_COUNT:
		return timer_count(cpu);
	case C0_LLADDR:
		if (cpu->sys->features & N_R5) /* Config5.LLB */
			return cpu->ll_pa >> 5 << 1 | cpu->ll_bit;
		return cpu->ll_pa >> 4;
	default:
		return cpu->ctx->cp0[id];
	}
}

bool cp0_write_ends_block(unsigned reg, unsigned sel)
{
	switch (reg * 8 + sel) {
	case 0 * 8:      /* Index */
	case 2 * 8:      /* EntryLo0 */
	case 3 * 8:      /* EntryLo1 */
	case 4 * 8:      /* Context */
	case 4 * 8 + 2:  /* UserLocal */
	case 5 * 8:      /* PageMask */
	case 6 * 8:      /* Wired */
	case 14 * 8:     /* EPC */
	case 30 * 8:     /* ErrorEPC */
	case 31 * 8 + 2: /* KScratch */
	case 31 * 8 + 3:
	case 31 * 8 + 4:
		return false;
	default:
		return true;
	}
}

/** Largest page size that the value asks for: Mask is pairs of ones from bit 13 up. */
static uint32_t page_mask(uint32_t value)
{
	uint32_t mask = 0;

	while (mask != 0x1fffe000 && (value & (mask << 2 | 0x6000)) == (mask << 2 | 0x6000))
		mask = mask << 2 | 0x6000;
	return mask;
}

static void write_entry_hi(struct emu_cpu *cpu, uint32_t value)
{
	bool asid = (C0(ENTRYHI) ^ value) & HI_ASID;

	C0(ENTRYHI) = value;
	if (asid)
		soft_flush_asid(cpu);
}

static void write_cause(struct emu_cpu *cpu, uint32_t value)
{
	uint32_t stop = (C0(CAUSE) ^ value) & CA_DC;
	uint32_t count = timer_count(cpu);

	C0(CAUSE) = value;
	if (stop)
		timer_set_count(cpu, count);
	cpu_update_irq(cpu);
}

static void write_ebase(struct emu_cpu *cpu, uint32_t value, bool host)
{
	uint32_t mask = cpu->sys->cp0_mask[C0_EBASE];

	/* The top bits follow the write only while the write gate is open, or is being opened. */
	if ((mask & EB_WG) && (value & EB_WG))
		mask |= 0xc0000000;
	if (host)
		mask = ~0u;
	C0(EBASE) = (C0(EBASE) & ~mask) | (value & mask);
}

/** What follows from a register having a new value. */
static void store(struct emu_cpu *cpu, unsigned id, uint32_t value)
{
	switch (id) {
	case C0_PAGEMASK:
		C0(PAGEMASK) = page_mask(value);
		break;
	case C0_COUNT:
		timer_set_count(cpu, value);
		break;
	case C0_COMPARE:
		C0(COMPARE) = value;
		timer_update(cpu);
		break;
	case C0_ENTRYHI:
		write_entry_hi(cpu, value);
		break;
	case C0_STATUS:
		emu_set_status(cpu, value);
		break;
	case C0_CAUSE:
		write_cause(cpu, value);
		break;
	case C0_SEGCTL0:
	case C0_SEGCTL1:
	case C0_SEGCTL2:
		cpu->ctx->cp0[id] = value;
		mmu_update_segments(cpu);
		break;
	case C0_LLADDR:
		cpu->ll_bit = false;
		break;
	default:
		cpu->ctx->cp0[id] = value;
		break;
	}
}

void emu_cp0_write(struct emu_cpu *cpu, unsigned reg, unsigned sel, uint32_t value)
{
	unsigned id = id_of(cpu->sys, reg, sel);
	uint32_t mask, old;

	if (id == C0_NONE)
		return;
	mask = cpu->sys->cp0_mask[id];
	old = cpu->ctx->cp0[id];
	switch (id) {
	case C0_EBASE:
		write_ebase(cpu, value, false);
		return;
	case C0_STATUS:
		/* TS, SR and NMI can only be cleared. */
		value &= old | ~(ST_TS | ST_SR | ST_NMI);
		cpu_move_to_status(cpu, (old & ~mask) | (value & mask));
		return;
	case C0_ENTRYLO0:
	case C0_ENTRYLO1:
		mask |= (C0(PAGEGRAIN) & PG_RIE ? LO_RI : 0) | (C0(PAGEGRAIN) & PG_XIE ? LO_XI : 0);
		old &= mask;
		break;
	case C0_WIRED:
		if (value >= cpu->ctx->tlb_size)
			return;
		C0(RANDOM) = cpu->ctx->tlb_size - 1;
		break;
	case C0_COMPARE:
		C0(CAUSE) &= ~CA_TI;
		cpu_update_irq(cpu);
		break;
	case C0_LLADDR:
		/* Only bit 0 can be written, and only with 0. */
		if ((value & 1) || !(cpu->sys->features & N_R5))
			return;
		break;
	default:
		break;
	}
	store(cpu, id, (old & ~mask) | (value & mask));
}

void emu_cp0_set(struct emu_cpu *cpu, unsigned reg, unsigned sel, uint32_t value)
{
	unsigned id = id_of(cpu->sys, reg, sel);

	if (id == C0_NONE)
		return;
	if (id == C0_EBASE)
		write_ebase(cpu, value, true);
	else if (id == C0_WIRED || id == C0_INDEX)
		cpu->ctx->cp0[id] = value % cpu->ctx->tlb_size | (id == C0_INDEX ? value & 1u << 31 : 0);
	else
		store(cpu, id, value);
	cpu_update_mode(cpu);
}

const char *emu_cp0_name(const struct emu_cpu *cpu, unsigned reg, unsigned sel)
{
	static const char *const names[] = {
#define REG(id, reg, sel, name, need) [C0_##id] = (name),
#include "cp0.def"
#undef REG
	};
	unsigned id = reg < 32 && sel < 8 ? id_of(cpu->sys, reg, sel) : C0_NONE;

	return id == C0_NONE ? NULL : names[id];
}

bool emu_rdhwr(struct emu_cpu *cpu, unsigned reg, uint32_t *data)
{
	if (!cpu->cp0_ok && !(C0(HWRENA) & 1u << reg))
		return false;
	switch (reg) {
	case 0:
		*data = C0(EBASE) & 0x3ff;
		return true;
	case 1:
		*data = cpu->sys->synci_step;
		return true;
	case 2:
		*data = timer_count(cpu);
		return true;
	case 3:
		*data = 2; /* CCRes: Count moves every second cycle */
		return true;
	case 29:
		*data = C0(USERLOCAL);
		return cpu->sys->features & N_ULRI;
	default:
		return false;
	}
}
