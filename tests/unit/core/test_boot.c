// SPDX-License-Identifier: Apache-2.0
// Boot: what the root task finds, and what is said about images that make no sense.
#include <skerry/abi/kip.h>
#include <skerry/abi/proto.h>
#include <skerry/arch/timer.h>
#include <skerry/kernel.h>
#include <skerry/sim/system.h>

#include <string.h>

#include "invariants.h"
#include "unit.h"

UNIT_FIXTURE(sim_prepare, NULL);

static void boot(void *arg)
{
	(void)arg;
	sim_boot();
}

static void refused(const char *message)
{
	const char *said = sim_panic_of(boot, NULL);

	ck_assert_ptr_nonnull(said);
	ck_assert_str_eq(said, message);
}

static const struct sk_bootinfo *info_of(const struct thread *root)
{
	paddr_t pa = 0;

	ck_assert(sim_translate(&root->task->space, SK_BOOTINFO_ADDR, SK_MEM_R, &pa));
	return sim_ram(pa);
}

UNIT_TEST(root_thread_starts_at_the_entry_with_its_stack)
{
	struct thread *root = sim_boot();
	paddr_t pa;

	ck_assert_uint_eq(root->regs.pc, SIM_ROOT_VADDR);
	ck_assert_uint_eq(root->regs.gpr[REG_SP], SK_ROOT_STACK_TOP);
	ck_assert_uint_eq(root->regs.gpr[REG_A0], SK_BOOTINFO_ADDR);
	ck_assert(sim_translate(&root->task->space, SK_ROOT_STACK_TOP - 4, SK_MEM_W, &pa));
	ck_assert(sim_translate(&root->task->space, SK_ROOT_STACK_TOP - SK_ROOT_STACK_SIZE, SK_MEM_W, &pa));
	ck_assert(!sim_translate(&root->task->space, SK_BOOTINFO_ADDR, SK_MEM_W, &pa));
	ck_assert(sim_translate(&root->task->space, SK_ROOT_UTCB_ADDR, SK_MEM_W, &pa));
	ck_assert_ptr_eq(root->utcb, sim_ram(pa));
	ck_assert(sim_translate(&root->task->space, SIM_ROOT_VADDR + 0x123c, SK_MEM_X, &pa));
	ck_assert_uint_eq(pa, sim.image.segment[0].base + 0x123c);
	check_invariants(true);
}

UNIT_TEST(root_task_finds_its_slots)
{
	static const struct {
		uint32_t slot;
		unsigned type;
	} expected[] = {
	        {SK_SLOT_TASK, SK_TYPE_TASK},       {SK_SLOT_THREAD, SK_TYPE_THREAD},
	        {SK_SLOT_FACTORY, SK_TYPE_FACTORY}, {SK_SLOT_LOG, SK_TYPE_LOG},
	        {SK_ROOT_SLOT_CPU, SK_TYPE_CPU},    {SK_ROOT_SLOT_BOARD, SK_TYPE_BOARD},
	        {SK_ROOT_SLOT_SC, SK_TYPE_SC},      {SK_ROOT_SLOT_RANGES, SK_TYPE_RANGE},
	};
	struct thread *root = sim_boot();

	for (unsigned i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		struct sim_result r = sim_invoke(root, SK_SLOT_TASK, SK_TASK_CAP_INFO, 1, expected[i].slot);

		ck_assert_int_eq(sim_code(r), SK_OK);
		ck_assert_uint_eq(r.w[0], expected[i].type);
		ck_assert_uint_eq(r.w[1], SK_CAP_ALL);
	}
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_CAP_INFO, 1, SK_SLOT_PARENT), SK_ENOCAP);
}

UNIT_TEST(kernel_needs_at_most_64_kib_until_root_starts)
{
	sim_boot();
	ck_assert_uint_le(kernel.root->used, 64 * 1024);
}

UNIT_TEST(ranges_cover_all_ram_but_kernel_and_pool_once)
{
	sim.image.module_count = 2;
	sim.image.module[0] = (struct sk_image_module){"first", SIM_RAM_BASE + 0x2000000, 0x5001};
	sim.image.module[1] = (struct sk_image_module){"second", SIM_RAM_BASE + 0x2008000, 0x100};
	struct thread *root = sim_boot();
	const struct sk_bootinfo *info = info_of(root);
	uint64_t ram = 0, device = 0;

	ck_assert_uint_eq(info->magic, SK_BOOTINFO_MAGIC);
	ck_assert_uint_eq(info->size, sizeof(*info));
	ck_assert_uint_eq(info->pool_bytes, sim.image.pool_bytes);
	ck_assert_uint_eq(info->board, 'S');
	ck_assert_uint_eq(info->module_count, 2);
	for (unsigned i = 0; i < info->range_count; i++) {
		struct sim_result r = sim_invoke(root, SK_ROOT_SLOT_RANGES + i, SK_RANGE_INFO, 0);

		ck_assert_uint_eq(r.w[0], info->range[i].base);
		ck_assert_uint_eq(r.w[1], info->range[i].size);
		ck_assert_uint_eq(r.w[2], info->range[i].kind);
		if (info->range[i].kind == SK_RANGE_RAM)
			ram += info->range[i].size;
		else
			device += info->range[i].size;
		for (unsigned k = 0; k < i; k++)
			ck_assert(info->range[k].base + info->range[k].size <= info->range[i].base ||
			          info->range[i].base + info->range[i].size <= info->range[k].base);
	}
	ck_assert_uint_eq(ram, SIM_RAM_BYTES - 0x20000 - sim.image.pool_bytes * ARCH_POOL_SCALE);
	ck_assert_uint_eq(device, 0x100000);
	for (unsigned i = 0; i < 2; i++) {
		const struct sk_boot_module *m = &info->module[i];

		ck_assert_str_eq(m->name, sim.image.module[i].name);
		ck_assert_uint_eq(m->size, sim.image.module[i].size);
		ck_assert_uint_eq(info->range[m->range].use, SK_BOOT_USE_MODULE);
		ck_assert_uint_eq(info->range[m->range].base + m->offset, sim.image.module[i].base);
	}
	ck_assert_uint_eq(info->module[0].range, info->module[1].range);
	check_invariants(true);
}

UNIT_TEST(ram_need_not_begin_or_end_at_a_granule)
{
	sim.layout.ram_base += 0x1000;
	sim.layout.ram_bytes -= 0x3000;
	sim.layout.kernel_start += 0x8000;
	struct thread *root = sim_boot();
	const struct sk_bootinfo *info = info_of(root);

	ck_assert_uint_eq(info->range[0].base, SIM_RAM_BASE + 0x4000);
	ck_assert_uint_eq(info->range[0].size, 0x4000);
	check_invariants(true);
}

UNIT_TEST(segments_are_mapped_with_their_rights_in_large_pieces)
{
	sim.image.segment_count = 3;
	sim.image.segment[1] = (struct sk_image_segment){0x00400000, SIM_RAM_BASE + 0x1c00000, 0x54000, SK_MEM_R};
	sim.image.segment[2] = (struct sk_image_segment){0x00500000, SIM_RAM_BASE + 0x1d00000, 0x4000, SK_MEM_RW};
	struct thread *root = sim_boot();
	paddr_t pa = 0;

	ck_assert(sim_translate(&root->task->space, 0x00453ffc, SK_MEM_R, &pa));
	ck_assert_uint_eq(pa, SIM_RAM_BASE + 0x1c53ffc);
	ck_assert(!sim_translate(&root->task->space, 0x00453ffc, SK_MEM_W, &pa));
	ck_assert(!sim_translate(&root->task->space, 0x00454000, SK_MEM_R, &pa));
	ck_assert_uint_eq(space_lookup(&root->task->space, 0x00400000)->d.order, 18);
	ck_assert(sim_translate(&root->task->space, 0x00500000, SK_MEM_W, &pa));
	check_invariants(true);
}

UNIT_TEST(stack_and_boot_information_are_cleared_memory)
{
	memset(sim_ram(SIM_RAM_BASE + 0x30000 + 0x800000), 0xee, 0x100000);
	struct thread *root = sim_boot();
	paddr_t pa = 0;

	sim_translate(&root->task->space, SK_ROOT_STACK_TOP - SK_ROOT_STACK_SIZE, SK_MEM_R, &pa);
	for (unsigned i = 0; i < SK_ROOT_STACK_SIZE; i++)
		ck_assert_uint_eq(((uint8_t *)sim_ram(pa))[i], 0);
}

UNIT_TEST(kip_tells_the_machine_and_its_clock)
{
	sim_boot();
	const struct sk_kip *kip = kernel.kip;

	ck_assert_uint_eq(kip->magic, SK_KIP_MAGIC);
	ck_assert_uint_eq(kip->counter_hz, 100000000);
	ck_assert_uint_eq(kip->cpus, 1);
	ck_assert_str_eq(kip->version, "Skerry (sim, unit test)");
}

static uint64_t kip_clock(void)
{
	const struct sk_kip *kip = kernel.kip;
	uint32_t passed = (uint32_t)sim.now - kip->base_count;

	ck_assert_uint_eq(kip->seq % 2, 0);
	return kip->base_us + ((uint64_t)passed * kip->us_mult >> kip->us_shift);
}

UNIT_LOOP(kip_clock_keeps_up_beyond_the_counter_s_wrap, 0, 3)
{
	static const uint32_t hz[] = {100000000, 1000000, 280000000};

	sim.layout.counter_hz = hz[_i];
	sim_boot();
	ck_assert_uint_le((uint64_t)kernel.kip->us_mult * 2, 1ull << 33);
	if (_i)
		return;
	for (unsigned second = 0; second <= 100; second += 7) {
		ck_assert_uint_le(kip_clock(), arch_ticks_to_us(sim.now));
		ck_assert_uint_le(arch_ticks_to_us(sim.now), kip_clock() + 1);
		sim_advance(7000000);
	}
}

UNIT_TEST(long_versions_are_cut)
{
	sim.layout.version = "Skerry with a version text that is longer than its field";
	sim_boot();
	ck_assert_uint_eq(strlen(kernel.kip->version), sizeof(kernel.kip->version) - 1);
}

UNIT_TEST(wrong_magic_and_version)
{
	sim.image.magic = 0;
	refused("image: magic is 0x00000000, not 0x4d494b53: made without the image builder?");
	sim_prepare();
	sim.image.abi_version = 0x00020000;
	refused("image: made for interface 0x00020000, this kernel has 0x00010000");
}

UNIT_TEST(wrong_pool)
{
	sim.image.pool_bytes = 0x12345;
	refused("image: pool of 0x12345 bytes; at least 0x10000 in granules of 0x4000 are needed");
	sim_prepare();
	sim.image.pool_bytes = 0xc000;
	refused("image: pool of 0xc000 bytes; at least 0x10000 in granules of 0x4000 are needed");
	sim_prepare();
	sim.image.pool_bytes = 0x3000000;
	refused("image: pool of 0x3000000 bytes at 0x130000 does not fit the RAM at 0x100000 to 0x4100000");
	sim_prepare();
	sim.image.pool_bytes = 0xc0000000;
	refused("image: pool of 0xc0000000 bytes at 0x130000 does not fit the RAM at 0x100000 to 0x4100000");
}

UNIT_TEST(wrong_counts)
{
	sim.image.segment_count = 0;
	refused("image: 0 root segments, 1 to 8 are possible");
	sim_prepare();
	sim.image.segment_count = 9;
	refused("image: 9 root segments, 1 to 8 are possible");
	sim_prepare();
	sim.image.module_count = 33;
	refused("image: 33 modules, up to 32 are possible");
}

static void segment(uint32_t vaddr, uint32_t base, uint32_t size, uint32_t rights, const char *message)
{
	sim_prepare();
	sim.image.segment_count = 2;
	sim.image.segment[1] = (struct sk_image_segment){vaddr, base, size, rights};
	refused(message);
}

UNIT_TEST(wrong_segments)
{
	const uint32_t ram = SIM_RAM_BASE + 0x2000000;

	segment(0x400100, ram, 0x4000, 4,
	        "image: root segment 1 (0x400100, 0x4000 bytes at 0x2100000) is not in granules");
	segment(0x400000, ram + 4, 0x4000, 4,
	        "image: root segment 1 (0x400000, 0x4000 bytes at 0x2100004) is not in granules");
	segment(0x400000, ram, 0x4001, 4,
	        "image: root segment 1 (0x400000, 0x4001 bytes at 0x2100000) is not in granules");
	segment(0x400000, ram, 0, 4, "image: root segment 1 (0x400000, 0x0 bytes at 0x2100000) is not in granules");
	segment(0x400000, ram, 0x4000, 0, "image: root segment 1 has rights 0x0");
	segment(0x400000, ram, 0x4000, 0x84, "image: root segment 1 has rights 0x84");
	segment(0, ram, 0x4000, 4, "image: root segment 1 at 0x0, 0x4000 bytes, is outside 0x4000 to 0x7ffe4000");
	segment(0x7ffe0000, ram, 0x8000, 4,
	        "image: root segment 1 at 0x7ffe0000, 0x8000 bytes, is outside 0x4000 to 0x7ffe4000");
	segment(0x80000000, ram, 0x4000, 4,
	        "image: root segment 1 at 0x80000000, 0x4000 bytes, is outside 0x4000 to 0x7ffe4000");
	segment(0x400000, 0, 0x4000, 4, "image: root segment 1 at physical 0x0, 0x4000 bytes, is not in RAM");
	segment(0x400000, SIM_RAM_BASE + SIM_RAM_BYTES - 0x4000, 0x8000, 4,
	        "image: root segment 1 at physical 0x40fc000, 0x8000 bytes, is not in RAM");
	segment(0x1c000, ram, 0x8000, 4, "image: root segments 0 and 1 overlap at 0x1c000");
	segment(0x400000, SIM_RAM_BASE + 0x1c000, 0x8000, 4,
	        "image: pieces at 0x100000 to 0x11ffff and 0x11c000 to 0x123fff overlap");
}

UNIT_LOOP(wrong_entries, 0, 3)
{
	static const struct {
		uint32_t entry;
		const char *message;
	} c[] = {
	        {0x8000, "image: root entry 0x8000 is in no executable segment"},
	        {0x10002, "image: root entry 0x10002 is in no executable segment"},
	        {0x20000, "image: root entry 0x20000 is in no executable segment"},
	};

	sim.image.root_entry = c[_i].entry;
	refused(c[_i].message);
	sim_prepare();
	sim.image.segment[0].rights = SK_MEM_RW;
	refused("image: root entry 0x10000 is in no executable segment");
}

static void module(const char *name, size_t length, uint32_t base, uint32_t size, const char *message)
{
	sim_prepare();
	sim.image.module_count = 1;
	memcpy(sim.image.module[0].name, name, length);
	sim.image.module[0].base = base;
	sim.image.module[0].size = size;
	refused(message);
}

UNIT_TEST(wrong_modules)
{
	const uint32_t ram = SIM_RAM_BASE + 0x2000000;

	module("", 1, ram, 1, "image: module 0 has no proper name");
	module("a name without an end, as it fills", 32, ram, 1, "image: module 0 has no proper name");
	module("m", 2, ram + 4, 1, "image: module m at 0x2100004, 0x1 bytes, is not in RAM");
	module("m", 2, ram, 0, "image: module m at 0x2100000, 0x0 bytes, is not in RAM");
	module("m", 2, ram, 0xffffffff, "image: module m at 0x2100000, 0xffffffff bytes, is not in RAM");
	module("m", 2, 0x4000, 1, "image: module m at 0x4000, 0x1 bytes, is not in RAM");
	module("m", 2, SIM_RAM_BASE + SIM_RAM_BYTES, 1, "image: module m at 0x4100000, 0x1 bytes, is not in RAM");
	module("m", 2, SIM_RAM_BASE + 0x130000, 1,
	       "image: pieces at 0x130000 to 0x92ffff and 0x230000 to 0x233fff overlap");
}

UNIT_TEST(too_many_ranges)
{
	sim.image.module_count = 32;
	for (unsigned i = 0; i < 32; i++) {
		sim.image.module[i] = (struct sk_image_module){"m", SIM_RAM_BASE + 0x2000000 + i * 0x10000, 1};
		sim.image.module[i].name[1] = (char)('a' + i);
	}
	refused("image: memory falls into more than 32 ranges");
}

UNIT_TEST(no_ram_left)
{
	sim.layout.ram_bytes = 0x30000 + sim.image.pool_bytes * ARCH_POOL_SCALE + 0x4000;
	refused("image: no RAM is left for the root task");
}

UNIT_TEST(pool_that_holds_no_root_task)
{
	sim.image.pool_bytes = 0x10000;
	sim.image.segment_count = 8;
	for (unsigned i = 1; i < 8; i++)
		sim.image.segment[i] = (struct sk_image_segment){i << 24, SIM_RAM_BASE + (i << 20), 0x4000, SK_MEM_R};
	const char *said = sim_panic_of(boot, NULL);

	ck_assert_ptr_nonnull(said);
	ck_assert_ptr_nonnull(strstr(said, "boot: "));
	ck_assert_ptr_nonnull(strstr(said, "error -7"));
}
