// SPDX-License-Identifier: Apache-2.0
// Attempts: instructions made at run time, executed in either mode of the guest, and what must come of them.
#include "guest.h"

#define USER_CODE   0x00400000u
#define USER_RETURN (USER_CODE + 0xff0u)
#define JR_RA       0x03e00008u
#define SYSCALL     0x0000000cu
#define EXC_SYS     8

struct attempt_record attempt_record;
void (*exception_hook)(void);
uint32_t expected, contained;

/* In kernel mode it runs where it is linked, in user mode through TLB entry 0. */
static uint32_t code[PAGE / 4] __attribute__((aligned(4096)));

void tlb_set(unsigned index, uint32_t va, uint32_t lo0, uint32_t lo1)
{
	CP0_SET(0, 0, index);
	CP0_SET(5, 0, 0);
	CP0_SET(10, 0, va & 0xffffe000u);
	CP0_SET(2, 0, lo0);
	CP0_SET(3, 0, lo1);
	__asm__ volatile("tlbwi\n\tehb" : : : "memory");
	CP0_SET(10, 0, 0);
}

void restore_processor(void)
{
	CP0_SET(12, 0, 0);
	CP0_SET(15, 1, vectors);
	CP0_SET(13, 0, 0);
	CP0_SET(7, 0, 0);
	CP0_SET(6, 0, 0);
	CP0_SET(5, 0, 0);
	CP0_SET(10, 0, 0);
	CP0_SET(12, 1, 0);
	CP0_SET(16, 0, 3);
}

uint32_t attempt(const uint32_t *insn, unsigned count, uint32_t a0, uint32_t a1, bool user)
{
	volatile uint32_t *to = code;

	for (unsigned i = 0; i < count; i++)
		*to++ = insn[i];
	*to++ = JR_RA;
	*to = 0;
	code[0xff0 / 4] = SYSCALL;
	__asm__ volatile("sync\n\tsynci 0(%0)" : : "r"(code) : "memory");
	if (!user)
		return attempt_run((uint32_t)code, a0, a1, false);
	tlb_set(0, USER_CODE, LO_READ((uint32_t)code & ~KSEG0), 1);

	uint32_t end = attempt_run(USER_CODE, a0, a1, true);

	return end == EXC_SYS && attempt_record.epc == USER_RETURN ? RETURNED : end;
}

uint32_t attempt1(uint32_t insn, uint32_t a0, uint32_t a1, bool user)
{
	return attempt(&insn, 1, a0, a1, user);
}

void expect(const char *what, uint32_t detail, uint32_t end, uint32_t allowed)
{
	expected++;
	if (allowed & MAY(end)) {
		contained++;
		return;
	}
	put_text("attack: ");
	put_text(what);
	put_text(" ");
	put_hex(detail);
	put_text(" NOT CONTAINED: ended with ");
	put_number(end);
	put_text(" at ");
	put_hex(attempt_record.epc);
	put_text("\n");
}
