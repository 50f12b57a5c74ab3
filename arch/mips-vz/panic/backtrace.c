// SPDX-License-Identifier: Apache-2.0
// Chain of calls without frame pointers: each function's own first instructions tell its frame.
#include <mips/kernel.h>
#include <mips/panic.h>
#include <skerry/log.h>

#define DEPTH_MAX 24

/* addiu sp, sp, -n and sw ra, n(sp) */
#define INSN_MASK    0xffff0000u
#define INSN_ADJUST  0x27bd0000u
#define INSN_SAVE_RA 0xafbf0000u

/** What a function did to the stack before a point in it. */
struct frame {
	uint32_t size;    /* bytes */
	uint32_t ra_slot; /* offset of the saved return address; 0: not saved */
};

/* The first adjustment makes the frame; later ones free it on some path. */
static struct frame scan(uint32_t start, uint32_t end)
{
	struct frame f = {0, 0};
	for (uint32_t at = start; at < end; at += 4) {
		uint32_t insn = *(const uint32_t *)(uintptr_t)at;
		if ((insn & INSN_MASK) == INSN_ADJUST && (int16_t)insn < 0 && f.size == 0)
			f.size = (uint32_t) - (int16_t)insn;
		else if ((insn & INSN_MASK) == INSN_SAVE_RA && f.ra_slot == 0)
			f.ra_slot = insn & 0xffff;
	}
	return f;
}

static bool is_stack(uint32_t address)
{
	return address % 4 == 0 && ((address - (uint32_t)(uintptr_t)kernel_stack(this_cpu()) < KERNEL_STACK) ||
	                            (address - (uint32_t)(uintptr_t)panic_stack < PANIC_STACK));
}

void backtrace(uint32_t pc, uint32_t sp, uint32_t ra)
{
	log_printf("called from:\n");
	for (unsigned i = 0; i < DEPTH_MAX; i++) {
		uint32_t start;
		const char *name = symbol_find(pc, &start);
		if (!name) {
			log_printf("  %08x\n", pc);
			return;
		}
		log_printf("  %08x %s+0x%x\n", pc, name, pc - start);
		struct frame f = scan(start, pc);
		if (f.ra_slot != 0 && is_stack(sp + f.ra_slot))
			ra = *(const uint32_t *)(uintptr_t)(sp + f.ra_slot);
		else if (i != 0)
			return; /* a caller that did not save its return address is the outermost */
		if (ra < 8)
			return;
		sp += f.size;
		pc = ra - 8; /* the call, not what follows it: a call may be the last thing in a function */
	}
}
