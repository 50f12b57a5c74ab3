// SPDX-License-Identifier: Apache-2.0
// Guest memory: segments, the virtual TLB, and the real TLB as its shadow.
#include "fake.h"
#include "unit.h"

#include <skerry/arch/guest.h>
#include <stdlib.h>

#define LO(gpa, flags) (((gpa) >> 12 << 6) | (3u << 3) | (flags))
#define D              4u
#define V              2u
#define G              1u

static void start(void)
{
	fake_start();
	fake_write(12, 0, 0);
	guest->area->pc = 0x80100400u;
}

UNIT_FIXTURE(start, NULL);

static void tlb_write(uint32_t hi, uint32_t mask, uint32_t lo0, uint32_t lo1, unsigned index)
{
	fake_write(10, 0, hi);
	fake_write(5, 0, mask);
	fake_write(2, 0, lo0);
	fake_write(3, 0, lo1);
	fake_write(0, 0, index);
	fake_cop0(INSN_TLBWI);
}

static unsigned exception(void)
{
	return (guest->arch.cause & VCA_EXC) >> 2;
}

UNIT_TEST(kseg0_and_kseg1_reach_ram_with_large_pages)
{
	struct access a = fake_access(0x80123456u, true);

	ck_assert(a.ok && !a.uncached);
	ck_assert_uint_eq(a.pa, FAKE_RAM + 0x123456);
	ck_assert_uint_ge(fake.tlb[0].mask, 0x01ffe000u); /* 16 MiB pages at least */
	a = fake_access(0xa0000010u, false);
	ck_assert(a.ok && a.uncached);
	ck_assert_uint_eq(a.pa, FAKE_RAM + 0x10);
}

UNIT_TEST(user_mode_gets_address_errors_in_kernel_segments)
{
	fake_access(0x80000000u, false);
	fake_write(12, 0, VST_UM | VST_EXL);
	fake_write(14, 0, 0x400000);
	fake_cop0(INSN_ERET);
	struct access a = fake_access(0x80000000u, false);

	ck_assert(!a.ok && !a.exit);
	ck_assert_uint_eq(exception(), EXC_ADEL);
	ck_assert_uint_eq(guest->arch.badvaddr, 0x80000000u);
	fake_cop0(INSN_ERET);
	a = fake_access(0xc0000000u, true);
	ck_assert(!a.ok);
	ck_assert_uint_eq(exception(), EXC_ADES);
}

UNIT_TEST(device_addresses_exit_with_all_that_the_vmm_needs)
{
	struct access a = fake_access(0xbf000900u, true);

	ck_assert(a.exit);
	ck_assert_uint_eq(guest->area->exit.reason, SK_EXIT_MMIO);
	ck_assert_uint_eq(guest->area->exit.gpa, 0x1f000900u);
	ck_assert_uint_eq(guest->area->exit.gva, 0xbf000900u);
	ck_assert_uint_eq(guest->area->exit.flags, SK_EXITF_WRITE | SK_EXITF_INSN);
	ck_assert_uint_eq(guest->area->exit.insn, 0x8c820000u);
}

UNIT_TEST(store_to_read_only_guest_memory_is_a_fault)
{
	ck_assert(fake_access(0xbfc00000u, false).ok);
	ck_assert(fake_access(0xbfc00000u, true).exit);
	ck_assert_uint_eq(guest->area->exit.reason, SK_EXIT_FAULT);
}

UNIT_TEST(missing_entry_is_a_refill_in_the_guest)
{
	struct access a = fake_access(0x00401000u, false);

	ck_assert(!a.ok);
	ck_assert_uint_eq(exception(), EXC_TLBL);
	ck_assert_uint_eq(guest->area->pc, 0x80000000u);
	ck_assert_uint_eq(guest->arch.badvaddr, 0x00401000u);
	ck_assert_uint_eq(guest->arch.entryhi, 0x00400000u);
	ck_assert_uint_eq(guest->arch.context, 0x00401000u >> 13 << 4);
	ck_assert(!fake_access(0x00800000u, true).ok); /* now EXL = 1: the general vector */
	ck_assert_uint_eq(exception(), EXC_TLBS);
	ck_assert_uint_eq(guest->area->pc, 0x80000180u);
}

UNIT_TEST(entries_translate_with_their_rights)
{
	tlb_write(0x00400000u, 0, LO(0x5000, V), LO(0x9000, V | D), 3);
	struct access a = fake_access(0x00400123u, false);

	ck_assert(a.ok);
	ck_assert_uint_eq(a.pa, FAKE_RAM + 0x5123);
	a = fake_access(0x00401008u, true);
	ck_assert(a.ok);
	ck_assert_uint_eq(a.pa, FAKE_RAM + 0x9008);
	ck_assert(!fake_access(0x00400000u, true).ok);
	ck_assert_uint_eq(exception(), EXC_MOD);
}

UNIT_TEST(invalid_page_traps_through_the_general_vector)
{
	tlb_write(0x00400000u, 0, LO(0x5000, V), 0, 3);
	ck_assert(!fake_access(0x00401000u, false).ok);
	ck_assert_uint_eq(exception(), EXC_TLBL);
	ck_assert_uint_eq(guest->area->pc, 0x80000180u);
}

UNIT_TEST(mapped_device_page_exits)
{
	tlb_write(0xc0000000u, 0, LO(0x1f000000, V | D | G), LO(0x3000, V | D | G), 3);
	ck_assert(fake_access(0xc0000900u, true).exit);
	ck_assert_uint_eq(guest->area->exit.gpa, 0x1f000900u);
	ck_assert(fake_access(0xc0001000u, true).ok);
}

UNIT_TEST(address_spaces_are_apart)
{
	tlb_write(0x00400001u, 0, LO(0x5000, V), LO(0x6000, V), 1);
	tlb_write(0x00400002u, 0, LO(0x7000, V), LO(0x8000, V), 2);
	fake_write(10, 0, 1);
	ck_assert_uint_eq(fake_access(0x00400000u, false).pa, FAKE_RAM + 0x5000);
	fake_write(10, 0, 2);
	ck_assert_uint_eq(fake_access(0x00400000u, false).pa, FAKE_RAM + 0x7000);
	fake_write(10, 0, 3);
	ck_assert(!fake_access(0x00400000u, false).ok);
}

UNIT_TEST(rewritten_entry_leaves_nothing_behind)
{
	tlb_write(0x00400000u, 0, LO(0x5000, V), LO(0x6000, V), 1);
	ck_assert(fake_access(0x00400000u, false).ok);
	tlb_write(0x00800000u, 0, LO(0x7000, V), LO(0x8000, V), 1);
	ck_assert(!fake_access(0x00400000u, false).ok);
	ck_assert_uint_eq(exception(), EXC_TLBL);
}

UNIT_TEST(global_entry_goes_from_every_address_space)
{
	tlb_write(0xc0000000u, 0, LO(0x5000, V | G), LO(0x6000, V | G), 1);
	fake_write(10, 0, 7);
	ck_assert(fake_access(0xc0000000u, false).ok);
	fake_write(10, 0, 8);
	ck_assert(fake_access(0xc0000000u, false).ok);
	tlb_write(0x80000000u, 0, 0, 0, 1);
	for (uint32_t asid = 7; asid < 9; asid++) {
		fake_write(12, 0, 0);
		fake_write(10, 0, asid);
		ck_assert(!fake_access(0xc0000000u, false).ok);
	}
}

UNIT_TEST(large_guest_pages_translate)
{
	tlb_write(0x10000000u, 0x001fe000u, LO(0x00100000, V | D), LO(0x00300000, V | D), 5); /* 1 MiB pages */
	ck_assert_uint_eq(fake_access(0x100abcdeu, true).pa, FAKE_RAM + 0x1abcde);
	ck_assert_uint_eq(fake_access(0x101ff000u, true).pa, FAKE_RAM + 0x3ff000);
	fake_write(10, 0, 0x10000000u);
	fake_cop0(INSN_TLBINVF);
	ck_assert(!fake_access(0x100abcdeu, true).ok);
}

UNIT_TEST(probe_read_and_invalidate)
{
	tlb_write(0x00400005u, 0, LO(0x5000, V | D), LO(0x6000, V), 9);
	fake_write(10, 0, 0x00400005u);
	fake_cop0(INSN_TLBP);
	ck_assert_uint_eq(fake_read(0, 0), 9);
	fake_write(2, 0, 0);
	fake_write(10, 0, 0);
	fake_cop0(INSN_TLBR);
	ck_assert_uint_eq(fake_read(10, 0), 0x00400005u);
	ck_assert_uint_eq(fake_read(2, 0), LO(0x5000, V | D));
	fake_cop0(INSN_TLBINV); /* ASID 5 */
	fake_cop0(INSN_TLBP);
	ck_assert_uint_eq(fake_read(0, 0), 0x80000009u & 0x80000000u);
	fake_cop0(INSN_TLBR);
	ck_assert_uint_eq(fake_read(10, 0) & 0x400, 0x400); /* index 0 holds nothing: EHINV */
}

UNIT_TEST(error_level_makes_kuseg_linear)
{
	fake_write(12, 0, VST_ERL);
	struct access a = fake_access(0x00001234u, true);

	ck_assert(a.ok && a.uncached);
	ck_assert_uint_eq(a.pa, FAKE_RAM + 0x1234);
	fake_write(12, 0, 0);
	ck_assert(!fake_access(0x00001234u, true).ok);
}

UNIT_TEST(translate_tells_rights)
{
	uint32_t gpa;
	unsigned rights;
	bool uncached;

	tlb_write(0x00400000u, 0, LO(0x5000, V), LO(0x6000, V | D), 1);
	ck_assert_int_eq(arch_vcpu_translate(guest, 0x00400010u, SK_MEM_R, &gpa, &rights, &uncached), SK_OK);
	ck_assert_uint_eq(gpa, 0x5010);
	ck_assert_uint_eq(rights, SK_MEM_RX);
	ck_assert_int_eq(arch_vcpu_translate(guest, 0x00400010u, SK_MEM_W, &gpa, &rights, &uncached), SK_ENOENT);
	ck_assert_int_eq(arch_vcpu_translate(guest, 0x00401010u, SK_MEM_W, &gpa, &rights, &uncached), SK_OK);
	ck_assert_uint_eq(rights, SK_MEM_RWX);
}

/* What the architecture says about an access, straight from the entries that the guest wrote. */
struct model {
	bool valid;
	uint32_t hi, mask, lo[2];
};
static struct model model[VTLB_ENTRIES];

static const struct model *model_find(uint32_t va, uint32_t asid)
{
	for (unsigned i = 0; i < VTLB_ENTRIES; i++) {
		const struct model *m = &model[i];

		if (m->valid && ((m->hi ^ va) & ~m->mask & 0xffffe000u) == 0 &&
		    ((m->lo[0] & m->lo[1] & G) || ((m->hi ^ asid) & 0xff) == 0))
			return m;
	}
	return NULL;
}

static void model_write(unsigned index, uint32_t hi, uint32_t mask, uint32_t lo0, uint32_t lo1)
{
	struct model n = {true, hi & ~mask, mask, {lo0, lo1}};

	for (unsigned i = 0; i < VTLB_ENTRIES; i++) {
		struct model *m = &model[i];

		if (m->valid && ((m->hi ^ n.hi) & ~(m->mask | mask) & 0xffffe000u) == 0 &&
		    ((lo0 & lo1 & G) || (m->lo[0] & m->lo[1] & G) || ((m->hi ^ hi) & 0xff) == 0))
			m->valid = false;
	}
	model[index] = n;
}

UNIT_LOOP(random_tlb_work_never_leaves_a_stale_translation, 0, 20)
{
	srand((unsigned)_i + 1);
	for (unsigned i = 0; i < VTLB_ENTRIES; i++)
		model[i].valid = false;
	for (unsigned step = 0; step < 5000; step++) {
		uint32_t page = (uint32_t)rand() % 24, asid = (uint32_t)rand() % 4;
		uint32_t va = (rand() % 4 ? 0x00400000u : 0xc0000000u) + page * 0x2000 + ((uint32_t)rand() & 0x1ffc);
		unsigned what = (unsigned)rand() % 16;

		fake_write(12, 0, 0);
		guest->area->pc = 0x80100400u;
		if (what < 5) {
			uint32_t mask = rand() % 8 ? 0 : 0x6000, global = rand() % 4 ? 0 : G;
			uint32_t lo0 = LO((uint32_t)rand() % 64 * 0x4000,
			                  (rand() % 4 ? V : 0) | (rand() % 2 ? D : 0) | global);
			uint32_t lo1 = LO((uint32_t)rand() % 64 * 0x4000,
			                  (rand() % 4 ? V : 0) | (rand() % 2 ? D : 0) | global);
			unsigned index = (unsigned)rand() % 12;

			tlb_write((va & ~0x1fffu) | asid, mask, lo0, lo1, index);
			model_write(index, (va & ~0x1fffu) | asid, mask, lo0, lo1);
		} else if (what == 5 && rand() % 8 == 0) {
			fake_cop0(INSN_TLBINVF);
			for (unsigned i = 0; i < VTLB_ENTRIES; i++)
				model[i].valid = false;
		} else {
			bool write = rand() % 2;

			fake_write(10, 0, asid);
			const struct model *m = model_find(va, asid);
			struct access a = fake_access(va, write);
			uint32_t page_size = m ? ((m->mask | 0x1fff) + 1) >> 1 : 0;
			uint32_t lo = m ? m->lo[(va & page_size) != 0] : 0;
			bool ok = (lo & V) && (!write || (lo & D));

			ck_assert_int_eq(a.ok, ok);
			if (ok)
				ck_assert_uint_eq(a.pa, FAKE_RAM + ((lo >> 6 << 12) & ~(page_size - 1)) +
				                                (va & (page_size - 1)));
		}
	}
}
