// SPDX-License-Identifier: Apache-2.0
// Memory and devices: regions, code that changes, what a debugger sees.
#include "bench.h"

#include <string.h>

static void fresh(void)
{
	bench_new(EMU_24KF);
}
UNIT_FIXTURE(fresh, NULL);

#define CODE_OF(cause) ((cause) >> 2 & 31)

struct access {
	uint32_t pa, value;
	unsigned size;
};
static struct access seen;
static bool refuse;

static bool dev_read(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t *value)
{
	(void)ctx;
	ck_assert_ptr_eq(cpu, b.cpu);
	seen = (struct access){.pa = pa, .size = size};
	*value = 0x89abcdef;
	return !refuse;
}

static bool dev_write(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t value)
{
	(void)cpu;
	ck_assert_ptr_eq(ctx, &seen);
	seen = (struct access){.pa = pa, .size = size, .value = value};
	return !refuse;
}

static const struct emu_mmio_ops dev = {dev_read, dev_write};

UNIT_TEST(devices_see_size_and_value)
{
	ck_assert_int_eq(emu_add_mmio(b.sys, 0x1f000004, 8, &dev, &seen), 0);
	set_reg(2, 0xbf000000);
	set_reg(3, 0x11223344);
	RUN(3, I_(LBU, 4, 2, 5), I_(LH, 5, 2, 6), I_(LW, 6, 2, 8));
	ck_assert_uint_eq(reg(4), 0xef);
	ck_assert_uint_eq(reg(5), 0xffffcdef);
	ck_assert_uint_eq(reg(6), 0x89abcdef);
	ck_assert_uint_eq(seen.pa, 0x1f000008);
	RUN(1, I_(SB, 3, 2, 9));
	ck_assert_uint_eq(seen.value, 0x44);
	ck_assert_uint_eq(seen.size, 1);
	RUN(1, I_(SH, 3, 2, 10));
	ck_assert_uint_eq(seen.value, 0x3344);
	RUN(1, I_(LW, 6, 2, 12));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_DBE);
	refuse = true;
	emu_cp0_set(b.cpu, 12, 0, 0);
	RUN(1, I_(SW, 6, 2, 4));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_DBE);
	struct emu_counts counts;

	emu_counts_get(b.cpu, &counts);
	ck_assert_uint_eq(counts.mmio, 6);
}

UNIT_TEST(linked_and_double_accesses_reach_devices)
{
	emu_add_mmio(b.sys, 0x1f000000, 8, &dev, &seen);
	set_reg(2, 0xbf000000);
	set_reg(3, 1);
	RUN(3, I_(LL, 4, 2, 0), I_(SC, 3, 2, 0), I_(LDC1, 2, 2, 0));
	ck_assert_uint_eq(reg(4), 0x89abcdef);
	ck_assert_uint_eq(reg(3), 1);
	ck_assert_uint_eq(emu_reg_get(b.cpu, EMU_REG_FPR0 + 3), 0x89abcdef);
	set_reg(3, 1);
	RUN(1, I_(SC, 3, 2, 0)); /* no LL before it */
	ck_assert_uint_eq(reg(3), 0);
	refuse = true;
	RUN(1, I_(LL, 4, 2, 0));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_DBE);
}

UNIT_TEST(an_interrupt_raised_by_a_store_comes_right_after_it)
{
	emu_add_mmio(b.sys, 0x1f000000, 8, &dev, &seen);
	emu_cp0_set(b.cpu, 12, 0, ST_IE | 0x400);
	set_reg(2, 0xbf000000);
	emu_cpu_run(b.cpu, 0, NULL);
	b.cpu->lines = 4; /* as if the callback had set it */
	b.cpu->attention = true;
	RUN(3, I_(SW, 3, 2, 0), I_(ADDIU, 4, 0, 1), NOP);
	ck_assert_uint_eq(seen.size, 4);
}

static bool irq_write(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t value)
{
	(void)ctx, (void)pa, (void)size;
	emu_irq_set(cpu, 2, value != 0);
	return true;
}

UNIT_LOOP(a_device_interrupts_between_two_instructions, 0, 3)
{
	static const struct emu_mmio_ops ops = {dev_read, irq_write};
	/* The store alone, in a delay slot, and as the last of a page. */
	const uint32_t codes[3][4] = {{I_(SW, 3, 2, 0), I_(ADDIU, 4, 0, 1), NOP, NOP},
	                              {I_(BEQ, 0, 0, 2), I_(SW, 3, 2, 0), NOP, I_(ADDIU, 4, 0, 1)},
	                              {I_(SW, 3, 2, 0), I_(ADDIU, 4, 0, 1), NOP, NOP}};
	uint32_t at = _i == 2 ? CODE + 0xffc : CODE;

	emu_add_mmio(b.sys, 0x1f000000, 8, &ops, NULL);
	emu_cp0_set(b.cpu, 12, 0, ST_IE | 0x400);
	set_reg(2, 0xbf000000);
	set_reg(3, 1);
	put_words(at & 0x1fffffff, codes[_i], 4);
	set_reg(EMU_REG_PC, CODE);
	emu_reg_set(b.cpu, EMU_REG_PC, at);
	emu_run(b.sys, 20, &b.exit);
	ck_assert_uint_eq(reg(4), 0);
	ck_assert_uint_eq(cp0(14, 0), _i == 1 ? CODE + 12 : at + 4);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_INT);
}

UNIT_TEST(rom_keeps_its_contents)
{
	static uint8_t rom[4096] = {1, 2, 3, 4};

	ck_assert_int_eq(emu_add_rom(b.sys, 0x1fc00000, 4096, rom, NULL, NULL), 0);
	set_reg(2, 0xbfc00000);
	set_reg(3, 0xffffffff);
	RUN(2, I_(SW, 3, 2, 0), I_(LW, 4, 2, 0));
	ck_assert_uint_eq(reg(4), 0x04030201);
	ck_assert_int_eq(emu_remove(b.sys, 0x1fc00000, 4096), 0);
	ck_assert_int_eq(emu_add_rom(b.sys, 0x1fc00000, 4096, rom, &dev, &seen), 0);
	RUN(2, I_(SW, 3, 2, 8), I_(SWL, 3, 2, 2));
	ck_assert_uint_eq(seen.pa, 0x1fc00002);
	ck_assert_uint_eq(seen.size, 1);
	uint32_t word = 5;

	ck_assert_int_eq(emu_phys_write(b.sys, 0x1fc00000, &word, 4), 0);
	ck_assert_uint_eq(rom[0], 5);
}

UNIT_TEST(aliases_show_the_same_memory)
{
	ck_assert_int_eq(emu_add_alias(b.sys, 0x10000000, RAM_BYTES, 0), 0);
	store(0x2000, 0xabcd);
	set_reg(2, 0x90002000);
	set_reg(3, 0x1357);
	RUN(2, I_(LW, 4, 2, 0), I_(SW, 3, 2, 4));
	ck_assert_uint_eq(reg(4), 0xabcd);
	ck_assert_uint_eq(load(0x2004), 0x1357);
	/* Code changed through the alias is changed. */
	const uint32_t code[] = {I_(ADDIU, 1, 0, 1), NOP};

	put_words(0x3000, code, 2);
	emu_reg_set(b.cpu, EMU_REG_PC, 0x80003000);
	emu_cpu_run(b.cpu, 2, &b.exit);
	set_reg(2, 0x90003000);
	set_reg(3, I_(ADDIU, 1, 0, 7));
	RUN(1, I_(SW, 3, 2, 0));
	emu_reg_set(b.cpu, EMU_REG_PC, 0x80003000);
	emu_cpu_run(b.cpu, 2, &b.exit);
	ck_assert_uint_eq(reg(1), 7);
	ck_assert_int_eq(emu_add_alias(b.sys, 0x10, 0x1000, 0), EMU_EINVAL);
	ck_assert_int_eq(emu_add_alias(b.sys, 0x20000000, 0x1000, 0x20000000), 0);
	set_reg(2, 0x20000000); /* an alias of itself leads nowhere */
	uint32_t word;

	ck_assert_int_eq(emu_phys_read(b.sys, 0x20000000, &word, 4), EMU_EFAULT);
}

UNIT_TEST(regions_are_checked)
{
	static uint8_t page[4096];

	ck_assert_int_eq(emu_add_ram(b.sys, 1, 4096, page), EMU_EINVAL);
	ck_assert_int_eq(emu_add_ram(b.sys, 0x2000000, 4096, NULL), EMU_EINVAL);
	ck_assert_int_eq(emu_add_mmio(b.sys, 0xfffffff0, 0x20, &dev, NULL), EMU_EINVAL);
	ck_assert_int_eq(emu_add_mmio(b.sys, 0x1f000000, 4, NULL, NULL), EMU_EINVAL);
	ck_assert_int_eq(emu_remove(b.sys, 0x1f000000, 4), EMU_EINVAL);
	int rc = 0;

	for (unsigned i = 0; i < REGIONS_MAX && !rc; i++)
		rc = emu_add_ram(b.sys, 0x2000000, 4096, page);
	ck_assert_int_eq(rc, EMU_EINVAL);
}

UNIT_TEST(later_regions_cover_earlier_ones)
{
	emu_add_mmio(b.sys, 0x5004, 4, &dev, &seen);
	store(0x5000, 1);
	set_reg(2, 0x80005000);
	set_reg(3, 9);
	RUN(4, I_(LW, 4, 2, 0), I_(LW, 5, 2, 4), I_(SW, 3, 2, 8), I_(LW, 6, 2, 8));
	ck_assert_uint_eq(reg(4), 1);
	ck_assert_uint_eq(reg(5), 0x89abcdef);
	ck_assert_uint_eq(reg(6), 9);
	ck_assert_int_eq(emu_remove(b.sys, 0x5004, 4), 0);
	RUN(1, I_(LW, 5, 2, 4));
	ck_assert_uint_eq(reg(5), 0);
}

UNIT_TEST(code_that_rewrites_itself_is_seen_at_once)
{
	set_reg(2, CODE);
	set_reg(3, I_(ADDIU, 1, 0, 2));
	RUN(3, I_(SW, 3, 2, 4), I_(ADDIU, 1, 0, 1), NOP);
	ck_assert_uint_eq(reg(1), 2);
	/* In a loop, so that the block exists already. */
	set_reg(4, 3);
	RUN(15, I_(ADDIU, 1, 1, 1), I_(SH, 4, 2, 0), I_(ADDIU, 4, 4, 1), I_(BEQ, 0, 0, -4), NOP);
	ck_assert_uint_eq(reg(1), 10);
}

UNIT_TEST(dma_into_code_is_seen_when_told)
{
	RUN(2, I_(ADDIU, 1, 0, 1), NOP);
	uint32_t word = I_(ADDIU, 1, 0, 5);

	memcpy(b.ram + 0x1000, &word, 4);
	emu_code_changed(b.sys, 0x1000, 4);
	emu_reg_set(b.cpu, EMU_REG_PC, CODE);
	emu_cpu_run(b.cpu, 2, &b.exit);
	ck_assert_uint_eq(reg(1), 5);
	ck_assert_ptr_eq(emu_phys_ptr(b.sys, 0x1000, 16), b.ram + 0x1000);
	ck_assert_ptr_null(emu_phys_ptr(b.sys, RAM_BYTES - 4, 8));
	ck_assert_ptr_null(emu_phys_ptr(b.sys, 0x1f000000, 8));
}

UNIT_TEST(code_runs_from_a_device)
{
	/* Every word reads 0x89abcdef: lwl t3, -0x3211(t5). */
	emu_add_mmio(b.sys, 0x1f000000, 0x100, &dev, &seen);
	set_reg(13, DATA + 0x3211);
	emu_reg_set(b.cpu, EMU_REG_PC, 0xbf000000);
	store(DATA & 0x1fffffff, 0x44);
	emu_cpu_run(b.cpu, 4, &b.exit);
	ck_assert_uint_eq(pc(), 0xbf000010);
	ck_assert_uint_eq(reg(11), 0x44000000);
}

UNIT_TEST(a_branch_at_the_end_of_a_page_takes_its_slot_along)
{
	const uint32_t code[] = {I_(BEQ, 0, 0, 3), I_(ADDIU, 1, 0, 4), NOP, NOP, I_(ADDIU, 3, 0, 5)};

	put_words(0x1ffc, code, 5);
	emu_reg_set(b.cpu, EMU_REG_PC, 0x80001ffc);
	emu_run(b.sys, 3, &b.exit);
	ck_assert_uint_eq(reg(1), 4);
	ck_assert_uint_eq(reg(3), 5);
	const uint32_t likely_code[] = {I_(BNEL, 0, 0, 3), I_(ADDIU, 1, 0, 9), I_(ADDIU, 3, 0, 6)};

	put_words(0x1ffc, likely_code, 3);
	emu_reg_set(b.cpu, EMU_REG_PC, 0x80001ffc);
	emu_run(b.sys, 5, &b.exit);
	ck_assert_uint_eq(reg(1), 4);
	ck_assert_uint_eq(reg(3), 6);
	const uint32_t jr[] = {R_(JR, 0, 31, 0), I_(ADDIU, 1, 0, 8)};

	put_words(0x1ffc, jr, 2);
	set_reg(31, CODE);
	emu_reg_set(b.cpu, EMU_REG_PC, 0x80001ffc);
	emu_run(b.sys, 7, &b.exit);
	ck_assert_uint_eq(reg(1), 8);
	ck_assert_uint_eq(pc(), CODE);
	const uint32_t jump[] = {J_(J, CODE + 0x100), I_(ADDIU, 1, 0, 7)};

	put_words(0x1ffc, jump, 2);
	emu_reg_set(b.cpu, EMU_REG_PC, 0x80001ffc);
	emu_run(b.sys, 9, &b.exit);
	ck_assert_uint_eq(pc(), CODE + 0x100);
}

UNIT_TEST(debuggers_read_and_write_through_translations)
{
	char text[16] = "across two pages", back[16] = "";

	map_pair(0, 0x00400000, LO(0x10000, LO_V), LO(0x20000, LO_V));
	ck_assert_int_eq(emu_virt_write(b.cpu, 0x00400ff8, text, 16), 0);
	ck_assert_int_eq(emu_virt_read(b.cpu, 0x00400ff8, back, 16), 0);
	ck_assert_mem_eq(text, back, 16);
	ck_assert_mem_eq(b.ram + 0x20000, text + 8, 8);
	ck_assert_int_eq(emu_virt_read(b.cpu, 0x00401ff8, back, 16), EMU_EFAULT);
	ck_assert_int_eq(emu_virt_write(b.cpu, 0x00401ff8, back, 16), EMU_EFAULT);
	uint32_t word = 0;

	ck_assert_int_eq(emu_phys_write(b.sys, RAM_BYTES - 2, &word, 4), EMU_EFAULT);
	ck_assert_int_eq(emu_phys_read(b.sys, RAM_BYTES - 2, &word, 4), EMU_EFAULT);
}

UNIT_TEST(registers_are_seen_and_set)
{
	emu_reg_set(b.cpu, 0, 5);
	ck_assert_uint_eq(reg(0), 0);
	emu_reg_set(b.cpu, EMU_REG_HI, 1);
	emu_reg_set(b.cpu, EMU_REG_LO, 2);
	emu_reg_set(b.cpu, EMU_REG_FCSR, 3);
	emu_reg_set(b.cpu, EMU_REG_USERLOCAL, 4);
	emu_reg_set(b.cpu, EMU_REG_FPR0 + 31, 0x123456789ull);
	emu_reg_set(b.cpu, EMU_REG_FIR, 9);
	ck_assert_uint_eq(reg(EMU_REG_HI), 1);
	ck_assert_uint_eq(reg(EMU_REG_LO), 2);
	ck_assert_uint_eq(reg(EMU_REG_FCSR), 3);
	ck_assert_uint_eq(reg(EMU_REG_USERLOCAL), 4);
	ck_assert_uint_eq(emu_reg_get(b.cpu, EMU_REG_FPR0 + 31), 0x123456789ull);
	ck_assert_uint_eq(reg(EMU_REG_FIR), 0x00739300);
	ck_assert_uint_eq(reg(99), 0);
	emu_cp0_set(b.cpu, 0, 0, 0x80000023);
	ck_assert_uint_eq(cp0(0, 0), 0x80000003);
	emu_cp0_set(b.cpu, 9, 3, 1);
	ck_assert_uint_eq(cp0(9, 3), 0);
	emu_cp0_set(b.cpu, 17, 0, 0);
	ck_assert_str_eq(emu_cp0_name(b.cpu, 12, 0), "status");
	ck_assert_ptr_null(emu_cp0_name(b.cpu, 31, 2));
	ck_assert_ptr_null(emu_cp0_name(b.cpu, 40, 2));
	ck_assert_str_eq(emu_exc_name(EXC_TLBL), "tlbl");
	ck_assert_str_eq(emu_exc_name(17), "reserved");
	ck_assert_str_eq(emu_exc_name(77), "reserved");
}

UNIT_TEST(profiles_have_names_and_limits)
{
	struct emu_config bad[] = {{.profile = EMU_NPROFILES}, {.ncpus = 9}, {.tlb_entries = 1}, {.tlb_entries = 257}};

	ck_assert_int_eq(emu_profile_by_name("p5600"), EMU_P5600);
	ck_assert_int_eq(emu_profile_by_name("4004"), -1);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_ptr_null(emu_create(&bad[i]));
	emu_destroy(NULL);
	struct emu_config big = {.profile = EMU_SK24K, .tlb_entries = 256, .no_fpu = true};

	bench_config(&big);
	ck_assert_uint_eq(cp0(16, 1) >> 25 & 63, 63);
	ck_assert_uint_eq(cp0(16, 4) & 0xff, 3);
	ck_assert_uint_eq(cp0(16, 1) & 1, 0);
	RUN(1, I_(LWC1, 0, 0, 0));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_CPU);
	ck_assert_uint_eq(cp0(13, 0) >> 28 & 3, 1);
}
