// SPDX-License-Identifier: Apache-2.0
// gdb's MIPS registers in its fixed order, then the other CP0 registers that the processor has.
#include "gdb_regs.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	FIXED = 72,
	CP0_PLACES = 32 * 8,
};

/* Where a register of the fixed part lives. */
struct place {
	bool cp0;
	unsigned number; /* enum emu_reg, or CP0 register */
};

static struct place fixed_place(unsigned number)
{
	static const struct place special[6] = {
	        {true, 12}, {false, EMU_REG_LO}, {false, EMU_REG_HI}, {true, 8}, {true, 13}, {false, EMU_REG_PC},
	};

	if (number < 32)
		return (struct place){false, number};
	if (number < 38)
		return special[number - 32];
	if (number < 70)
		return (struct place){false, EMU_REG_FPR0 + number - 38};
	return (struct place){false, number == 70 ? EMU_REG_FCSR : EMU_REG_FIR};
}

static bool in_fixed_part(unsigned reg, unsigned sel)
{
	return sel == 0 && (reg == 8 || reg == 12 || reg == 13);
}

/* Place (register * 8 + select) of the CP0 register that follows the fixed part as number @index; -1: none. */
static int cp0_place(const struct emu_cpu *cpu, unsigned index)
{
	for (unsigned place = 0; place < CP0_PLACES; place++) {
		if (emu_cp0_name(cpu, place / 8, place % 8) == NULL || in_fixed_part(place / 8, place % 8))
			continue;
		if (index-- == 0)
			return (int)place;
	}
	return -1;
}

unsigned gdb_regs_count(const struct emu_cpu *cpu)
{
	unsigned count = FIXED;

	while (cp0_place(cpu, count - FIXED) >= 0)
		count++;
	return count;
}

unsigned gdb_reg_size(const struct emu_cpu *cpu, unsigned number)
{
	if (number >= FIXED)
		return cp0_place(cpu, number - FIXED) >= 0 ? 4 : 0;
	return number >= 38 && number < 70 ? 8 : 4;
}

uint64_t gdb_reg_get(const struct emu_cpu *cpu, unsigned number)
{
	struct place place;

	if (number >= FIXED) {
		int cp0 = cp0_place(cpu, number - FIXED);

		return cp0 >= 0 ? emu_cp0_get(cpu, (unsigned)cp0 / 8, (unsigned)cp0 % 8) : 0;
	}
	place = fixed_place(number);
	return place.cp0 ? emu_cp0_get(cpu, place.number, 0) : emu_reg_get(cpu, place.number);
}

bool gdb_reg_set(struct emu_cpu *cpu, unsigned number, uint64_t value)
{
	struct place place;

	if (number >= FIXED) {
		int cp0 = cp0_place(cpu, number - FIXED);

		if (cp0 >= 0)
			emu_cp0_set(cpu, (unsigned)cp0 / 8, (unsigned)cp0 % 8, (uint32_t)value);
		return cp0 >= 0;
	}
	place = fixed_place(number);
	if (place.cp0)
		emu_cp0_set(cpu, place.number, 0, (uint32_t)value);
	else
		emu_reg_set(cpu, place.number, value);
	return true;
}

static void describe_register(FILE *xml, const char *name, unsigned number, unsigned bits, const char *more)
{
	fprintf(xml, "<reg name=\"%s\" bitsize=\"%u\" regnum=\"%u\"%s/>\n", name, bits, number, more);
}

static void describe_fixed(FILE *xml)
{
	char name[8];

	fputs("<feature name=\"org.gnu.gdb.mips.cpu\">\n", xml);
	for (unsigned i = 0; i < 32; i++) {
		snprintf(name, sizeof(name), "r%u", i);
		describe_register(xml, name, i, 32, "");
	}
	describe_register(xml, "lo", 33, 32, "");
	describe_register(xml, "hi", 34, 32, "");
	describe_register(xml, "pc", 37, 32, "");
	fputs("</feature>\n<feature name=\"org.gnu.gdb.mips.cp0\">\n", xml);
	describe_register(xml, "status", 32, 32, "");
	describe_register(xml, "badvaddr", 35, 32, "");
	describe_register(xml, "cause", 36, 32, "");
	fputs("</feature>\n<feature name=\"org.gnu.gdb.mips.fpu\">\n", xml);
	for (unsigned i = 0; i < 32; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		describe_register(xml, name, 38 + i, 64, " type=\"ieee_double\"");
	}
	describe_register(xml, "fcsr", 70, 32, " group=\"float\"");
	describe_register(xml, "fir", 71, 32, " group=\"float\"");
	fputs("</feature>\n", xml);
}

char *gdb_regs_describe(const struct emu_cpu *cpu)
{
	char *text = NULL;
	size_t size = 0;
	FILE *xml = open_memstream(&text, &size);
	unsigned count = gdb_regs_count(cpu);

	if (xml == NULL)
		return NULL;
	fputs("<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target>\n"
	      "<architecture>mips:isa32r2</architecture>\n",
	      xml);
	describe_fixed(xml);
	fputs("<feature name=\"org.skerry.cp0\">\n", xml);
	for (unsigned number = FIXED; number < count; number++) {
		unsigned place = (unsigned)cp0_place(cpu, number - FIXED);

		describe_register(xml, emu_cp0_name(cpu, place / 8, place % 8), number, 32, " group=\"system\"");
	}
	fputs("</feature>\n</target>\n", xml);
	if (fclose(xml) != 0) {
		free(text);
		return NULL;
	}
	return text;
}
