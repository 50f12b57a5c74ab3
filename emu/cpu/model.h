// SPDX-License-Identifier: Apache-2.0
// Inside of the processor model: systems, processors, blocks, translations, and what each file offers to the others.
#ifndef EMU_CPU_MODEL_H
#define EMU_CPU_MODEL_H

#include "arch.h"
#include "emu/cpu.h"
#include "insn.h"

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

enum cp0_id {
#define REG(id, reg, sel, name, need) C0_##id,
#include "cp0.def"
#undef REG
	C0_COUNT_OF,
	C0_NONE = 0xff
};

/** Privilege and translation regime of an access. */
enum mode {
	MODE_KERNEL,
	MODE_SUPER,
	MODE_USER,
	MODE_ERL, /**< kernel with Status.ERL: low addresses are unmapped */
	MODE_COUNT
};

#define PAGE_SIZE 4096u
#define PAGE_MASK (~(PAGE_SIZE - 1))

/**
 * Soft TLB: one 4 KiB page that may be accessed directly. A tag is the page's virtual address, or TAG_NONE when that
 * kind of access takes the slow path. host + va is the byte in host memory.
 */
struct soft_entry {
	uint32_t tag[3]; /**< by enum emu_access */
	uint32_t pa;     /**< where the page really is (no alias), and SOFT_* in the low bits */
	uintptr_t host;
};
#define TAG_NONE      0xfffu
#define SOFT_GLOBAL   1u /**< stays when the ASID changes */
#define SOFT_UNMAPPED 2u /**< from a segment without translation */
#define SOFT_ENTRIES  256u

/** An architectural TLB entry. */
struct tlb_entry {
	uint32_t vpn;  /**< first virtual address of the pair */
	uint32_t mask; /**< address bits below the pair's size */
	uint32_t lo[2];
	uint8_t asid;
	bool global;
	bool valid; /**< false: hidden from matching (reset, EHINV) */
};
#define TLB_MAX 256

/** How a mode sees one eighth of the address space. */
struct segment {
	enum { SEG_ERROR, SEG_MAPPED, SEG_UNMAPPED } kind;
	uint32_t base; /**< SEG_UNMAPPED: physical address of the segment's first byte */
};

/** A run of decoded instructions, entered only at its start. Lives until the code cache is emptied. */
struct block {
	uint32_t va, pa;
	uint16_t n;            /**< instructions */
	uint8_t key;           /**< mode and whether fetched unmapped: blocks of different keys never mix */
	bool slot;             /**< the last instruction is a delay slot */
	bool pending;          /**< ends with a branch without its slot */
	uint32_t target[2];    /**< where it goes: not taken or next, taken */
	struct block *link[2]; /**< the block there, once known and safe to enter without looking */
	struct block *in;      /**< first of the blocks that link here (low bit: which link) */
	struct block *in_next[2];
	struct block *hash_next, *page_next;
	struct uop uops[];
};

/** Head of a chain in the table of blocks. */
struct bucket {
	struct block *first;
};

/** What is decoded from one page of RAM. */
struct code_page {
	struct block *blocks;
	uint64_t granules; /**< 64-byte pieces that blocks were decoded from */
};

struct region {
	uint32_t pa, size;
	enum { REGION_RAM, REGION_ROM, REGION_MMIO, REGION_ALIAS } kind;
	uint8_t *host;
	const struct emu_mmio_ops *ops;
	void *ctx;
	uint32_t target;
	struct code_page *code;
};
#define REGIONS_MAX 128

/** Direct-mapped table from virtual address to block. */
struct jump_entry {
	uint32_t va;
	uint32_t key;
	struct block *block;
};
#define JUMP_ENTRIES 2048u

/** Exception in the making. */
struct fault {
	uint8_t code, ce;
	bool refill;      /**< no TLB entry matched */
	bool fetch;       /**< happened while fetching */
	bool has_address; /**< BadVAddr (and for TLB faults EntryHi, Context) are set */
	bool tlb;
	uint32_t address;
	uint32_t gpa; /**< EXC_GPA: the guest-physical address */
};

/** Who stands above a processor. */
enum host_kind {
	HOST_NONE,
	HOST_USER,
	HOST_GUEST,
};

/**
 * Privileged state that a processor with virtualization has once for its host and once for its guest. Code reaches it through
 * emu_cpu.ctx, the context in which the processor executes. What the processor has once stays out of it: its interrupt
 * lines and its clock.
 */
struct context {
	uint32_t cp0[C0_COUNT_OF];
	unsigned tlb_size;
	struct tlb_entry tlb[TLB_MAX];
	struct segment seg[MODE_COUNT][8];
};

struct emu_cpu {
	/* What generated steps touch all the time comes first. */
	uint32_t r[REG_SINK + 1];
	uint32_t hi, lo;
	struct soft_entry *soft; /**< soft TLB of the present mode */
	uint32_t fcsr;
	uint32_t fp_cause; /**< what the arithmetic of the present instruction raised */
	bool cp0_ok, cp1_ok, fr;
	volatile bool attention; /**< something to look at before the next instruction */
	uint8_t mode;            /**< enum mode */
	uint64_t fpr[32];

	uint32_t pc, slot_target;
	bool in_slot; /**< pc is a delay slot; slot_target comes next */
	bool debug;   /**< debug mode */
	bool waiting, halted, leave, nmi;
	bool must_step; /**< block_find(): the pc is not in plain memory */

	uint64_t now;      /**< this processor's clock in ticks */
	uint64_t idle;     /**< of those, ticks that passed without executing */
	uint64_t timer_at; /**< first tick at which a timer asks for attention */

	struct context *ctx; /**< where the processor executes; today always &root */
	struct context root;
	uint32_t count_base; /**< Count at tick count_tick */
	uint64_t count_tick;
	uint8_t lines; /**< Cause.IP bits from outside */
	bool ll_bit;
	uint32_t ll_pa, ll_value;
	uint32_t msacsr;
	uint64_t random_state;

	struct emu_sys *sys;
	unsigned index;
	struct fault fault;
	struct emu_exit exit;
	uint32_t step_word;  /**< instruction word of the step block */
	uint64_t run_limit;  /**< tick at which the present run ends */
	uint64_t mode_start; /**< executed instructions when the present mode began */
	struct emu_counts counts;
	uint32_t cur_pc; /**< during slow paths: instruction being executed */

	uint8_t hosted; /**< enum host_kind */
	const struct emu_host_ops *host_ops;
	void *host_ctx;

	uint32_t fetch_key; /**< compared with jump_entry.key: generation and mode */
	uint32_t jump_generation;
	struct soft_entry soft_tlb[MODE_COUNT][SOFT_ENTRIES];
	struct jump_entry jump[JUMP_ENTRIES];
	struct block *step;
};

struct profile; /* profile.c */

struct emu_sys {
	struct emu_config config;
	uint32_t features;
	unsigned ncpus;
	struct emu_cpu *cpu[EMU_MAX_CPUS];
	uint32_t cp0_mask[C0_COUNT_OF]; /**< bits that MTC0 changes */
	uint32_t fir, fcsr_init;
	uint8_t synci_step;
	uint8_t cp0_map[32][8]; /**< register and select to id */

	struct region region[REGIONS_MAX];
	unsigned nregions;
	struct insn_index index;
	struct bucket *hash;
	uint8_t *arena;
	size_t arena_used;
	uint32_t flushes; /**< times that all blocks were forgotten: pointers to blocks from before are stale */
	uint32_t *breakpoint;
	unsigned nbreakpoints;
	struct emu_trace_ops trace;
	void *trace_ctx;

	uint64_t now;
	uint64_t limit;     /**< emu_run(): tick to return at */
	volatile bool stop; /**< emu_stop() was called */
	bool running;
	unsigned next_cpu; /**< emu_run(): whose turn it is within the round */
	uint64_t round_end;
};

#define C0(id) (cpu->ctx->cp0[C0_##id])

/* bus.c: physical address space */
const struct region *bus_find(const struct emu_sys *sys, uint32_t *pa);
uint8_t *bus_page(struct emu_sys *sys, uint32_t pa, struct region **region, bool *writable);
bool bus_read(struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t *value);
bool bus_write(struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t value);

/* block.c: code cache */
#define HASH_SIZE 65536u
int block_cache_init(struct emu_sys *sys);
void block_cache_free(struct emu_sys *sys);
void block_flush_all(struct emu_sys *sys);
/** Forgets blocks that overlap [pa, pa+size) of one page of a region. @return true when any was forgotten. */
bool block_invalidate(struct emu_sys *sys, struct region *region, uint32_t offset, uint32_t size);
/** The block at cpu->pc, decoded if need be; NULL when the fetch faults (cpu->fault) or the pc must be stepped. */
struct block *block_find(struct emu_cpu *cpu, const void *const *labels);
/** A block of the single instruction at cpu->pc; NULL when the fetch faults or exits. */
struct block *block_step(struct emu_cpu *cpu, const void *const *labels);
void block_link(struct block *from, unsigned which, struct block *to);
uint32_t block_word(struct emu_cpu *cpu, const struct block *block, unsigned i);
bool block_break_at(const struct emu_sys *sys, uint32_t va);

/* mmu.c: segments, translation, soft TLB */
void mmu_update_segments(struct emu_cpu *cpu);
/** Where an access goes. */
struct place {
	uint32_t pa;           /**< as the bus sees it */
	uint8_t *host;         /**< the byte in host memory, or NULL: through the bus */
	struct region *region; /**< when host is set */
	uint32_t soft;         /**< SOFT_GLOBAL, SOFT_UNMAPPED */
};
/** Translates without side effects. @return false with *fault set; fault->code is EXC_GPA when a host has no mapping. */
bool mmu_translate(const struct emu_cpu *cpu, enum mode mode, uint32_t va, enum emu_access access, struct place *place,
                   struct fault *fault);
/** Translates for execution and remembers plain memory in the soft TLB. False: cpu->fault or cpu->exit is set. */
bool mmu_access(struct emu_cpu *cpu, enum mode mode, uint32_t va, enum emu_access access, unsigned size,
                struct place *place);
bool mmu_fetch(struct emu_cpu *cpu, uint32_t va, uint32_t *pa, bool *unmapped);
void soft_flush(struct emu_cpu *cpu);
void soft_flush_mode(struct emu_cpu *cpu, enum mode mode);
void soft_flush_range(struct emu_cpu *cpu, uint32_t va, uint32_t size);
void soft_flush_asid(struct emu_cpu *cpu);
/** Writes to this page of host memory must take the slow path from now on. */
void soft_protect(struct emu_sys *sys, const uint8_t *page);
void jump_flush(struct emu_cpu *cpu);

/* mem.c: data accesses that leave the fast path; false: cpu->fault or cpu->exit is set */
bool emu_read(struct emu_cpu *cpu, enum mode mode, uint32_t va, unsigned size, uint32_t *data);
bool emu_write(struct emu_cpu *cpu, enum mode mode, uint32_t va, unsigned size, uint32_t data);
bool emu_read64(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint64_t *data);
bool emu_write64(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint64_t data);
/** The aligned word around va, for LWL and LWR. */
bool emu_read_part(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint32_t *data);
bool emu_swl(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint32_t data);
bool emu_swr(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint32_t data);
bool emu_ll(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint32_t *data);
bool emu_sc(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint32_t data, uint32_t *done);
bool emu_cache(struct emu_cpu *cpu, enum mode mode, unsigned op, uint32_t va);
bool emu_cache_hit(struct emu_cpu *cpu, enum mode mode, uint32_t va);

/* tlb.c */
const struct tlb_entry *tlb_match(const struct emu_cpu *cpu, uint32_t va);
void emu_tlbr(struct emu_cpu *cpu);
bool emu_tlbwi(struct emu_cpu *cpu);
bool emu_tlbwr(struct emu_cpu *cpu);
void emu_tlbp(struct emu_cpu *cpu);
void emu_tlbinv(struct emu_cpu *cpu, bool all);
uint32_t tlb_random(struct emu_cpu *cpu);

/* cp0.c */
uint32_t emu_cp0_read(struct emu_cpu *cpu, unsigned reg, unsigned sel);
void emu_cp0_write(struct emu_cpu *cpu, unsigned reg, unsigned sel, uint32_t value);
/** True when writing this register can change modes, translations or interrupts. */
bool cp0_write_ends_block(unsigned reg, unsigned sel);
bool emu_rdhwr(struct emu_cpu *cpu, unsigned reg, uint32_t *data);

/* except.c: modes, exceptions, interrupts */
void emu_set_status(struct emu_cpu *cpu, uint32_t value);
/** As emu_set_status() by an instruction whose tick is still to come: it counts for the mode that it ran in. */
void cpu_move_to_status(struct emu_cpu *cpu, uint32_t value);
/** Recomputes what depends on Status, Debug and Config: mode, coprocessors, pending interrupts. */
void cpu_update_mode(struct emu_cpu *cpu);
void cpu_update_irq(struct emu_cpu *cpu);
bool cpu_irq_pending(const struct emu_cpu *cpu);
/** Takes cpu->fault for the instruction at pc (the slot's own address when slot), or makes it an exit when hosted. */
void cpu_raise(struct emu_cpu *cpu, uint32_t pc, bool slot, uint32_t word, uint32_t branch);
void cpu_interrupt(struct emu_cpu *cpu);
void cpu_take_nmi(struct emu_cpu *cpu);
void emu_eret(struct emu_cpu *cpu, bool clear_ll);
void emu_deret(struct emu_cpu *cpu);
void emu_wait(struct emu_cpu *cpu);
void emu_hypcall(struct emu_cpu *cpu, uint32_t code);
void cpu_reset(struct emu_cpu *cpu);

/* timer.c: Count and Compare */
uint32_t timer_count(const struct emu_cpu *cpu);
void timer_set_count(struct emu_cpu *cpu, uint32_t value);
void timer_update(struct emu_cpu *cpu);
/** Notices a match that the clock has reached. */
void timer_poll(struct emu_cpu *cpu);

/* profile.c */
/** Fills features, masks and identity of a system. @return false when the configuration is not valid. */
bool profile_apply(struct emu_sys *sys);
void profile_reset(struct emu_cpu *cpu);

/* exec.c */
/** Runs until cpu->now reaches cpu->run_limit or the run must end. With @p first that instruction ignores breakpoints. */
void exec_run(struct emu_cpu *cpu, bool first);

/* muldiv.c */
void emu_div(struct emu_cpu *cpu, uint32_t s, uint32_t t);
void emu_divu(struct emu_cpu *cpu, uint32_t s, uint32_t t);

#endif
