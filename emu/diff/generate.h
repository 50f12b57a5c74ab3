// SPDX-License-Identifier: Apache-2.0
// Random cases, drawn from the instruction table.
#ifndef EMU_DIFF_GENERATE_H
#define EMU_DIFF_GENERATE_H

#include "insn.h"
#include "record.h"

#include <stdbool.h>

/** What a case is about. */
enum kind {
	KIND_INTEGER,
	KIND_BRANCH,
	KIND_MEMORY,
	KIND_MIXED,
	KIND_FLOAT,
	KIND_CP0,
	KIND_TLB,
	KIND_SEGMENT, /**< SegCtl and EVA; memory where there is neither */
	KIND_WORD,    /**< any word of the opcodes that are decoded further */
	KIND_COUNT
};

/** Generator of one series of cases. */
struct generator {
	uint64_t state;
	uint32_t features; /**< N_* of the profile */
	bool r5;
	const struct insn_index *index;
};

void generator_init(struct generator *g, uint64_t seed, uint32_t features, struct insn_index *index);
/** Case @p number depends on the seed and its number only. */
void generate_case(const struct generator *series, unsigned number, struct diff_case *c);
/** What generate_case() made case @p number about. */
enum kind kind_of(const struct generator *g, unsigned number);

/* Used between the generator's files. */
uint32_t rnd(struct generator *g);
uint32_t below(struct generator *g, uint32_t n);
uint32_t any_value(struct generator *g);
/** A random instruction of the table's rows in [first, end) that random cases may hold. */
uint32_t random_insn(struct generator *g, unsigned first, unsigned end, unsigned at, unsigned length);
unsigned privileged_case(struct generator *g, enum kind kind, struct diff_case *c);

#endif
