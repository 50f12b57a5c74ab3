// SPDX-License-Identifier: Apache-2.0
// Emulation of loads and stores on a device of plain bytes.
#include "unit.h"

#include <string.h>
#include <vmm/access.h>

#define BASE 0x1f000000u
#define PC   0x80100000u

struct bytes {
	struct vmm_device dev;
	uint8_t byte[8];
	unsigned accesses;
	unsigned last_size;
};

static bool bytes_read(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t *value)
{
	struct bytes *b = (struct bytes *)dev;

	*value = 0;
	memcpy(value, b->byte + offset, size);
	b->accesses++;
	b->last_size = size;
	return true;
}

static bool bytes_write(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t value)
{
	struct bytes *b = (struct bytes *)dev;

	memcpy(b->byte + offset, &value, size);
	b->accesses++;
	b->last_size = size;
	return true;
}

static const struct vmm_device_ops bytes_ops = {bytes_read, bytes_write, NULL};
static const uint8_t pattern[8] = {0x81, 0x12, 0x93, 0x34, 0xa5, 0x56, 0xc7, 0x78};
static struct bytes device = {.dev = {.ops = &bytes_ops, .name = "bytes", .base = BASE, .size = 8}};
static struct vmm_bus bus;
static struct sk_vcpu_area area;

static void device_on_bus(void)
{
	memcpy(device.byte, pattern, 8);
	ck_assert_int_eq(vmm_bus_add(&bus, &device.dev), VMM_OK);
}

UNIT_FIXTURE(device_on_bus, NULL);

// Runs one instruction on register 9 at BASE + @p at.
static enum vmm_access run(unsigned op, unsigned at)
{
	area.pc = PC;
	area.exit.flags |= SK_EXITF_INSN;
	area.exit.insn = op << 26 | 4u << 21 | 9u << 16;
	area.exit.gpa = BASE + at;
	return vmm_access(&bus, &area);
}

static uint32_t load(unsigned op, unsigned at, uint32_t before)
{
	area.gpr[9] = before;
	ck_assert_int_eq(run(op, at), VMM_ACCESS_DONE);
	ck_assert_uint_eq(area.pc, PC + 4);
	return area.gpr[9];
}

UNIT_TEST(loads_extend_as_they_should)
{
	ck_assert_uint_eq(load(0x20, 0, 7), 0xffffff81); // lb
	ck_assert_uint_eq(load(0x20, 1, 7), 0x12);
	ck_assert_uint_eq(load(0x24, 0, 7), 0x81);   // lbu
	ck_assert_uint_eq(load(0x21, 2, 7), 0x3493); // lh
	ck_assert_uint_eq(load(0x21, 4, 7), 0x56a5);
	device.byte[1] = 0x80;
	ck_assert_uint_eq(load(0x21, 0, 7), 0xffff8081);
	ck_assert_uint_eq(load(0x25, 0, 7), 0x8081);     // lhu
	ck_assert_uint_eq(load(0x23, 4, 7), 0x78c756a5); // lw
}

// Little-endian definition of the unaligned pair, byte by byte.
UNIT_LOOP(unaligned_loads_merge_their_bytes, 0, 4)
{
	unsigned at = (unsigned)_i;
	uint32_t before = 0x11223344;
	uint32_t left = before, right = before;

	for (unsigned i = 0; i <= at; i++) {
		left &= ~(0xffu << 8 * (3 - at + i));
		left |= (uint32_t)pattern[i] << 8 * (3 - at + i);
	}
	for (unsigned i = at; i < 4; i++) {
		right &= ~(0xffu << 8 * (i - at));
		right |= (uint32_t)pattern[i] << 8 * (i - at);
	}
	ck_assert_uint_eq(load(0x22, at, before), left);  // lwl
	ck_assert_uint_eq(load(0x26, at, before), right); // lwr
}

UNIT_TEST(unaligned_pair_reads_a_whole_word)
{
	area.gpr[9] = 0;
	ck_assert_int_eq(run(0x26, 1), VMM_ACCESS_DONE); // lwr 1
	ck_assert_int_eq(run(0x22, 4), VMM_ACCESS_DONE); // lwl 4
	ck_assert_uint_eq(area.gpr[9], 0xa5349312);
}

UNIT_TEST(stores_write_their_bytes)
{
	area.gpr[9] = 0xdeadbeef;
	ck_assert_int_eq(run(0x28, 3), VMM_ACCESS_DONE); // sb
	ck_assert_mem_eq(device.byte, "\x81\x12\x93\xef\xa5", 5);
	ck_assert_int_eq(run(0x29, 0), VMM_ACCESS_DONE); // sh
	ck_assert_mem_eq(device.byte, "\xef\xbe\x93\xef\xa5", 5);
	ck_assert_int_eq(run(0x2b, 4), VMM_ACCESS_DONE); // sw
	ck_assert_mem_eq(device.byte + 4, "\xef\xbe\xad\xde", 4);
}

UNIT_LOOP(unaligned_stores_touch_only_their_bytes, 0, 4)
{
	unsigned at = (unsigned)_i;
	uint8_t left[4], right[4];
	const uint8_t reg[4] = {0xef, 0xbe, 0xad, 0xde};

	memcpy(left, pattern, 4);
	memcpy(right, pattern, 4);
	for (unsigned i = 0; i <= at; i++)
		left[i] = reg[3 - at + i];
	for (unsigned i = at; i < 4; i++)
		right[i] = reg[i - at];
	area.gpr[9] = 0xdeadbeef;
	ck_assert_int_eq(run(0x2a, at), VMM_ACCESS_DONE); // swl
	ck_assert_mem_eq(device.byte, left, 4);
	ck_assert_uint_eq(device.accesses, at == 3 ? 1 : at + 1);
	memcpy(device.byte, pattern, 8);
	device.accesses = 0;
	ck_assert_int_eq(run(0x2e, at), VMM_ACCESS_DONE); // swr
	ck_assert_mem_eq(device.byte, right, 4);
	ck_assert_uint_eq(device.accesses, at == 0 ? 1 : 4 - at);
	ck_assert_mem_eq(device.byte + 4, pattern + 4, 4);
}

UNIT_TEST(register_zero_stays_zero)
{
	area.pc = PC;
	area.exit.flags = SK_EXITF_INSN;
	area.exit.insn = 0x23u << 26;
	area.exit.gpa = BASE;
	ck_assert_int_eq(vmm_access(&bus, &area), VMM_ACCESS_DONE);
	ck_assert_uint_eq(area.gpr[0], 0);
	ck_assert_uint_eq(device.accesses, 1);
}

UNIT_TEST(prefetch_touches_nothing)
{
	area.gpr[9] = 77;
	ck_assert_int_eq(run(0x33, 0x100000), VMM_ACCESS_DONE);
	ck_assert_uint_eq(area.gpr[9], 77);
	ck_assert_uint_eq(area.pc, PC + 4);
	ck_assert_uint_eq(device.accesses, 0);
}

UNIT_TEST(stray_accesses_change_nothing)
{
	static const unsigned ops[] = {0x20, 0x23, 0x22, 0x26, 0x28, 0x2b, 0x2a, 0x2e};

	for (unsigned i = 0; i < 8; i++) {
		area.gpr[9] = 77;
		ck_assert_int_eq(run(ops[i], 0x1001), VMM_ACCESS_STRAY);
		ck_assert_uint_eq(area.gpr[9], 77);
		ck_assert_uint_eq(area.pc, PC);
	}
}

UNIT_TEST(linked_accesses_are_refused)
{
	ck_assert_int_eq(run(0x30, 0), VMM_ACCESS_ATOMIC);
	ck_assert_int_eq(run(0x38, 0), VMM_ACCESS_ATOMIC);
	ck_assert_uint_eq(area.pc, PC);
	ck_assert_uint_eq(device.accesses, 0);
}

UNIT_TEST(other_instructions_are_refused)
{
	static const unsigned ops[] = {0x00, 0x09, 0x1f, 0x2f, 0x31, 0x35, 0x39, 0x3d, 0x3f};

	for (unsigned i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		ck_assert_int_eq(run(ops[i], 0), VMM_ACCESS_INSN);
	area.exit.flags = 0;
	ck_assert_int_eq(vmm_access(&bus, &area), VMM_ACCESS_INSN);
}

UNIT_TEST(delay_slot_goes_to_the_branch_target)
{
	area.exit.flags = SK_EXITF_BD;
	area.exit.branch = 9u << 21 | 8; // jr $9, with the load overwriting $9 in its slot
	area.gpr[9] = 0x80200000;
	ck_assert_int_eq(run(0x24, 1), VMM_ACCESS_DONE);
	ck_assert_uint_eq(area.pc, 0x80200000);
	ck_assert_uint_eq(area.gpr[9], 0x12);
}

UNIT_TEST(load_in_the_slot_of_a_call_may_overwrite_the_link)
{
	area.pc = PC;
	area.exit.flags = SK_EXITF_BD | SK_EXITF_INSN;
	area.exit.branch = 3u << 26 | 0x100;
	area.exit.insn = 0x24u << 26 | 31u << 16;
	area.exit.gpa = BASE;
	ck_assert_int_eq(vmm_access(&bus, &area), VMM_ACCESS_DONE);
	ck_assert_uint_eq(area.gpr[31], 0x81);
	ck_assert_uint_eq(area.pc, 0x80000400);
}

UNIT_TEST(delay_slot_of_no_branch_is_refused_untouched)
{
	area.exit.flags = SK_EXITF_BD;
	area.exit.branch = 0;
	area.gpr[9] = 77;
	ck_assert_int_eq(run(0x23, 0), VMM_ACCESS_BRANCH);
	ck_assert_uint_eq(device.accesses, 0);
	ck_assert_uint_eq(area.gpr[9], 77);
}
