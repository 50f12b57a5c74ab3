// SPDX-License-Identifier: Apache-2.0
// Instruction identities, operand forms and decoding of single words.
#ifndef EMU_CPU_INSN_H
#define EMU_CPU_INSN_H

#include <stddef.h>
#include <stdint.h>

/** Features that an instruction or register needs; a profile has a set of them. */
enum need {
	N_R1 = 0,
	N_R2 = 1 << 0,
	N_R5 = 1 << 1,
	N_TLB = 1 << 2,
	N_TLBINV = 1 << 3,
	N_FPU = 1 << 4,
	N_EVA = 1 << 5,
	N_SEGCTL = 1 << 6,
	N_ULRI = 1 << 7,
	N_BADINSTR = 1 << 8,
	N_KSCRATCH = 1 << 9,
	N_MSA = 1 << 10,
	N_EJTAG = 1 << 11,
	N_CM = 1 << 12,
};

/** What the decoder must know of an instruction. */
enum insn_flags {
	I_BRANCH = 1 << 0,   /**< conditional, with a delay slot; target in uop.imm */
	I_LIKELY = 1 << 1,   /**< conditional, slot annulled when not taken */
	I_JUMP = 1 << 2,     /**< always taken, fixed target, with a delay slot */
	I_INDIRECT = 1 << 3, /**< always taken, target in a register, with a delay slot */
	I_END = 1 << 4,      /**< what follows must see changed modes: leave the block */
	I_ERET = 1 << 5,     /**< sets the pc itself */
	I_MTC0 = 1 << 6,     /**< ends the block unless the register is harmless */
	I_PRIV = 1 << 7,     /**< needs coprocessor 0 */
};
#define I_ANY_BRANCH (I_BRANCH | I_LIKELY | I_JUMP | I_INDIRECT)

/** Operand forms, named by the operands in assembler order. */
enum form {
	F_NONE,
	F_WORD, /**< the whole word */
	F_DST,  /**< rd, rs, rt */
	F_DTS,  /**< rd, rt, rs */
	F_DTA,  /**< rd, rt, sa */
	F_LSA,  /**< rd, rs, rt, shift less one */
	F_DT,
	F_DS,
	F_D,
	F_S,
	F_T, /**< rt, written */
	F_ST,
	F_STC,  /**< rs, rt, code (not shown) */
	F_SI,   /**< rs, immediate */
	F_TSI,  /**< rt, rs, signed immediate */
	F_TSU,  /**< rt, rs, unsigned immediate */
	F_TUI,  /**< rt, upper immediate */
	F_STB,  /**< rs, rt, branch target */
	F_SB,   /**< rs, branch target */
	F_JUMP, /**< 26-bit target */
	F_CODE, /**< 20-bit code */
	F_HYP,  /**< 10-bit code */
	F_MEM,  /**< rt written, offset(base) */
	F_MEMS, /**< rt read only, offset(base) */
	F_PREF,
	F_CACHE,
	F_SYNC,
	F_SYNCI,
	F_EMEM,
	F_EMEMS,
	F_EPREF,
	F_ECACHE,
	F_EXT,
	F_INS,
	F_CP0,  /**< rt, rd, sel */
	F_HWR,  /**< rt, hardware register */
	F_RTFS, /**< rt written, fs */
	F_FSRT, /**< rt read, fs written */
	F_CFC,
	F_CTC,
	F_BC1,
	F_MOVCI,
	F_FMEM,
	F_FMEMS,
	F_FX,  /**< fd, index(base) */
	F_FXS, /**< fs stored, index(base) */
	F_PREFX,
	F_FDST, /**< fd, fs, ft */
	F_FDS,
	F_FMOVC, /**< fd, fs, cc */
	F_FMOVR, /**< fd, fs, rt */
	F_FCMP,  /**< cc, fs, ft; condition in the name */
	F_F4,    /**< fd, fr, fs, ft */
	F_CFCMSA,
	F_CTCMSA,
};

/** One number for each row of the table, then the executor's own steps, which no word decodes to. */
enum op {
#define INSN(id, ...) OP_##id,
#include "table/alu.def"
#include "table/branch.def"
#include "table/cp0.def"
#include "table/fpu.def"
#include "table/mem.def"
#undef INSN
	OP_COUNT,
	OP_END_NEXT = OP_COUNT, /**< block ends without a branch; chains */
	OP_END_LEAVE,           /**< block ends without a branch; modes may have changed */
	OP_END_BRANCH,          /**< after the delay slot of a conditional branch */
	OP_END_JUMP,            /**< after the delay slot of a jump with a fixed target */
	OP_END_INDIRECT,        /**< after the delay slot of a jump to a register */
	OP_END_STEP,            /**< after the only instruction of a single step */
	OP_END_PENDING,         /**< a branch whose delay slot belongs to the next step */
	OP_STOP,                /**< leaves the block between two instructions */
	OP_ALL
};

struct insn_info {
	const char *name;
	uint32_t mask, match;
	uint32_t need;
	uint8_t form;
	uint8_t flags;
};
extern const struct insn_info insn_table[OP_COUNT];

/**
 * Decoding index: candidate rows by primary opcode and low six bits, best match first. Built once for a system,
 * because features decide which rows take part.
 */
#define INSN_BUCKETS ((size_t)64 * 64)
struct insn_index {
	uint16_t start[INSN_BUCKETS + 1];
	uint16_t row[INSN_BUCKETS * 4];
};
void insn_index_build(struct insn_index *index, uint32_t features);
enum op insn_decode(const struct insn_index *index, uint32_t word);

/** A decoded instruction: operands ready to use. Register 32 swallows what is written to $0. */
struct uop {
	const void *go; /**< address of the executor's code for this step */
	uint8_t d, s, t, x;
	int32_t imm;
};
#define REG_SINK 32
/**
 * Extracts the operands of @p word at @p pc (branch targets become addresses).
 * @return false for operand combinations that make the word reserved
 */
int insn_operands(enum op op, uint32_t word, uint32_t pc, struct uop *u);

#endif
