// SPDX-License-Identifier: Apache-2.0
// A processor with a little RAM, and an assembler of single instructions, for the tests of the processor model.
#ifndef TESTS_EMU_CPU_BENCH_H
#define TESTS_EMU_CPU_BENCH_H

#include "model.h"
#include "unit.h"

#define RAM_BYTES (1u << 20)
#define CODE      0x80001000u /* where programs go, in kseg0 */
#define DATA      0x80010000u

/** The system of a test: set up by bench_new(), gone with the test's process. */
struct bench {
	struct emu_sys *sys;
	struct emu_cpu *cpu;
	uint8_t *ram;
	struct emu_exit exit;
	uint32_t end; /**< address after the program */
};
extern struct bench b;

/** A fresh system in kernel mode with BEV off, pc at CODE. */
void bench_new(enum emu_profile profile);
void bench_config(const struct emu_config *config);
/** Writes a program of @p n words at physical @p pa. */
void put_words(uint32_t pa, const uint32_t *words, unsigned n);
/** Puts the words at CODE, sets the pc there and executes @p insns instructions. */
#define RUN(insns, ...)                                                   \
	do {                                                              \
		const uint32_t words_[] = {__VA_ARGS__};                  \
		put_words(CODE & 0x1fffffff, words_, sizeof(words_) / 4); \
		emu_reg_set(b.cpu, EMU_REG_PC, CODE);                     \
		emu_cpu_run(b.cpu, (insns), &b.exit);                     \
	} while (0)
void set_reg(unsigned reg, uint32_t value);
uint32_t reg(unsigned reg);
uint32_t pc(void);
uint32_t cp0(unsigned reg, unsigned sel);
uint32_t load(uint32_t pa);
void store(uint32_t pa, uint32_t value);
/** A TLB entry for the pair of 4 KiB pages at @p va. */
void map_pair(unsigned index, uint32_t va, uint32_t lo0, uint32_t lo1);
#define LO(pa, bits) ((pa) >> 12 << 6 | 3u << 3 | (bits))

/* Instructions: op is the row's name. */
#define R_(op, d, s, t)    (insn_table[OP_##op].match | (uint32_t)(s) << 21 | (uint32_t)(t) << 16 | (uint32_t)(d) << 11)
#define I_(op, t, s, imm)  (insn_table[OP_##op].match | (uint32_t)(s) << 21 | (uint32_t)(t) << 16 | ((imm)&0xffff))
#define E_(op, t, s, off)  (insn_table[OP_##op].match | (uint32_t)(s) << 21 | (uint32_t)(t) << 16 | ((off)&0x1ff) << 7)
#define C0_(op, t, d, sel) (insn_table[OP_##op].match | (uint32_t)(t) << 16 | (uint32_t)(d) << 11 | (sel))
#define F_(op, d, s, t)    (insn_table[OP_##op].match | (uint32_t)(t) << 16 | (uint32_t)(s) << 11 | (uint32_t)(d) << 6)
#define J_(op, target)     (insn_table[OP_##op].match | ((target) >> 2 & 0x03ffffff))
#define N_(op)             (insn_table[OP_##op].match)
#define NOP                0u

#endif
