// SPDX-License-Identifier: Apache-2.0
// Floating point where the reference differs or cannot show it: NaN rules, flushing, control registers, registers.
#include "bench.h"
#include "fp.h"

#define CODE_OF(cause) ((cause) >> 2 & 31)
#define SNAN_OLD       0x7fc00001u /* signalling by the older rule, quiet by that of 2008 */
#define QNAN_OLD       0x7f800001u

static void set_fpr(unsigned n, uint64_t value)
{
	emu_reg_set(b.cpu, EMU_REG_FPR0 + n, value);
}

static uint64_t fpr(unsigned n)
{
	return emu_reg_get(b.cpu, EMU_REG_FPR0 + n);
}

UNIT_TEST(older_rule_makes_sign_changes_arithmetic)
{
	bench_new(EMU_24KF);
	set_fpr(2, SNAN_OLD);
	RUN(1, F_(NEG_S, 4, 2, 0));
	ck_assert_uint_eq((uint32_t)fpr(4), 0x7fbfffff);
	ck_assert_uint_eq(reg(EMU_REG_FCSR) & (FP_INVALID << FCSR_CAUSES), FP_INVALID << FCSR_CAUSES);
	set_fpr(2, QNAN_OLD);
	emu_reg_set(b.cpu, EMU_REG_FCSR, 0);
	RUN(1, F_(ABS_S, 4, 2, 0));
	ck_assert_uint_eq((uint32_t)fpr(4), 0x7fbfffff);
	ck_assert_uint_eq(reg(EMU_REG_FCSR), 0);
	set_fpr(2, 0xbf800000);
	RUN(2, F_(ABS_S, 4, 2, 0), F_(NEG_S, 6, 4, 0));
	ck_assert_uint_eq((uint32_t)fpr(4), 0x3f800000);
	ck_assert_uint_eq((uint32_t)fpr(6), 0xbf800000);
	/* An enabled exception is taken and writes nothing. */
	emu_reg_set(b.cpu, EMU_REG_FCSR, FP_INVALID << FCSR_ENABLES);
	set_fpr(2, SNAN_OLD);
	RUN(1, F_(NEG_S, 4, 2, 0));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_FPE);
	ck_assert_uint_eq((uint32_t)fpr(4), 0x3f800000);
}

UNIT_TEST(rule_of_2008_only_changes_signs)
{
	bench_new(EMU_P5600);
	set_fpr(2, QNAN_OLD); /* signalling by this rule */
	RUN(2, F_(NEG_S, 4, 2, 0), F_(ABS_S, 6, 4, 0));
	ck_assert_uint_eq((uint32_t)fpr(4), 0x80000000 | QNAN_OLD);
	ck_assert_uint_eq((uint32_t)fpr(6), QNAN_OLD);
	ck_assert_uint_eq(reg(EMU_REG_FCSR), FCSR_NAN2008 | FCSR_ABS2008);
	RUN(1, F_(ADD_S, 4, 2, 2));
	ck_assert_uint_eq((uint32_t)fpr(4), QNAN_OLD | 0x00400000);
}

UNIT_TEST(conversions_of_nan_follow_the_rule)
{
	bench_new(EMU_24KF);
	set_fpr(2, QNAN_OLD);
	RUN(2, F_(TRUNC_W_S, 4, 2, 0), F_(CVT_D_S, 6, 2, 0));
	ck_assert_uint_eq((uint32_t)fpr(4), 0x7fffffff);
	ck_assert_uint_eq((uint32_t)fpr(7), 0x7ff7ffff);
	bench_new(EMU_P5600);
	set_fpr(2, QNAN_OLD);
	RUN(2, F_(TRUNC_W_S, 4, 2, 0), F_(CVT_D_S, 6, 2, 0));
	ck_assert_uint_eq((uint32_t)fpr(4), 0);
	ck_assert_uint_eq((uint32_t)fpr(7), 0x7ff80000);
}

UNIT_TEST(flush_to_zero_raises_its_flags)
{
	bench_new(EMU_24KF);
	emu_reg_set(b.cpu, EMU_REG_FCSR, FCSR_FS);
	set_fpr(2, 0x80800000);
	set_fpr(4, 0x3f000000);
	RUN(1, F_(MUL_S, 6, 2, 4));
	ck_assert_uint_eq((uint32_t)fpr(6), 0x80000000);
	ck_assert_uint_eq(reg(EMU_REG_FCSR) >> FCSR_FLAGS & 0x1f, FP_UNDERFLOW | FP_INEXACT);
}

UNIT_TEST(control_registers_show_parts_of_fcsr)
{
	bench_new(EMU_24KF);
	set_reg(1, 0xff);
	set_reg(2, 0x1f << 2);
	set_reg(3, 0xf83 | 4);
	RUN(6, C0_(CTC1, 1, 25, 0), C0_(CTC1, 2, 26, 0), C0_(CTC1, 3, 28, 0), C0_(CFC1, 4, 31, 0), C0_(CFC1, 5, 25, 0),
	    C0_(CFC1, 6, 28, 0));
	ck_assert_uint_eq(reg(4), 0xfe800000 | FCSR_FS | 0xf83 | 0x7c);
	ck_assert_uint_eq(reg(5), 0xff);
	ck_assert_uint_eq(reg(6), 0xf87);
	RUN(3, C0_(CFC1, 5, 26, 0), C0_(CFC1, 6, 0, 0), C0_(CFC1, 7, 9, 0));
	ck_assert_uint_eq(reg(5), 0x7c);
	ck_assert_uint_eq(reg(6), 0x00739300);
	ck_assert_uint_eq(reg(7), 0);
	set_reg(1, 0x20 << FCSR_CAUSES); /* "unimplemented" always traps */
	RUN(2, C0_(CTC1, 1, 9, 0), C0_(CTC1, 1, 31, 0));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_FPE);
}

UNIT_TEST(pairs_and_halves)
{
	bench_new(EMU_24KF);
	set_reg(1, 0x11111111);
	set_reg(2, 0x22222222);
	RUN(4, C0_(MTC1, 1, 4, 0), C0_(MTHC1, 2, 4, 0), C0_(MFC1, 3, 5, 0), C0_(MFHC1, 4, 4, 0));
	ck_assert_uint_eq(reg(3), 0x22222222);
	ck_assert_uint_eq(reg(4), 0x22222222);
	emu_cp0_set(b.cpu, 12, 0, ST_CU1 | ST_FR);
	set_fpr(5, 0);
	RUN(2, C0_(MTHC1, 2, 5, 0), C0_(MFHC1, 4, 5, 0));
	ck_assert_uint_eq(fpr(5), 0x2222222200000000ull);
	ck_assert_uint_eq(reg(4), 0x22222222);
	emu_cp0_set(b.cpu, 12, 0, ST_CU1);
	RUN(1, F_(ADD_D, 3, 2, 2));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_RI);
	emu_cp0_set(b.cpu, 12, 0, ST_CU1);
	RUN(1, F_(CVT_L_D, 2, 2, 0));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_RI);
}

UNIT_TEST(division_by_zero_is_an_exception_of_its_own)
{
	bench_new(EMU_24KF);
	set_fpr(2, 0x3f800000);
	set_fpr(4, 0);
	RUN(1, F_(DIV_S, 6, 2, 4));
	ck_assert_uint_eq((uint32_t)fpr(6), 0x7f800000);
	ck_assert_uint_eq(reg(EMU_REG_FCSR) >> FCSR_FLAGS & 0x1f, FP_DIVZERO);
	emu_reg_set(b.cpu, EMU_REG_FCSR, FP_DIVZERO << FCSR_ENABLES);
	RUN(1, F_(DIV_S, 8, 2, 4));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_FPE);
	ck_assert_uint_eq((uint32_t)fpr(8), 0);
}

UNIT_TEST(integer_division_has_fixed_answers_for_open_cases)
{
	bench_new(EMU_24KF);
	set_reg(1, 0x80000000);
	set_reg(2, 0xffffffff);
	RUN(1, R_(DIV, 0, 1, 2));
	ck_assert_uint_eq(reg(EMU_REG_LO), 0x80000000);
	ck_assert_uint_eq(reg(EMU_REG_HI), 0);
	RUN(1, R_(DIV, 0, 1, 0));
	ck_assert_uint_eq(reg(EMU_REG_LO), 1);
	ck_assert_uint_eq(reg(EMU_REG_HI), 0x80000000);
	RUN(1, R_(DIVU, 0, 1, 0));
	ck_assert_uint_eq(reg(EMU_REG_LO), 0xffffffff);
	ck_assert_uint_eq(reg(EMU_REG_HI), 0x80000000);
}
