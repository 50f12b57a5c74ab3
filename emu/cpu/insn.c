// SPDX-License-Identifier: Apache-2.0
// The instruction table as data; finding the row of a word and taking its operands apart.
#include "insn.h"

#include <stdbool.h>
#include <string.h>

const struct insn_info insn_table[OP_COUNT] = {
#define INSN(id, name, mask, match, form, need, flags, ...) [OP_##id] = {name, mask, match, need, form, flags},
#include "table/alu.def"
#include "table/branch.def"
#include "table/cp0.def"
#include "table/fpu.def"
#include "table/mem.def"
#undef INSN
};

#define OPCODE(w) ((w) >> 26)
#define RS(w)     ((uint8_t)(((w) >> 21) & 31))
#define RT(w)     ((uint8_t)(((w) >> 16) & 31))
#define RD(w)     ((uint8_t)(((w) >> 11) & 31))
#define SA(w)     ((uint8_t)(((w) >> 6) & 31))
#define SIMM(w)   ((int32_t)(int16_t)(w))

/** REGIMM tells its instructions apart by rt, everything else that needs it by the low six bits. */
static unsigned bucket(uint32_t word)
{
	return OPCODE(word) * 64 + (OPCODE(word) == 1 ? RT(word) : (word & 63));
}

static void bucket_bits(unsigned op, unsigned sub, uint32_t *mask, uint32_t *value)
{
	*mask = 0xfc000000u | (op == 1 ? 0x001f0000u : 63u);
	*value = (uint32_t)op << 26 | (op == 1 ? (uint32_t)sub << 16 : sub);
}

void insn_index_build(struct insn_index *index, uint32_t features)
{
	unsigned n = 0;

	for (size_t b = 0; b < INSN_BUCKETS; b++) {
		uint32_t known, value;

		index->start[b] = (uint16_t)n;
		if (b / 64 == 1 && b % 64 >= 32)
			continue;
		bucket_bits((unsigned)(b / 64), (unsigned)(b % 64), &known, &value);
		for (unsigned row = 0; row < OP_COUNT; row++) {
			const struct insn_info *info = &insn_table[row];
			unsigned at;

			if ((info->need & ~features) || row == OP_RESERVED ||
			    ((info->match ^ value) & info->mask & known))
				continue;
			for (at = n; at > index->start[b]; at--) {
				const struct insn_info *other = &insn_table[index->row[at - 1]];

				if (__builtin_popcount(other->mask) >= __builtin_popcount(info->mask))
					break;
				index->row[at] = index->row[at - 1];
			}
			index->row[at] = (uint16_t)row;
			n++;
		}
	}
	index->start[INSN_BUCKETS] = (uint16_t)n;
}

enum op insn_decode(const struct insn_index *index, uint32_t word)
{
	unsigned b = bucket(word);

	for (unsigned i = index->start[b]; i < index->start[b + 1]; i++) {
		const struct insn_info *info = &insn_table[index->row[i]];

		if ((word & info->mask) == info->match)
			return (enum op)index->row[i];
	}
	return OP_RESERVED;
}

/** Where a general register is written: $0 is not. */
static uint8_t dest(uint8_t reg)
{
	return reg ? reg : REG_SINK;
}

static bool bit_field(enum op op, uint32_t word, struct uop *u)
{
	unsigned pos = SA(word), last = RD(word);

	u->d = dest(RT(word));
	u->s = RS(word);
	u->t = RT(word);
	u->x = (uint8_t)pos;
	if (op == OP_EXT) {
		if (pos + last > 31)
			return false;
		u->imm = (int32_t)(last == 31 ? ~0u : (1u << (last + 1)) - 1);
	} else {
		if (last < pos)
			return false;
		u->imm = (int32_t)((last - pos == 31 ? ~0u : (1u << (last - pos + 1)) - 1) << pos);
	}
	return true;
}

int insn_operands(enum op op, uint32_t word, uint32_t pc, struct uop *u)
{
	uint8_t s = RS(word), t = RT(word), d = RD(word), a = SA(word);

	u->d = REG_SINK;
	u->s = s;
	u->t = t;
	u->x = a;
	u->imm = SIMM(word);
	switch ((enum form)insn_table[op].form) {
	case F_NONE:
	case F_ST:
	case F_S:
	case F_STC:
	case F_SI:
	case F_SYNC:
	case F_SYNCI:
	case F_PREFX:
	case F_FXS:
		u->x = d; /* the store forms of COP1X name their data register here */
		break;
	case F_WORD:
	case F_CODE:
		u->imm = (int32_t)word;
		break;
	case F_HYP:
		u->imm = (int32_t)((word >> 11) & 0x3ff);
		break;
	case F_DST:
	case F_DTS:
	case F_DTA:
	case F_DT:
	case F_DS:
	case F_D:
		u->d = dest(d);
		break;
	case F_LSA:
		u->d = dest(d);
		u->x = a & 3;
		break;
	case F_T:
	case F_TSI:
	case F_MEM:
	case F_MEMS:
		u->d = dest(t);
		break;
	case F_TSU:
		u->d = dest(t);
		u->imm = (int32_t)(word & 0xffff);
		break;
	case F_TUI:
		u->d = dest(t);
		u->imm = (int32_t)(word << 16);
		break;
	case F_STB:
	case F_SB:
		u->imm = (int32_t)(pc + 4 + ((uint32_t)SIMM(word) << 2));
		break;
	case F_BC1:
		u->imm = (int32_t)(pc + 4 + ((uint32_t)SIMM(word) << 2));
		u->x = (uint8_t)((word >> 18) & 7);
		break;
	case F_JUMP:
		u->imm = (int32_t)(((pc + 4) & 0xf0000000u) | (word << 6) >> 4);
		break;
	case F_PREF:
	case F_CACHE:
		u->x = t;
		break;
	case F_EMEM:
	case F_EMEMS:
	case F_EPREF:
	case F_ECACHE:
		u->d = dest(t);
		u->x = t;
		u->imm = (int32_t)(int16_t)(word & 0xff80) >> 7;
		break;
	case F_EXT:
	case F_INS:
		return bit_field(op, word, u);
	case F_CP0:
		u->d = dest(t);
		u->s = d;
		u->x = (uint8_t)(word & 7);
		break;
	case F_HWR:
	case F_RTFS:
	case F_CFC:
		u->d = dest(t);
		u->s = d;
		break;
	case F_FSRT:
	case F_CTC:
		u->d = d;
		break;
	case F_MOVCI:
		u->d = dest(d);
		u->x = (uint8_t)((word >> 18) & 7);
		break;
	case F_FMEM:
	case F_FMEMS:
		u->d = t;
		break;
	case F_FX:
		u->d = a;
		break;
	case F_FDST:
	case F_FDS:
	case F_FMOVR:
		u->d = a;
		u->s = d;
		break;
	case F_FMOVC:
		u->d = a;
		u->s = d;
		u->x = (uint8_t)((word >> 18) & 7);
		break;
	case F_FCMP:
		u->s = d;
		u->x = (uint8_t)((word >> 8) & 7);
		u->imm = (int32_t)(word & 15);
		break;
	case F_F4:
		u->d = a;
		u->s = d;
		u->x = s;
		break;
	case F_CFCMSA:
		u->d = dest(a);
		u->s = d;
		break;
	case F_CTCMSA:
		u->s = d;
		u->x = a;
		break;
	}
	return true;
}
