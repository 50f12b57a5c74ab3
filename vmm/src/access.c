// SPDX-License-Identifier: Apache-2.0
// Decoder and emulator of loads and stores. Little-endian guests.
#include <vmm/access.h>
#include <vmm/branch.h>

enum vmm_access vmm_decode(uint32_t word, struct vmm_insn *insn)
{
#define LOAD(bytes, signed_)                       \
	{                                          \
		.size = (bytes), .sign = (signed_) \
	}
#define STORE(bytes)                           \
	{                                      \
		.size = (bytes), .write = true \
	}
#define OP_LL   0x30
#define OP_PREF 0x33
#define OP_SC   0x38
	static const struct vmm_insn table[64] = {
	        [0x20] = LOAD(1, true),                                      // lb
	        [0x21] = LOAD(2, true),                                      // lh
	        [0x22] = {.size = 4, .move = VMM_MOVE_LEFT},                 // lwl
	        [0x23] = LOAD(4, false),                                     // lw
	        [0x24] = LOAD(1, false),                                     // lbu
	        [0x25] = LOAD(2, false),                                     // lhu
	        [0x26] = {.size = 4, .move = VMM_MOVE_RIGHT},                // lwr
	        [0x28] = STORE(1),                                           // sb
	        [0x29] = STORE(2),                                           // sh
	        [0x2a] = {.size = 4, .write = true, .move = VMM_MOVE_LEFT},  // swl
	        [0x2b] = STORE(4),                                           // sw
	        [0x2e] = {.size = 4, .write = true, .move = VMM_MOVE_RIGHT}, // swr
	        [OP_PREF] = {.size = 1, .move = VMM_MOVE_HINT},
	};
	unsigned op = word >> 26;

	if (op == OP_LL || op == OP_SC)
		return VMM_ACCESS_ATOMIC;
	if (!table[op].size)
		return VMM_ACCESS_INSN;
	*insn = table[op];
	insn->rt = word >> 16 & 31;
	return VMM_ACCESS_DONE;
}

static uint32_t extend(const struct vmm_insn *insn, uint32_t value)
{
	unsigned shift = 32 - 8u * insn->size;

	if (insn->sign)
		return (uint32_t)((int32_t)(value << shift) >> shift);
	return value << shift >> shift;
}

/*
 * The bytes of the aligned word that lwl/swl (up to the address) or lwr/swr (from the address on) touch, as a range
 * [first, last], and how far the memory bytes are shifted left to get to their place in the register.
 */
struct part {
	unsigned first, last;
	int shift;
};

static struct part part_of(const struct vmm_insn *insn, uint32_t gpa)
{
	unsigned byte = gpa & 3;

	if (insn->move == VMM_MOVE_LEFT)
		return (struct part){.first = 0, .last = byte, .shift = 8 * (3 - (int)byte)};
	return (struct part){.first = byte, .last = 3, .shift = -8 * (int)byte};
}

static uint32_t shifted(uint32_t value, int left)
{
	return left >= 0 ? value << left : value >> -left;
}

// A device sees a partial word as single bytes: only those that the instruction names.
static bool load_part(struct vmm_bus *bus, const struct vmm_insn *insn, uint32_t gpa, uint32_t *reg)
{
	struct part part = part_of(insn, gpa);
	uint32_t word = 0;
	uint32_t mask = 0;

	if (part.first == 0 && part.last == 3)
		return vmm_bus_read(bus, gpa & ~3u, 4, reg);
	for (unsigned i = part.first; i <= part.last; i++) {
		uint32_t byte;

		if (!vmm_bus_read(bus, (gpa & ~3u) + i, 1, &byte))
			return false;
		word |= (byte & 0xff) << 8 * i;
		mask |= UINT32_C(0xff) << 8 * i;
	}
	*reg = (*reg & ~shifted(mask, part.shift)) | shifted(word, part.shift);
	return true;
}

static bool store_part(struct vmm_bus *bus, const struct vmm_insn *insn, uint32_t gpa, uint32_t reg)
{
	struct part part = part_of(insn, gpa);
	uint32_t word = shifted(reg, -part.shift);

	if (part.first == 0 && part.last == 3)
		return vmm_bus_write(bus, gpa & ~3u, 4, reg);
	for (unsigned i = part.first; i <= part.last; i++) {
		if (!vmm_bus_write(bus, (gpa & ~3u) + i, 1, word >> 8 * i))
			return false;
	}
	return true;
}

static bool move(struct vmm_bus *bus, const struct vmm_insn *insn, uint32_t gpa, uint32_t *reg)
{
	bool whole = insn->move == VMM_MOVE_PLAIN;

	if (insn->move == VMM_MOVE_HINT)
		return true;
	if (insn->write)
		return whole ? vmm_bus_write(bus, gpa, insn->size, *reg) : store_part(bus, insn, gpa, *reg);
	if (!whole)
		return load_part(bus, insn, gpa, reg);
	if (!vmm_bus_read(bus, gpa, insn->size, reg))
		return false;
	*reg = extend(insn, *reg);
	return true;
}

enum vmm_access vmm_access(struct vmm_bus *bus, struct sk_vcpu_area *area)
{
	struct vmm_insn insn;
	struct vmm_next next;

	if (!(area->exit.flags & SK_EXITF_INSN))
		return VMM_ACCESS_INSN;

	enum vmm_access result = vmm_decode(area->exit.insn, &insn);

	if (result != VMM_ACCESS_DONE)
		return result;
	if (!vmm_next_pc(area, &next))
		return VMM_ACCESS_BRANCH;

	uint32_t reg = area->gpr[insn.rt];

	if (!move(bus, &insn, area->exit.gpa, &reg))
		return VMM_ACCESS_STRAY;
	vmm_advance(area, &next);
	// The load comes last: it is younger than the link of the branch before it.
	if (!insn.write && insn.move != VMM_MOVE_HINT && insn.rt != 0)
		area->gpr[insn.rt] = reg;
	return VMM_ACCESS_DONE;
}
