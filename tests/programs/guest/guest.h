// SPDX-License-Identifier: Apache-2.0
// What the parts of the test guest share: its processor, its console, attempts.
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stdint.h>

#define KSEG0         0x80000000u
#define KSEG1         0xa0000000u
#define GUEST_UART    0x1f000900u /* guest-physical: registers eight bytes apart */
#define GUEST_RESET   0x1f000500u
#define GUEST_DEVICES 0x1f000000u /* the 4 KiB page that holds both */
#define PAGE          0x1000u

#define CP0_GET(reg, sel)                                                                  \
	({                                                                                 \
		uint32_t value_;                                                           \
		__asm__ volatile("mfc0 %0, $" #reg ", " #sel : "=r"(value_) : : "memory"); \
		value_;                                                                    \
	})
#define CP0_SET(reg, sel, value) \
	__asm__ volatile("mtc0 %z0, $" #reg ", " #sel "\n\tehb" : : "Jr"((uint32_t)(value)) : "memory")

#define STATUS_IE       1u
#define STATUS_IM_TIMER 0x8000u

/* --- console.c --- */
/** Finds the argument "name=" in the kernel's command line; its value ends at a space. @return the value, or null */
const char *argument(const char *name);
/** The number that argument @p name gives, in decimal. */
uint32_t number(const char *name, uint32_t otherwise);
void argument_tree(const void *tree);
bool same(const char *value, const char *word);
void put_text(const char *text);
void put_hex(uint32_t value);
void put_number(uint32_t value);

/* --- start.S and attempt.c --- */
/** How an attempt ended: an exception code, or this. */
#define RETURNED 31

struct attempt_record {
	uint32_t cause, epc, badvaddr;
	uint32_t value; /* v0 at the end */
	uint32_t frame[16];
};
extern struct attempt_record attempt_record;
/** Runs instead of the end of an attempt when set: hook_skip or hook_storm. */
extern void (*exception_hook)(void);
void hook_skip(void);
void hook_storm(void);
void hook_taken(void);
extern const uint32_t vectors[];
extern char image_end[];

/** Calls @p code with two arguments, in user mode if @p user. @return RETURNED, or the code of the exception that ended it. */
uint32_t attempt_run(uint32_t code, uint32_t a0, uint32_t a1, bool user);
/** Executes up to six instructions: a0 and a1 hold the arguments, v0 is the result. */
uint32_t attempt(const uint32_t *insn, unsigned count, uint32_t a0, uint32_t a1, bool user);
uint32_t attempt1(uint32_t insn, uint32_t a0, uint32_t a1, bool user);
/** Puts the registers that an attempt may have changed back to what the rest of the program expects. */
void restore_processor(void);
/** Maps two pages at @p va in TLB entry @p index for every mode and address space; EntryLo values. */
void tlb_set(unsigned index, uint32_t va, uint32_t lo0, uint32_t lo1);
/** TLBINVF: empties the TLB. */
static inline void tlb_flush(void)
{
	__asm__ volatile(".word 0x42000004\n\tehb" : : : "memory");
}
/** EntryLo for a page at @p gpa. */
#define LO(gpa)      (((gpa) >> 6 & 0x03ffffc0u) | 0x1fu)
#define LO_READ(gpa) (LO(gpa) & ~4u)

/** Says how something ended that may end as the bits of @p allowed say; counts it. */
void expect(const char *what, uint32_t detail, uint32_t end, uint32_t allowed);
#define MAY(end)    (1u << (end))
#define MAY_RETURN  MAY(RETURNED)
#define MAY_REFUSE  (MAY(10) | MAY(11)) /* reserved instruction, coprocessor unusable */
#define MAY_ADDRESS (MAY(4) | MAY(5))
#define MAY_BUS     (MAY(6) | MAY(7))
#define MAY_TLB     (MAY(1) | MAY(2) | MAY(3))
#define MAY_ANY     0xffffffffu
extern uint32_t expected, contained;

/* --- memory.c --- */
/** Bytes of the guest's memory, and what tells its pattern from that of others. */
extern uint32_t memory_bytes, memory_secret;
/** Fills all memory that the image does not use with a pattern of this guest's own: each word its address, changed by the secret. */
void memory_fill(void);
/** @return true if all of it still holds the pattern. */
bool memory_intact(void);
/** @return true if all of it below @p end is zero, as a fresh guest finds it. */
bool memory_clear(uint32_t end);

/* --- the attacks, one kind a file --- */
void attack_memory(void);       /* sweep.c */
void attack_registers(void);    /* registers.c */
void attack_instructions(void); /* instructions.c */
void attack_devices(void);      /* devices.c */
void attack_link(void);         /* link.c */
void attack_slots(void);        /* slots.c */
/** Does the one thing called @p what that ends the guest or keeps it busy for ever. */
_Noreturn void end_by(const char *what); /* end.c */

/* start.S */
/** Sets Status and $1 to $31 from registers[], executes registers_code, which must end with a jump to registers_back, and puts Status ([0])
 * and the registers back there. */
void registers_run(uint32_t status);
extern uint32_t registers[32], registers_code[8], interrupts_taken;
extern const uint32_t registers_back[];
uint32_t link_probe(void), link_status(void), link_load(void), link_syscall(void), link_spin(void);

#endif
