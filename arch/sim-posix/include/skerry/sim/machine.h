/* SPDX-License-Identifier: Apache-2.0 */
/* The simulated machine behind the arch contracts: RAM, TLB, interrupt lines, time, console; all of it visible to tests. */
#ifndef SKERRY_SIM_MACHINE_H
#define SKERRY_SIM_MACHINE_H

#include <skerry/abi/boot.h>
#include <skerry/cpu.h>
#include <skerry/entry.h>

#include <setjmp.h>

struct space;

#define SIM_RAM_BASE     0x00100000u
#define SIM_RAM_BYTES    (64u << 20)
#define SIM_TLB_ENTRIES  4096
#define SIM_IRQ_LINES    32
#define SIM_IRQ_RESERVED 0 /* the line the kernel keeps for itself */
#define SIM_CONSOLE_LINE 4
#define SIM_CONSOLE      65536
#define SIM_TICKS_PER_US 100ull

/** One entry of the software TLB: stays until it is flushed or replaced, right or wrong. */
struct sim_tlb_entry {
	uint32_t space; /* space_arch.id, 0: empty */
	uint32_t page;  /* address >> SK_PAGE_ORDER */
	pte_t pte;
};

struct sim_line {
	bool asserted, masked, edge;
};

/** The one machine; sim_reset() makes it new. */
struct sim {
	struct cpu cpu[CPU_MAX];
	struct cpu *on; /* what arch_cpu() answers */
	uint8_t *ram;
	paddr_t ram_base;
	uint32_t ram_bytes;
	ticks_t now;
	struct sim_line line[SIM_IRQ_LINES];
	uint32_t last_space; /* last id given to a space */
	struct sim_tlb_entry tlb[SIM_TLB_ENTRIES];
	void (*terminal)(char c); /* where the console's characters go besides console[]; null: nowhere */
	char console[SIM_CONSOLE];
	unsigned console_length;
	const char *input;     /* characters that wait at the console, or null */
	int (*keyboard)(void); /* takes a character that waits, or -1; null: they come from input */

	/* Preemption points: an interrupt seems to wait at every preempt_every-th question (0: only real ones). */
	unsigned preempt_every;
	unsigned questions;
	uint64_t chance;       /* state of the random sequence behind sim_chance(); 0: nothing is left to chance */
	unsigned flushes;      /* calls of arch_tlb_flush */
	unsigned run;          /* flushes since the last question */
	unsigned longest_run;  /* most of them between two questions */
	unsigned cache_ops[4]; /* arch_cache_op calls by SK_CACHE_* */
	uint32_t cache_bytes;  /* bytes of the last one */
	paddr_t cache_pa;      /* and its address */
	uint64_t cleared;      /* bytes cleared by arch_phys_clear */
	unsigned ipis;

	/* Guest engine: tests play it. */
	bool guest_supported;
	int vcpu_init_result, vcpu_enter_result, vcpu_state_result, vcpu_translate_result;
	bool vcpu_wakes; /* what arch_vcpu_lines_changed() answers */

	bool lock_held;
	void (*at_unlock)(void); /* called once when the lock is given back: what another CPU does then */
	bool ended;              /* arch_board_reset() was called */
	bool power_off;
	char panic[512]; /* message of the last panic */
	jmp_buf *escape; /* where a panic or reset returns to, or null */

	/* Boot: what sim_prepare() filled in and sim_boot() uses. */
	struct sk_image_header image;
	struct boot_layout layout;
};

extern struct sim sim;

/** A machine as after power-on, with SIM_RAM_BYTES of RAM at SIM_RAM_BASE; nothing of the one before remains. */
void sim_reset(void);

/** The same with RAM of @p bytes at @p base, both multiples of a granule. */
void sim_power_on(paddr_t base, uint32_t bytes);

/** A number below @p below (at least 1) from the machine's random sequence; 0 when it has none. */
uint32_t sim_chance(uint32_t below);

/** True when an unmasked line or the timer waits. */
bool sim_interrupted(void);

/** Delivers the interrupt or timer tick that waits, the interrupt first; true if there was one. */
bool sim_deliver(void);

/** Calls @p f(@p arg); returns null when it came back, else the panic's message ("" after a board reset). */
const char *sim_panic_of(void (*f)(void *arg), void *arg);

/** What the console printed since sim_reset() or sim_console_clear(). */
const char *sim_console(void);
void sim_console_clear(void);

/** Host pointer to RAM at @p pa. */
void *sim_ram(paddr_t pa);

/** The page-table entry that holds for @p va, exactly @p va's physical address and its rights. @return rights, 0: none. */
unsigned sim_walk(const struct space *s, uint32_t va, paddr_t *pa);

/**
 * What the processor does for an access of user code in @p s: TLB, then a walk that enters what it finds there.
 * @param access SK_MEM_R, SK_MEM_W or SK_MEM_X
 * @return false when that ends in a fault; else @p *pa
 */
bool sim_translate(const struct space *s, uint32_t va, unsigned access, paddr_t *pa);

/** The TLB's entry for @p va, 0 if none: tests ask whether something stale is left. */
pte_t sim_tlb_entry(const struct space *s, uint32_t va);

/* Fields of a page-table entry. */
static inline bool sim_pte_uncached(pte_t pte)
{
	return (pte >> 4) & 1;
}
static inline unsigned sim_pte_rights(pte_t pte)
{
	return (pte >> 1) & 7;
}
static inline unsigned sim_pte_order(pte_t pte)
{
	return (pte >> 9) & 31;
}
static inline paddr_t sim_pte_address(pte_t pte)
{
	return pte & ~(paddr_t)(SK_PAGE_SIZE - 1);
}

#endif
