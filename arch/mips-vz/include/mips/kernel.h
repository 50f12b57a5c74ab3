// SPDX-License-Identifier: Apache-2.0
// Functions that the parts of the MIPS backend share.
#ifndef MIPS_KERNEL_H
#define MIPS_KERNEL_H

#include <mips/cp0.h>
#include <mips/percpu.h>
#include <mips/segments.h>
#include <skerry/cpu.h>
#include <skerry/entry.h>
#include <skerry/regs.h>

#define KSEG1_ADDR(pa) ((uintptr_t)(KSEG1 + (pa)))

/** Bytes of a CPU's kernel stack. */
#define KERNEL_STACK 4096
/** Bytes of the stack on which a fatal trap is reported. */
#define PANIC_STACK  1024

/** Bits of cpu_arch.asid_generation that count; those above hold the number of the CPU. 0 is no generation. */
#define ASID_GENERATION_BITS 20
#define ASID_GENERATIONS     ((1u << ASID_GENERATION_BITS) - 1)

/** Room that a kernel stack keeps above its top, for the argument slots of the first function. */
#define STACK_ARGUMENTS 32

/** The boot CPU. */
extern struct cpu cpu0;
extern uint8_t cpu0_stack[KERNEL_STACK];

/** Lowest address of the kernel stack of @p cpu. */
static inline uint8_t *kernel_stack(const struct cpu *cpu)
{
	return cpu->arch.stack_top + STACK_ARGUMENTS - KERNEL_STACK;
}

/* Linker script: addresses only. */
extern uint8_t kernel_text[], kernel_text_end[], kernel_rodata_end[], kernel_data_end[], kernel_bss[], kernel_end[];

struct space;

/** What was found out about the processor at boot; constant afterwards. */
struct cpu_features {
	uint32_t prid;
	const char *name; /* "24Kf", "P5600", or "MIPS32" for an unknown one */
	unsigned tlb_entries;
	unsigned page_order_max; /* log2 of the largest TLB page */
	bool rixi;               /* read and execute inhibit */
	bool ehinv;              /* EntryHi.EHINV marks an entry invalid */
	bool fpu;
	bool nan2008;
	bool user_local; /* rdhwr $29 in hardware */
	bool badinstr;
	unsigned cca;                                   /* of cached memory */
	uint32_t hwrena;                                /* what user mode may read with rdhwr */
	unsigned dcache_line, icache_line, scache_line; /* bytes, 0: no such cache */
};
extern struct cpu_features cpu_features;

/** Fills cpu_features from PRId and the Config registers and brings the boot CPU's CP0 into the state that the kernel
 * runs with. Boot only. */
void cpu_probe(void);

/** Empties the TLB, Wired = 0. Boot only. */
void tlb_init(void);
/** Drops the entry that translates @p va for the current ASID, if any. */
void tlb_drop(uint32_t va);
/** Drops the entries of ASID @p asid that translate any of [va, va + bytes), probing one pair of granules at a time. */
void tlb_drop_range(uint32_t asid, uint32_t va, uint32_t bytes);
/** Drops every entry. */
void tlb_flush_all(void);
/** Prints the entries in use. */
void tlb_dump(void);

/** Makes @p s the space that refills walk on this CPU and gives it an ASID if it has none. */
void space_load(struct cpu *cpu, struct space *s);
/** Drops the translations of [va, va + 1 << order) of @p s on this CPU. */
void space_flush(struct cpu *cpu, struct space *s, uint32_t va, unsigned order);
/** Leaves this CPU without a user space: its next thread loads its own. */
void space_unload(struct cpu *cpu);
/** Gives out an ASID of the current generation, 1 to 255; starts a new generation with an empty TLB when they are used
 * up. Tasks and guests share them. */
uint32_t asid_new(struct cpu *cpu);

/** Sets up the fields of @p cpu, number @p id, for the kernel stack at @p stack. Boot only. */
void cpu_init(struct cpu *cpu, unsigned id, uint8_t *stack);

/** Prepares this CPU's timer; @p hz is the frequency of Count. The time goes on from cpu->arch.time_high and time_low. Boot only. */
void timer_init(uint32_t hz);
/** That frequency. */
uint32_t timer_hz(void);
/** Silences the timer interrupt. @return true when the programmed point in time has come, false when Compare had to be
 * set short of it. */
bool timer_acknowledge(struct cpu *cpu);
/** CP0 Cause.IP number of the timer (IntCtl.IPTI). */
unsigned timer_ip(void);

/** Dispatches the most urgent pending interrupt to the core. */
void irq_dispatch(struct cpu *cpu);
/** Sets which Cause.IP lines interrupt: bit n is IPn. */
void irq_allow_ip(unsigned ip, bool on);

/** Loads the FPU with the state of cpu->current, which used it while it was not the owner. */
void fpu_acquire(struct cpu *cpu);
/** Writes the owner's registers back to its thread and leaves the FPU to nobody. */
void fpu_release(struct cpu *cpu);

/** Goes to user mode (or idle) with what cpu->current says; never returns. */
_Noreturn void trap_start(struct cpu *cpu);

/** Prints and ends the kernel: a trap in kernel mode, with the registers in @p regs. */
_Noreturn void panic_trap(const struct user_regs *regs, uint32_t cause, const char *what);

#endif
