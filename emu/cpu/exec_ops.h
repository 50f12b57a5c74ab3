// SPDX-License-Identifier: Apache-2.0
// The vocabulary that the meanings in table/*.def are written in; only for exec.c.
#ifndef EMU_CPU_EXEC_OPS_H
#define EMU_CPU_EXEC_OPS_H

#define D    (cpu->r[u->d])
#define S    (cpu->r[u->s])
#define T    (cpu->r[u->t])
#define X    (u->x)
#define IMM  (u->imm)
#define UIMM ((uint32_t)u->imm)
#define ADDR (S + UIMM)
#define PC   (blk->va + (uint32_t)(u - blk->uops) * 4)

#define ROR(v, n)   ((v) >> (n) | (v) << (-(n)&31))
#define HILO        ((uint64_t)cpu->hi << 32 | cpu->lo)
#define SET_HILO(v) (set_hilo(cpu, (v)))
#define LIKELY      \
	if (!taken) \
	goto annulled

#define TRAP(exc)                        \
	do {                             \
		cpu->fault.code = (exc); \
		goto raise_plain;        \
	} while (0)
#define TRAP_CPU(n)                        \
	do {                               \
		cpu->fault.code = EXC_CPU; \
		cpu->fault.ce = (n);       \
		goto raise_cpu;            \
	} while (0)
#define UNIMPLEMENTED goto unimplemented
/** MSA is there and can be switched on; only its arithmetic is missing. Its registers need 64-bit FPU registers. */
#define NEED_MSA                        \
	if (cpu->cp1_ok && !cpu->fr)    \
		TRAP(EXC_RI);           \
	if (!(C0(CONFIG5) & CF5_MSAEN)) \
	TRAP(EXC_MSADIS)
#define MSA_REFUSED \
	NEED_MSA;   \
	UNIMPLEMENTED

#define NEED_CP0                    \
	if (unlikely(!cpu->cp0_ok)) \
	TRAP_CPU(0)
#define NEED_CP1                    \
	if (unlikely(!cpu->cp1_ok)) \
	TRAP_CPU(1)
#define NEED_CP2                    \
	if (!(C0(STATUS) & ST_CU2)) \
	TRAP_CPU(2)
#define NEED_EVA NEED_CP0
#define NEED_KERNEL                                            \
	if (cpu->mode != MODE_KERNEL && cpu->mode != MODE_ERL) \
	TRAP_CPU(0)
#define NEED_FR       \
	if (!cpu->fr) \
	TRAP(EXC_RI)
/** A double in an odd register exists only with 64-bit registers. */
#define EVEN(field)                               \
	if (unlikely(!cpu->fr && (u->field & 1))) \
	TRAP(EXC_RI)

/** Makes clock and pc exact for code that looks at them, or that may raise or exit. */
#define SYNC() (cpu->now = end - (uint64_t)left - (uint64_t)(blk->n - (u - blk->uops)), cpu->cur_pc = PC)

/** A call that may fault or exit. Afterwards the block may have to be left. */
#define SLOW(call)                     \
	do {                           \
		SYNC();                \
		if (unlikely(!(call))) \
			goto raise;    \
	} while (0)
/**
 * After a slow access something may want attention at the very next instruction. The rest of this one then runs on a
 * copy of its step that is followed by OP_STOP, so that the fast path never looks.
 */
#define DETOUR                                  \
	do {                                    \
		if (unlikely(cpu->attention)) { \
			detour[0] = *u;         \
			stopped = u;            \
			u = detour;             \
		}                               \
	} while (0)
#define SLOW_LOAD(call) \
	SLOW(call);     \
	DETOUR
#define SLOW_STORE(call) SLOW_LOAD(call)

#define SOFT(va) (&cpu->soft[((va) / PAGE_SIZE) % SOFT_ENTRIES])

#define LOAD(bits)                                                                        \
	uint32_t data;                                                                    \
	{                                                                                 \
		uint32_t va = ADDR;                                                       \
		const struct soft_entry *e = SOFT(va);                                    \
		if (likely(e->tag[EMU_READ] == (va & (PAGE_MASK | ((bits) / 8 - 1))))) {  \
			data = host_load##bits(e->host + va);                             \
		} else {                                                                  \
			SLOW(emu_read(cpu, (enum mode)cpu->mode, va, (bits) / 8, &data)); \
			DETOUR;                                                           \
		}                                                                         \
	}
#define STORE(bits, value)                                                                   \
	do {                                                                                 \
		uint32_t va = ADDR;                                                          \
		const struct soft_entry *e = SOFT(va);                                       \
		if (likely(e->tag[EMU_WRITE] == (va & (PAGE_MASK | ((bits) / 8 - 1))))) {    \
			host_store##bits(e->host + va, (value));                             \
		} else {                                                                     \
			SLOW(emu_write(cpu, (enum mode)cpu->mode, va, (bits) / 8, (value))); \
			DETOUR;                                                              \
		}                                                                            \
	} while (0)
#define LOAD_PART                                                                  \
	uint32_t data;                                                             \
	{                                                                          \
		uint32_t va = ADDR;                                                \
		const struct soft_entry *e = SOFT(va);                             \
		if (likely(e->tag[EMU_READ] == (va & PAGE_MASK))) {                \
			data = host_load32(e->host + (va & ~3u));                  \
		} else {                                                           \
			SLOW(emu_read_part(cpu, (enum mode)cpu->mode, va, &data)); \
			DETOUR;                                                    \
		}                                                                  \
	}
/** LWL fills the upper bytes of a register from the lower bytes of a word, up to the addressed one. */
#define MERGE_LEFT(old, data) \
	((data) << (24 - (ADDR & 3) * 8) | ((old) & (uint32_t)(0x00ffffffull >> ((ADDR & 3) * 8))))
#define MERGE_RIGHT(old, data) ((data) >> ((ADDR & 3) * 8) | ((old) & (uint32_t) ~(0xffffffffull >> ((ADDR & 3) * 8))))

#define FCC(n)  (cpu->fcsr & fcc_bit(n))
#define FS32    ((uint32_t)cpu->fpr[u->s])
#define FT32    ((uint32_t)cpu->fpr[u->t])
#define FX32    ((uint32_t)cpu->fpr[u->x])
#define FS64    emu_fpr_get64(cpu, u->s)
#define FT64    emu_fpr_get64(cpu, u->t)
#define FX64    emu_fpr_get64(cpu, u->x)
#define FD32(v) emu_fpr_set32(cpu, u->d, (v))
#define FD64(v) emu_fpr_set64(cpu, u->d, (v))
#define FPARITH(bits, call)                        \
	do {                                       \
		uint##bits##_t result = (call);    \
		if (unlikely(!emu_fp_finish(cpu))) \
			TRAP(EXC_FPE);             \
		FD##bits(result);                  \
	} while (0)
/** Non-arithmetic unless a NaN makes it one: FCSR is left alone. */
#define FPSIGN(bits, call)                                          \
	do {                                                        \
		uint##bits##_t result = (call);                     \
		if (unlikely(cpu->fp_cause && !emu_fp_finish(cpu))) \
			TRAP(EXC_FPE);                              \
		FD##bits(result);                                   \
	} while (0)
#define FPCOMPARE(call)                                                            \
	do {                                                                       \
		bool result = (call);                                              \
		if (unlikely(!emu_fp_finish(cpu)))                                 \
			TRAP(EXC_FPE);                                             \
		cpu->fcsr = (cpu->fcsr & ~fcc_bit(X)) | (result ? fcc_bit(X) : 0); \
	} while (0)

#endif
