// SPDX-License-Identifier: Apache-2.0
// Public interface of the MIPS32 processor model: systems, processors, memory, running, inspection.
#ifndef EMU_CPU_H
#define EMU_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * A *system* is one physical address space with one or more identical processors. Everything is single threaded: all
 * functions on one system are called from one thread, except emu_stop(), which may also be called from a signal
 * handler.
 *
 * Time is counted in *ticks*: one tick per executed instruction and processor. An instruction that ends in an exception
 * was executed; a fetch that faults counts as one. Ticks also pass while a processor waits, so that all processors of a
 * system share one clock. Nothing depends on host time or on host addresses: the same calls give the same results.
 *
 * The model is little endian. Physical addresses have 32 bits.
 */

#define EMU_MAX_CPUS 8 /**< largest number of processors in a system */

struct emu_sys; /**< one machine: physical address space and processors */
struct emu_cpu; /**< one processor of a system; owned by it */

/** Error codes of functions that return int; 0 is success. */
enum emu_error {
	EMU_EINVAL = -1, /**< an argument is out of range */
	EMU_ENOMEM = -2, /**< the host has no memory left */
	EMU_EFAULT = -3, /**< no memory at that address, or no translation */
	EMU_ESTATE = -4, /**< saved state does not fit this system or is damaged */
};

/** Processors that can be modelled. */
enum emu_profile {
	EMU_24KF,       /**< MIPS32r2, 16-entry TLB, FPU with legacy NaN */
	EMU_P5600,      /**< MIPS32r5, 64-entry TLB, SegCtl, EVA, RI/XI, KScratch, BadInstr, FPU with 2008 NaN */
	EMU_INTERAPTIV, /**< MIPS32r2 with SegCtl and EVA, 64-entry TLB, FPU with legacy NaN */
	EMU_SK24K,      /**< the virtual processor that Skerry shows to guests: 24K identity, TLBINV, ULRI, no watch */
	EMU_NPROFILES
};

/** Creation parameters. Zero in a field marked "0:" selects the default given there. */
struct emu_config {
	enum emu_profile profile;
	unsigned ncpus;           /**< 1 to EMU_MAX_CPUS; 0: 1 */
	unsigned tlb_entries;     /**< 2 to 256; 0: as the profile says */
	uint32_t ticks_per_count; /**< instructions per increment of Count, at most 65536; 0: 2 */
	uint32_t quantum;         /**< ticks that one processor runs in its turn in emu_run(); 0: 1000 */
	uint32_t cmgcr_base;      /**< physical base of the coherence manager shown in CMGCRBase; 0: none */
	uint64_t seed;            /**< start of the sequence behind Random and of anything else left to chance */
	bool no_fpu;              /**< leave the FPU out (Config1.FP = 0) */
};

/**
 * Creates a system with all processors in reset state (pc 0xbfc00000, Status BEV and ERL) and no memory.
 * Processors other than 0 are halted until emu_cpu_start().
 * @return the system, or NULL when the configuration is not valid or memory is short.
 */
struct emu_sys *emu_create(const struct emu_config *config);
/** Destroys a system. Memory given to emu_add_ram() stays with the caller. NULL is allowed. */
void emu_destroy(struct emu_sys *sys);

/** @return processor @p index, or NULL when there is none. */
struct emu_cpu *emu_cpu_at(struct emu_sys *sys, unsigned index);
unsigned emu_cpu_count(const struct emu_sys *sys);
unsigned emu_cpu_index(const struct emu_cpu *cpu);
struct emu_sys *emu_cpu_sys(const struct emu_cpu *cpu);

/* ---- Physical address space -------------------------------------------------------------------------------------- */

/**
 * Device callbacks. @p pa is the physical address, @p size 1, 2 or 4, naturally aligned; values are little endian in
 * the low bits. Return false for a bus error. Callbacks may set interrupt lines, change the memory map, call
 * emu_limit(), emu_stop(), emu_phys_*() and read the clock; they must not run, reset, save or destroy the system.
 */
struct emu_mmio_ops {
	bool (*read)(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t *value);
	bool (*write)(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t value);
};

/**
 * Adds memory. Later regions take precedence over earlier ones where they overlap.
 * @param pa,size  multiples of 4096
 * @param host     @p size bytes, owned by the caller, alive as long as the region
 */
int emu_add_ram(struct emu_sys *sys, uint32_t pa, uint32_t size, void *host);
/** As emu_add_ram(), but writes go to @p ops (NULL: they are ignored). For flash and boot ROM. */
int emu_add_rom(struct emu_sys *sys, uint32_t pa, uint32_t size, const void *host, const struct emu_mmio_ops *ops,
                void *ctx);
/** Adds device registers. @p pa and @p size may have any value: a page may hold several devices. */
int emu_add_mmio(struct emu_sys *sys, uint32_t pa, uint32_t size, const struct emu_mmio_ops *ops, void *ctx);
/** Shows [target, target+size) also at @p pa (both multiples of 4096). The target's regions may come later. */
int emu_add_alias(struct emu_sys *sys, uint32_t pa, uint32_t size, uint32_t target);
/** Removes the region that was added with exactly this @p pa and @p size, the latest one first. */
int emu_remove(struct emu_sys *sys, uint32_t pa, uint32_t size);

/** Must be called after the caller wrote RAM behind the model's back (DMA, image loading while running). */
void emu_code_changed(struct emu_sys *sys, uint32_t pa, uint32_t size);
/** Reads RAM or ROM at physical addresses. @return 0, or EMU_EFAULT when any byte is not memory. */
int emu_phys_read(struct emu_sys *sys, uint32_t pa, void *buf, uint32_t len);
/** Writes RAM and ROM (loaders, DMA, debuggers); instructions decoded from there are forgotten. */
int emu_phys_write(struct emu_sys *sys, uint32_t pa, const void *buf, uint32_t len);
/**
 * Host pointer to [pa, pa+len) if that is contiguous RAM of one region, else NULL. After writing through it call
 * emu_code_changed().
 */
void *emu_phys_ptr(struct emu_sys *sys, uint32_t pa, uint32_t len);

/* ---- Running ----------------------------------------------------------------------------------------------------- */

/** Why a run ended. */
enum emu_exit_reason {
	EMU_EXIT_BUDGET,        /**< the instructions or ticks asked for have passed */
	EMU_EXIT_WAIT,          /**< emu_cpu_run(): WAIT. emu_run(): all processors wait or are halted */
	EMU_EXIT_STOP,          /**< emu_stop() */
	EMU_EXIT_BREAKPOINT,    /**< a breakpoint's instruction comes next (not yet executed) */
	EMU_EXIT_UNIMPLEMENTED, /**< an instruction that the profile has and the model has not (not executed) */
	EMU_EXIT_TRAP,          /**< hosted user mode: an exception; see struct emu_trap */
	EMU_EXIT_GPA,           /**< hosted guest: an access to an unmapped guest-physical address */
	EMU_EXIT_HYPCALL,       /**< hosted guest: HYPCALL in guest kernel mode */
};

/** Kind of memory access. */
enum emu_access {
	EMU_READ,
	EMU_WRITE,
	EMU_FETCH,
};

/**
 * What an exit has to say. pc is the instruction that comes next or that trapped; when it sits in a delay slot, pc is
 * the branch and bd is set, and the branch runs again on resumption.
 */
struct emu_trap {
	uint32_t pc;            /**< resumption address: like EPC */
	uint32_t insn;          /**< instruction word that trapped; 0 for fetch faults and interrupts */
	uint32_t branch;        /**< the branch's instruction word when bd */
	bool bd;                /**< the instruction is in a branch delay slot */
	uint8_t code;           /**< Cause.ExcCode of a trap */
	uint8_t ce;             /**< Cause.CE for coprocessor unusable */
	enum emu_access access; /**< for address, TLB and GPA faults */
	uint32_t va;            /**< BadVAddr of address and TLB faults, virtual address of GPA exits */
	uint32_t gpa;           /**< guest-physical address of GPA exits */
	uint8_t size;           /**< bytes accessed for GPA exits (fetch: 4; cache operation: 0) */
	bool refill;            /**< hosted user mode: no mapping at all (rather than a forbidden access) */
};

/** Result of a run. */
struct emu_exit {
	enum emu_exit_reason reason;
	struct emu_cpu *cpu; /**< the processor that caused the exit; NULL when none did */
	uint64_t deadline;   /**< WAIT: tick of the next timer interrupt, UINT64_MAX when none is armed */
	struct emu_trap trap;
};

/**
 * Runs all processors, taking turns of config.quantum ticks in a fixed order, until the clock reads @p until.
 * Waiting processors sleep until an enabled interrupt; when all wait and no processor's timer fires before @p until,
 * returns WAIT at once with the clock unchanged: the caller moves it with emu_advance() and handles its own events.
 */
enum emu_exit_reason emu_run(struct emu_sys *sys, uint64_t until, struct emu_exit *exit);
/**
 * Runs one processor for @p insns instructions. Its own clock moves; the caller orders the processors. The first
 * instruction is executed even when it has a breakpoint, so that 1 is a single step. A waiting processor resumes only
 * with an enabled interrupt; otherwise WAIT is returned again.
 */
enum emu_exit_reason emu_cpu_run(struct emu_cpu *cpu, uint64_t insns, struct emu_exit *exit);
/** Lets time pass for all processors up to @p tick without executing anything; timers fire. No-op for the past. */
void emu_advance(struct emu_sys *sys, uint64_t tick);
/** As emu_advance() for one processor's clock. */
void emu_cpu_advance(struct emu_cpu *cpu, uint64_t tick);
/** During a run (from a device callback): makes emu_run() return no later than tick @p until. */
void emu_limit(struct emu_sys *sys, uint64_t until);
/** Ends the run in progress, or the next one, with STOP, soon. From any thread or signal handler. */
void emu_stop(struct emu_sys *sys);

/** The system clock: tick up to which all processors have run. Inside a callback use emu_cpu_now(). */
uint64_t emu_now(const struct emu_sys *sys);
/** This processor's clock, exact also inside callbacks. */
uint64_t emu_cpu_now(const struct emu_cpu *cpu);
/** Tick at which Count next equals Compare; UINT64_MAX while Cause.DC stops Count. */
uint64_t emu_timer_deadline(const struct emu_cpu *cpu);

/**
 * Sets the level of interrupt input IP @p ip (2 to 7) of a processor. The timer's own interrupt is added inside.
 * With a coherent GIC on the board this is how it reaches the processor.
 */
void emu_irq_set(struct emu_cpu *cpu, unsigned ip, bool level);
/** Cold reset of one processor: registers, TLB, pc 0xbfc00000; it keeps its halted state. */
void emu_cpu_reset(struct emu_cpu *cpu);
/** Warm: raises a non-maskable interrupt before the next instruction (vector 0xbfc00000, Status.NMI). */
void emu_cpu_nmi(struct emu_cpu *cpu);
/** Lets a halted processor run from @p pc (its other state as it is; usually just reset). */
void emu_cpu_start(struct emu_cpu *cpu, uint32_t pc);
/** Takes a processor out of emu_run(); it does not even wait for interrupts. */
void emu_cpu_halt(struct emu_cpu *cpu);
bool emu_cpu_is_halted(const struct emu_cpu *cpu);
/** In WAIT and no interrupt has come yet. */
bool emu_cpu_is_waiting(const struct emu_cpu *cpu);

/* ---- Registers, TLB, memory as the processor sees it --------------------------------------------------------------
 */

/** Register numbers for emu_reg_get(); 0 to 31 are the general registers. */
enum emu_reg {
	EMU_REG_GPR0 = 0,
	EMU_REG_LO = 32,
	EMU_REG_HI = 33,
	EMU_REG_PC = 34, /**< next instruction; writing it leaves a delay slot */
	EMU_REG_FCSR = 35,
	EMU_REG_FIR = 36,       /**< read only */
	EMU_REG_USERLOCAL = 37, /**< also CP0 (4,2) */
	EMU_REG_FPR0 = 64,      /**< to 95: 64 bits each; with Status.FR = 0 a double is the low words of a pair */
};

/** @return a register's value; 0 for numbers that do not exist. 32-bit registers are zero extended. */
uint64_t emu_reg_get(const struct emu_cpu *cpu, unsigned reg);
/** Sets a register; unknown or read-only ones (and $0) are left alone. */
void emu_reg_set(struct emu_cpu *cpu, unsigned reg, uint64_t value);
/** True when the next instruction is in a delay slot; *target is then where the pc goes after it. */
bool emu_in_slot(const struct emu_cpu *cpu, uint32_t *target);

/** CP0 register as MFC0 would read it (no side effects, any mode); 0 when it does not exist. */
uint32_t emu_cp0_get(const struct emu_cpu *cpu, unsigned reg, unsigned sel);
/**
 * Sets a CP0 register with the authority of a debugger: read-only fields that the model keeps (PRId, Config, Random,
 * BadVAddr, Cause.TI and BD, ...) are written too; effects on modes, timer and translations follow.
 */
void emu_cp0_set(struct emu_cpu *cpu, unsigned reg, unsigned sel, uint32_t value);
/** Name of a CP0 register ("status"), or NULL when this processor has none there. */
const char *emu_cp0_name(const struct emu_cpu *cpu, unsigned reg, unsigned sel);

/** One TLB entry, fields in the layout of the CP0 registers. */
struct emu_tlb_entry {
	uint32_t entry_hi; /**< VPN2, ASID, EHINV (bit 10) when the entry is invalid as a whole */
	uint32_t page_mask;
	uint32_t entry_lo[2]; /**< G is the same in both */
};
unsigned emu_tlb_size(const struct emu_cpu *cpu);
int emu_tlb_get(const struct emu_cpu *cpu, unsigned index, struct emu_tlb_entry *entry);
int emu_tlb_set(struct emu_cpu *cpu, unsigned index, const struct emu_tlb_entry *entry);

/** Translates in the processor's present mode without side effects. @return 0 or EMU_EFAULT. */
int emu_translate(const struct emu_cpu *cpu, uint32_t va, enum emu_access access, uint32_t *pa);
/** Reads memory (RAM and ROM only) at virtual addresses, for debuggers. @return 0 or EMU_EFAULT. */
int emu_virt_read(const struct emu_cpu *cpu, uint32_t va, void *buf, uint32_t len);
/** As emu_virt_read() for writing; page protection does not apply, decoded instructions are forgotten. */
int emu_virt_write(struct emu_cpu *cpu, uint32_t va, const void *buf, uint32_t len);

/* ---- Watching ---------------------------------------------------------------------------------------------------- */

/** Instructions executed since creation, by the mode they ran in, and what else happened. */
struct emu_counts {
	uint64_t kernel, supervisor, user, debug;
	uint64_t exceptions[32]; /**< by ExcCode; 0 are interrupts taken */
	uint64_t refills;        /**< TLB exceptions that went to the refill vector */
	uint64_t mmio;           /**< device accesses */
	uint64_t blocks;         /**< blocks decoded */
};
void emu_counts_get(const struct emu_cpu *cpu, struct emu_counts *counts);

/** Callbacks for tracing; either may be NULL. They must only look. */
struct emu_trace_ops {
	/** Before each instruction. Running is several times slower while this is set. */
	void (*insn)(void *ctx, const struct emu_cpu *cpu, uint32_t pc, uint32_t insn);
	/** After an exception or interrupt was taken: its code, the interrupted pc and the vector. No cost otherwise.
	 */
	void (*exception)(void *ctx, const struct emu_cpu *cpu, unsigned code, uint32_t pc, uint32_t vector);
};
/** Sets the trace callbacks (copied); NULL switches tracing off. */
void emu_trace(struct emu_sys *sys, const struct emu_trace_ops *ops, void *ctx);

/** Breaks before the instruction at virtual address @p va is executed, on any processor, in any address space. */
int emu_break_add(struct emu_sys *sys, uint32_t va);
/** @return 0, or EMU_EINVAL when there is no such breakpoint. */
int emu_break_remove(struct emu_sys *sys, uint32_t va);

/* ---- Hosted modes ------------------------------------------------------------------------------------------------ */

/** Rights in a mapping that a host hands out. */
enum emu_perm {
	EMU_PERM_R = 1,
	EMU_PERM_W = 2,
	EMU_PERM_X = 4,
};

/** Answer of emu_host_ops.translate. */
struct emu_mapping {
	uint32_t pa;   /**< system-physical address that belongs to exactly the address asked for */
	uint8_t perms; /**< EMU_PERM_*; 0: no mapping */
};

/** What the host of a hosted processor supplies. */
struct emu_host_ops {
	/**
	 * User mode: translates a virtual address. Guest: a guest-physical one. The answer holds for the 4 KiB page
	 * around it until emu_flush(). Called on a miss only; must not run or change the system.
	 */
	void (*translate)(void *ctx, const struct emu_cpu *cpu, uint32_t addr, enum emu_access access,
	                  struct emu_mapping *mapping);
};

/**
 * Makes a processor run user-mode code under a kernel that lives outside the model: addresses 0 to 0x7fffffff are
 * translated by @p ops, all others fault; every exception ends emu_cpu_run() with TRAP and leaves CP0 alone. Enabled
 * interrupts (Status.IE and IM, lines, timer) trap with code 0. Status.CU1, Status.FR and HWREna are the host's to set.
 */
int emu_host_user(struct emu_cpu *cpu, const struct emu_host_ops *ops, void *ctx);
/**
 * Makes a processor a guest: its kernel mode, TLB and exceptions stay inside, its physical addresses are translated
 * by @p ops. An access that has no mapping (or not the right) ends the run with GPA; WAIT and HYPCALL end it too.
 * After a HYPCALL or WAIT exit the pc is behind the instruction; trap.pc is the instruction itself.
 */
int emu_host_guest(struct emu_cpu *cpu, const struct emu_host_ops *ops, void *ctx);
/** Forgets translations of [addr, addr+size) (user: virtual, guest: guest-physical). */
void emu_flush(struct emu_cpu *cpu, uint32_t addr, uint32_t size);
/** Forgets all translations that the host gave (a change of address space). */
void emu_flush_all(struct emu_cpu *cpu);

/* ---- State ------------------------------------------------------------------------------------------------------- */

/**
 * Writes the state of all processors and the clock (not RAM contents, regions, breakpoints or hosts).
 * @param buf,size  where to; with size too small nothing is written
 * @return the number of bytes that the state has
 */
size_t emu_save(const struct emu_sys *sys, void *buf, size_t size);
/**
 * Loads what emu_save() wrote on a system of the same configuration; the caller restores RAM itself. Decoded
 * instructions are forgotten. @return 0, or EMU_ESTATE or EMU_ENOMEM with the system as it was.
 */
int emu_restore(struct emu_sys *sys, const void *buf, size_t size);

/** Text of an instruction at @p pc ("addiu sp, sp, -32"), as the profile decodes it. @return length as snprintf(). */
int emu_disasm(const struct emu_sys *sys, uint32_t pc, uint32_t insn, char *buf, size_t size);
/** Short name of an exception code ("tlbl"). */
const char *emu_exc_name(unsigned code);
/** Profile by its command-line name ("24Kf", "P5600", "interAptiv", "sk24k"; case does not matter), or -1. */
int emu_profile_by_name(const char *name);

#endif
