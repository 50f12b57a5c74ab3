// SPDX-License-Identifier: Apache-2.0
// A trapping instruction leaves the same registers alone and in a delay slot: an engine that has a short way for it must go the long one there.
#include "guest.h"

#define JUMP(to)           (0x08000000u | ((uint32_t)(to) >> 2 & 0x03ffffffu))
#define MFC0(rt, reg, sel) (0x40000000u | (rt) << 16 | (reg) << 11 | (sel))
#define MTC0(rt, reg, sel) (MFC0(rt, reg, sel) | 0x00800000u)
#define DI(rt)             (0x41606000u | (rt) << 16)
#define EI(rt)             (DI(rt) | 0x20u)
#define RANDOM             1
#define COUNT              9
#define CAUSE              13
#define STATUS_EXL         2u
#define STATUS_ERL         4u
#define STATUS_IM_SOFT     0x100u
#define CAUSE_SOFT         0x100u

uint32_t registers[32], registers_code[8], interrupts_taken;

/** What one execution left behind. */
struct outcome {
	uint32_t reg[32]; /* [0] is Status */
	uint32_t taken, index, entrylo0, entrylo1, context, userlocal, entryhi, epc;
};

static struct outcome run(const uint32_t code[3], uint32_t status, uint32_t cause)
{
	struct outcome o;
	volatile uint32_t *to = registers_code;

	for (unsigned i = 0; i < 3; i++)
		to[i] = code[i];
	__asm__ volatile("sync\n\tsynci 0(%0)" : : "r"(registers_code) : "memory");
	for (uint32_t i = 1; i < 32; i++)
		registers[i] = i * 0x01010101u;
	CP0_SET(14, 0, 0x80abcdecu);
	CP0_SET(30, 0, 0x80fedcb8u);
	CP0_SET(2, 0, 0x00123456u);
	CP0_SET(3, 0, 0x00fedcbau);
	CP0_SET(4, 2, 0x13572468u);
	interrupts_taken = 0;
	CP0_SET(13, 0, cause);
	exception_hook = hook_taken;
	registers_run(status);
	exception_hook = 0;
	for (unsigned i = 0; i < 32; i++)
		o.reg[i] = registers[i];
	o.taken = interrupts_taken;
	o.index = CP0_GET(0, 0);
	o.entrylo0 = CP0_GET(2, 0);
	o.entrylo1 = CP0_GET(3, 0);
	o.context = CP0_GET(4, 0);
	o.userlocal = CP0_GET(4, 2);
	o.entryhi = CP0_GET(10, 0);
	/* Where an interrupt came is where the instruction was. */
	o.epc = o.taken ? 0 : CP0_GET(14, 0);
	restore_processor();
	return o;
}

static bool equal(const struct outcome *a, const struct outcome *b)
{
	const uint32_t *x = (const uint32_t *)a, *y = (const uint32_t *)b;

	for (unsigned i = 0; i < sizeof(*a) / sizeof(*x); i++)
		if (x[i] != y[i])
			return false;
	return true;
}

static struct outcome both(const char *what, uint32_t insn, uint32_t status, uint32_t cause)
{
	const uint32_t jump = JUMP(registers_back), alone[] = {insn, jump, 0}, slot[] = {jump, insn, 0};
	struct outcome a = run(alone, status, cause), b = run(slot, status, cause);

	expect(what, insn, equal(&a, &b) ? RETURNED : 0, MAY_RETURN);
	return a;
}

/* Registers that the processor does not have, or that change by themselves, are left out. */
static void reads(void)
{
	for (uint32_t reg = 0; reg < 32; reg++) {
		if (reg == RANDOM || reg == COUNT || reg == CAUSE)
			continue;
		for (uint32_t sel = 0; sel < 8; sel++) {
			if (attempt1(MFC0(2, reg, sel), 0, 0, false) != RETURNED)
				continue;
			for (uint32_t rt = 0; rt < 32; rt++)
				both("mfc0", MFC0(rt, reg, sel), 0, 0);
		}
	}
	/* What is read is what is there. */
	expect("EPC", 0, both("mfc0", MFC0(2, 14, 0), 0, 0).reg[2] == 0x80abcdecu ? RETURNED : 0, MAY_RETURN);
	expect("EntryLo0", 0, both("mfc0", MFC0(31, 2, 0), 0, 0).reg[31] == 0x00123456u ? RETURNED : 0, MAY_RETURN);
	expect("Status", 0, both("mfc0", MFC0(26, 12, 0), 0x7800u, 0).reg[26] == 0x7800u ? RETURNED : 0, MAY_RETURN);
}

static void writes(void)
{
	static const uint8_t plain[] = {2, 3, 14};

	for (unsigned i = 0; i < sizeof(plain); i++)
		for (uint32_t rt = 0; rt < 32; rt++)
			both("mtc0", MTC0(rt, plain[i], 0), 0, 0);
	for (uint32_t rt = 0; rt < 32; rt++)
		both("mtc0", MTC0(rt, 4, 2), 0, 0);
	/* What is written is there; of EntryLo only what the processor has. */
	expect("EPC", 1, both("mtc0", MTC0(17, 14, 0), 0, 0).epc == 0x11111111u ? RETURNED : 0, MAY_RETURN);
	expect("EntryLo1", 1, both("mtc0", MTC0(31, 3, 0), 0, 0).entrylo1 == 0x031f1f1fu ? RETURNED : 0, MAY_RETURN);
}

static void interrupt_enable(void)
{
	static const uint32_t statuses[] = {0,
	                                    STATUS_IE,
	                                    STATUS_EXL,
	                                    STATUS_EXL | STATUS_IE,
	                                    STATUS_ERL,
	                                    STATUS_ERL | STATUS_IE,
	                                    STATUS_IM_SOFT,
	                                    STATUS_IM_SOFT | STATUS_EXL,
	                                    0x7800u | STATUS_IE};

	for (unsigned i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		for (uint32_t pending = 0; pending <= CAUSE_SOFT; pending += CAUSE_SOFT) {
			for (uint32_t rt = 0; rt < 32; rt++) {
				both("di", DI(rt), statuses[i], pending);
				both("ei", EI(rt), statuses[i], pending);
			}
		}
	}
	expect("ei without interrupt", 0, both("ei", EI(2), STATUS_IM_SOFT, 0).taken == 0 ? RETURNED : 0, MAY_RETURN);
	expect("ei", 0, both("ei", EI(2), STATUS_IM_SOFT, CAUSE_SOFT).taken == 1 ? RETURNED : 0, MAY_RETURN);
	expect("ei sets IE", 0, both("ei", EI(2), 0, 0).reg[0] == STATUS_IE ? RETURNED : 0, MAY_RETURN);
	expect("di clears IE", 0, both("di", DI(2), STATUS_IE, 0).reg[0] == 0 ? RETURNED : 0, MAY_RETURN);
	expect("di tells IE", 0, both("di", DI(2), STATUS_IE, 0).reg[2] == STATUS_IE ? RETURNED : 0, MAY_RETURN);
}

void attack_slots(void)
{
	reads();
	writes();
	interrupt_enable();
}
