// SPDX-License-Identifier: Apache-2.0
// The TLB: rights, sizes, duplicates, instructions; segments by SegCtl; EVA accesses.
#include "bench.h"

static void fresh(void)
{
	bench_new(EMU_P5600);
}
UNIT_FIXTURE(fresh, NULL);

#define CODE_OF(cause) ((cause) >> 2 & 31)
#define VA             0x00400000u

/** One load (or store) of [va]; the exception code, or 99 when it succeeded. */
static unsigned touch(uint32_t insn, uint32_t va)
{
	emu_cp0_set(b.cpu, 12, 0, 0);
	set_reg(2, va);
	RUN(1, insn);
	return pc() == CODE + 4 ? 99 : CODE_OF(cp0(13, 0));
}

UNIT_TEST(rights_raise_their_codes)
{
	uint32_t lw = I_(LW, 1, 2, 0), sw = I_(SW, 1, 2, 0);

	emu_cp0_set(b.cpu, 5, 1, PG_RIE | PG_XIE | PG_IEC);
	map_pair(0, VA, LO(0x10000, LO_V), LO(0x11000, 0));
	map_pair(1, VA + 0x2000, LO(0x12000, LO_V | LO_D | LO_RI), LO(0x13000, LO_V | LO_XI));
	ck_assert_uint_eq(touch(lw, VA), 99);
	ck_assert_uint_eq(touch(sw, VA), EXC_MOD);
	ck_assert_uint_eq(touch(lw, VA + 0x1000), EXC_TLBL);
	ck_assert_uint_eq(pc(), 0x80000180); /* invalid, not a refill */
	ck_assert_uint_eq(touch(sw, VA + 0x1000), EXC_TLBS);
	ck_assert_uint_eq(touch(lw, VA + 0x2000), EXC_TLBRI);
	ck_assert_uint_eq(touch(sw, VA + 0x2000), 99);
	ck_assert_uint_eq(touch(lw, VA + 0x2000), EXC_TLBRI);
	emu_cp0_set(b.cpu, 12, 0, 0);
	emu_reg_set(b.cpu, EMU_REG_PC, VA + 0x3000);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_TLBXI);
	emu_cp0_set(b.cpu, 5, 1, PG_RIE | PG_XIE);
	ck_assert_uint_eq(touch(lw, VA + 0x2000), EXC_TLBL);
	ck_assert_uint_eq(touch(I_(LH, 1, 2, 1), VA), EXC_ADEL);
	ck_assert_uint_eq(touch(I_(SH, 1, 2, 1), VA), EXC_ADES);
}

UNIT_TEST(unaligned_pieces_name_their_own_address)
{
	ck_assert_uint_eq(touch(I_(LWL, 1, 2, 3), VA), EXC_TLBL);
	ck_assert_uint_eq(cp0(8, 0), VA + 3);
	ck_assert_uint_eq(touch(I_(SWR, 1, 2, 2), VA), EXC_TLBS);
	ck_assert_uint_eq(cp0(8, 0), VA + 2);
	ck_assert_uint_eq(touch(I_(SYNCI, 0x1f, 2, 0), VA), EXC_TLBL);
	ck_assert_uint_eq(touch(I_(CACHE, 0x15, 2, 0), VA), EXC_TLBL);
	ck_assert_uint_eq(touch(I_(CACHE, 0x01, 2, 0), VA), 99);
}

UNIT_TEST(duplicate_write_is_a_machine_check)
{
	set_reg(3, VA);
	set_reg(4, LO(0x10000, 7));
	map_pair(7, VA, LO(0x10000, 6), LO(0x11000, 6));
	set_reg(5, 3);
	RUN(5, C0_(MTC0, 3, 10, 0), C0_(MTC0, 4, 2, 0), C0_(MTC0, 4, 3, 0), C0_(MTC0, 5, 0, 0), N_(TLBWI));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_MCHECK);
	ck_assert_uint_eq(cp0(12, 0) & ST_TS, ST_TS);
	struct emu_tlb_entry e;

	ck_assert_int_eq(emu_tlb_get(b.cpu, 3, &e), 0);
	ck_assert_uint_eq(e.entry_hi & HI_EHINV, HI_EHINV);
}

UNIT_TEST(writing_the_same_index_again_is_no_duplicate)
{
	set_reg(3, VA);
	set_reg(4, LO(0x10000, 6));
	RUN(6, C0_(MTC0, 3, 10, 0), C0_(MTC0, 4, 2, 0), C0_(MTC0, 4, 3, 0), N_(TLBWI), N_(TLBWI), N_(TLBP));
	ck_assert_uint_eq(cp0(0, 0), 0);
}

UNIT_LOOP(every_page_size_translates, 0, 9)
{
	uint32_t mask = ((1u << (2 * _i)) - 1) << 13, half = (mask | 0x1fff) / 2 + 1, pa;
	struct emu_tlb_entry e = {
	        .entry_hi = 0x40000000, .page_mask = mask & 0x1fffe000, .entry_lo = {LO(0, 7), LO(half, 7)}};

	ck_assert_int_eq(emu_tlb_set(b.cpu, 5, &e), 0);
	ck_assert_int_eq(emu_translate(b.cpu, 0x40000000 + half - 4, EMU_READ, &pa), 0);
	ck_assert_uint_eq(pa, half - 4);
	ck_assert_int_eq(emu_translate(b.cpu, 0x40000000 + half + 8, EMU_WRITE, &pa), 0);
	ck_assert_uint_eq(pa, half + 8);
	ck_assert_int_eq(emu_translate(b.cpu, 0x40000000 + 2 * half, EMU_READ, &pa), EMU_EFAULT);
}

UNIT_TEST(page_mask_keeps_the_largest_size_below)
{
	set_reg(1, 0xffffffff);
	set_reg(2, 0x0001a000);
	RUN(2, C0_(MTC0, 1, 5, 0), C0_(MFC0, 3, 5, 0));
	ck_assert_uint_eq(reg(3), 0x1fffe000);
	RUN(2, C0_(MTC0, 2, 5, 0), C0_(MFC0, 3, 5, 0));
	ck_assert_uint_eq(reg(3), 0);
}

UNIT_TEST(random_stays_above_wired)
{
	set_reg(1, 60);
	RUN(1, C0_(MTC0, 1, 6, 0));
	ck_assert_uint_eq(cp0(1, 0), 63);
	for (unsigned i = 0; i < 100; i++) {
		RUN(1, C0_(MFC0, 2, 1, 0));
		ck_assert_uint_ge(reg(2), 60);
		ck_assert_uint_le(reg(2), 63);
	}
	set_reg(1, 64); /* beyond the end: ignored */
	RUN(1, C0_(MTC0, 1, 6, 0));
	ck_assert_uint_eq(cp0(6, 0), 60);
	set_reg(3, VA);
	RUN(3, C0_(MTC0, 3, 10, 0), N_(TLBWR), N_(TLBP));
	ck_assert_uint_ge(cp0(0, 0), 60);
}

UNIT_TEST(asid_separates_and_global_does_not)
{
	map_pair(0, VA | 5, LO(0x10000, LO_V), LO(0x11000, LO_V));
	map_pair(1, VA + 0x2000, LO(0x12000, LO_V | LO_G), LO(0x13000, LO_V | LO_G));
	store(0x10000, 0xaaaa);
	store(0x12000, 0xbbbb);
	emu_cp0_set(b.cpu, 10, 0, 5);
	ck_assert_uint_eq(touch(I_(LW, 1, 2, 0), VA), 99);
	ck_assert_uint_eq(reg(1), 0xaaaa);
	set_reg(3, 6);
	set_reg(4, VA + 0x2000);
	set_reg(2, VA);
	emu_cp0_set(b.cpu, 12, 0, 0);
	RUN(3, C0_(MTC0, 3, 10, 0), I_(LW, 5, 4, 0), I_(LW, 1, 2, 0));
	ck_assert_uint_eq(reg(5), 0xbbbb);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_TLBL);
	ck_assert_uint_eq(pc(), 0x80000000);
}

UNIT_TEST(tlbinv_spares_global_and_other_asids)
{
	map_pair(0, VA | 1, 0, 0);
	map_pair(1, (VA + 0x2000) | 2, 0, 0);
	map_pair(2, (VA + 0x4000) | 1, LO_G, LO_G);
	emu_cp0_set(b.cpu, 10, 0, 1);
	RUN(1, N_(TLBINV));
	ck_assert(!b.cpu->ctx->tlb[0].valid);
	ck_assert(b.cpu->ctx->tlb[1].valid);
	ck_assert(b.cpu->ctx->tlb[2].valid);
	RUN(2, N_(TLBINVF), N_(TLBR));
	ck_assert(!b.cpu->ctx->tlb[2].valid);
	ck_assert_uint_eq(cp0(10, 0), HI_EHINV);
}

UNIT_TEST(ehinv_hides_an_entry)
{
	map_pair(0, VA, LO(0x10000, 6), LO(0x11000, 6));
	set_reg(3, VA | HI_EHINV);
	RUN(3, C0_(MTC0, 3, 10, 0), N_(TLBWI), N_(TLBP));
	ck_assert_uint_eq(cp0(0, 0), 1u << 31);
	ck_assert_uint_eq(touch(I_(LW, 1, 2, 0), VA), EXC_TLBL);
}

UNIT_TEST(a_changed_entry_is_seen_at_once)
{
	store(0x10000, 1);
	store(0x11000, 2);
	map_pair(0, VA, LO(0x10000, 7), LO(0x10000, 7));
	set_reg(2, VA);
	set_reg(3, VA);
	set_reg(4, LO(0x11000, 7));
	RUN(7, I_(LW, 5, 2, 0), C0_(MTC0, 3, 10, 0), C0_(MTC0, 4, 2, 0), C0_(MTC0, 4, 3, 0), C0_(MTC0, 0, 0, 0),
	    N_(TLBWI), I_(LW, 6, 2, 0));
	ck_assert_uint_eq(reg(5), 1);
	ck_assert_uint_eq(reg(6), 2);
}

UNIT_TEST(code_follows_its_mapping)
{
	const uint32_t one[] = {I_(ADDIU, 1, 0, 1), R_(JR, 0, 31, 0), NOP},
	               two[] = {I_(ADDIU, 1, 0, 2), R_(JR, 0, 31, 0), NOP};

	put_words(0x10000, one, 3);
	put_words(0x11000, two, 3);
	map_pair(0, VA, LO(0x10000, 7), LO(0x10000, 7));
	set_reg(2, VA);
	RUN(6, R_(JALR, 31, 2, 0), NOP, NOP);
	ck_assert_uint_eq(reg(1), 1);
	map_pair(0, VA, LO(0x11000, 7), LO(0x11000, 7));
	RUN(6, R_(JALR, 31, 2, 0), NOP, NOP);
	ck_assert_uint_eq(reg(1), 2);
}

UNIT_TEST(inspection_checks_its_arguments)
{
	struct emu_tlb_entry e = {.page_mask = 0x4000};

	ck_assert_uint_eq(emu_tlb_size(b.cpu), 64);
	ck_assert_int_eq(emu_tlb_set(b.cpu, 0, &e), EMU_EINVAL);
	ck_assert_int_eq(emu_tlb_set(b.cpu, 64, &e), EMU_EINVAL);
	ck_assert_int_eq(emu_tlb_get(b.cpu, 64, &e), EMU_EINVAL);
	map_pair(3, VA | 9, LO(0x10000, 7), LO(0x11000, 7));
	ck_assert_int_eq(emu_tlb_get(b.cpu, 3, &e), 0);
	ck_assert_uint_eq(e.entry_hi, VA | 9);
	ck_assert_uint_eq(e.entry_lo[1], LO(0x11000, 7));
}

/* ---- Segments and EVA -------------------------------------------------------------------------------------------- */

UNIT_TEST(musuk_maps_kseg0_for_eva_only)
{
	emu_cp0_set(b.cpu, 5, 3, 0x00430042); /* kseg0, kseg1: mapped for user, unmapped for the kernel */
	store(0x20000, 0x1234);
	store(0x30000, 0x5678);
	map_pair(0, 0x80020000, LO(0x30000, 7), LO(0x31000, 7));
	set_reg(2, 0x80020000);
	RUN(2, I_(LW, 3, 2, 0), E_(LWE, 4, 2, 0));
	ck_assert_uint_eq(reg(3), 0x1234);
	ck_assert_uint_eq(reg(4), 0x5678);
}

UNIT_TEST(unmapped_user_segments_add_their_base)
{
	emu_cp0_set(b.cpu, 5, 4, 0x00720072 | 0 << 25); /* both low gigabytes: unmapped for all */
	store(0x400, 0x99);
	set_reg(2, 0x40000400);
	RUN(1, I_(LW, 3, 2, 0));
	ck_assert_uint_eq(reg(3), 0x99);
	emu_cp0_set(b.cpu, 5, 4, 0x00720472);
	RUN(1, I_(LW, 3, 2, 0)); /* now at 1 GiB, where nothing is */
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_DBE);
}

UNIT_TEST(erl_makes_low_addresses_unmapped)
{
	store(0x500, 0x77);
	emu_cp0_set(b.cpu, 12, 0, ST_ERL);
	set_reg(2, 0x500);
	RUN(1, I_(LW, 3, 2, 0));
	ck_assert_uint_eq(reg(3), 0x77);
}

UNIT_TEST(eva_stores_use_the_user_s_view)
{
	map_pair(0, VA, LO(0x10000, 7), LO(0x11000, 7));
	set_reg(2, VA);
	set_reg(1, 0x11223344);
	RUN(6, E_(SWE, 1, 2, 0), E_(SHE, 1, 2, 6), E_(SBE, 1, 2, 8), E_(SWLE, 1, 2, 0xe), E_(SWRE, 1, 2, 0x11),
	    E_(PREFE, 0, 2, 0));
	ck_assert_uint_eq(load(0x10000), 0x11223344);
	ck_assert_uint_eq(load(0x10004), 0x33440000);
	ck_assert_uint_eq(load(0x10008), 0x44);
	ck_assert_uint_eq(load(0x1000c), 0x00112233);
	ck_assert_uint_eq(load(0x10010), 0x22334400);
	RUN(8, E_(LBE, 3, 2, 0), E_(LBUE, 4, 2, 1), E_(LHE, 5, 2, 0), E_(LHUE, 6, 2, 2), E_(LLE, 7, 2, 0),
	    E_(SCE, 7, 2, 0), E_(LWLE, 8, 2, 3), E_(LWRE, 8, 2, 0));
	ck_assert_uint_eq(reg(3), 0x44);
	ck_assert_uint_eq(reg(5), 0x3344);
	ck_assert_uint_eq(reg(6), 0x1122);
	ck_assert_uint_eq(reg(7), 1);
	ck_assert_uint_eq(reg(8), 0x11223344);
	set_reg(2, DATA);
	RUN(1, E_(CACHEE, 0x15, 2, 0));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_ADEL);
}
