// SPDX-License-Identifier: Apache-2.0
// Bytes become system calls, faults, interrupts and time of two hostile tasks.
#include "fuzz_syscall.h"

#include <skerry/abi/kip.h>
#include <skerry/vcpu.h>

#include "world.h"

#define ENTRIES_MAX 512
#define PC          (SIM_ROOT_VADDR + 4)
#define KEPT        0x6a000000u /* registers that a system call keeps, + their number */

/* Bytes not yet used; beyond the end all are zero. */
struct bytes {
	const uint8_t *data;
	size_t size;
};

static uint8_t u8(struct bytes *b)
{
	if (b->size == 0)
		return 0;
	b->size--;
	return *b->data++;
}

static uint32_t u32(struct bytes *b)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < 4; i++)
		value = value << 8 | u8(b);
	return value;
}

static const uint16_t opcodes[] = {
        SK_FACTORY_CREATE,   SK_FACTORY_INFO,  SK_TASK_MAP,     SK_TASK_UNMAP,     SK_TASK_CAP_INFO,
        SK_TASK_KUMEM,       SK_TASK_CACHE,    SK_TASK_LOOKUP,  SK_THREAD_BIND,    SK_THREAD_EX_REGS,
        SK_THREAD_INFO,      SK_THREAD_SET_SC, SK_GATE_REBIND,  SK_LOG_WRITE,      SK_LOG_READ,
        SK_RANGE_INFO,       SK_RANGE_MAP,     SK_RANGE_REVOKE, SK_RANGE_CLEAR,    SK_IRQ_BIND,
        SK_IRQ_BIND_VCPU,    SK_IRQ_TRIGGER,   SK_IRQ_ACK,      SK_IRQ_INFO,       SK_SC_INFO,
        SK_SC_TIMEOUT_GATE,  SK_CPU_CONFIGURE, SK_CPU_INFO,     SK_CPU_RESTRICT,   SK_VCPU_RUN,
        SK_VCPU_STATE,       SK_VCPU_IRQ,      SK_VCPU_STATS,   SK_VCPU_TRANSLATE, SK_BOARD_IRQ_ATTACH,
        SK_BOARD_IRQ_DETACH, SK_BOARD_RESET,   SK_BOARD_INFO,   SK_PROTO_ERROR,    0,
};

/* Slots by SK_TYPE_*. */
static const uint8_t usual_slot[SK_TYPE_LAST + 1] = {
        [SK_TYPE_FACTORY] = SLOT_FACTORY, [SK_TYPE_TASK] = SK_SLOT_TASK, [SK_TYPE_THREAD] = SLOT_SECOND,
        [SK_TYPE_GATE] = SLOT_INNER,      [SK_TYPE_LOG] = SK_SLOT_LOG,   [SK_TYPE_RANGE] = SLOT_RAM,
        [SK_TYPE_IRQ] = SLOT_IRQ,         [SK_TYPE_SC] = SLOT_SC,        [SK_TYPE_CPU] = SLOT_CPU,
        [SK_TYPE_VM] = SLOT_VM,           [SK_TYPE_VCPU] = SLOT_VCPU,    [SK_TYPE_BOARD] = SLOT_BOARD,
};

static const uint32_t addresses[] = {
        0,
        SK_USER_START,
        SIM_ROOT_VADDR,
        WORLD_MEMORY,
        WORLD_UTCB,
        WORLD_UTCB + SK_PAGE_SIZE,
        WORLD_UTCB + 2 * SK_PAGE_SIZE,
        SK_KIP_ADDR,
        SK_BOOTINFO_ADDR,
        SK_USER_END,
        0x80100000,
        0xbf000000,
        0xc0000000,
        0x30000000,
        0x40000000,
        0xffffc000,
};

/* Any address: mostly the start or the end of something. */
static uint32_t address(struct bytes *b)
{
	uint8_t how = u8(b);
	uint32_t at = addresses[how & 15];

	switch (how >> 4) {
	case 0:
	case 1:
	case 2:
		return at;
	case 3:
		return at + SK_PAGE_SIZE - 4;
	case 4:
		return at - 4;
	case 5:
		return at + u8(b) * SK_UTCB_SIZE;
	case 6:
		return at + u8(b) * SK_PAGE_SIZE;
	default:
		return at + u8(b);
	}
}

static uint32_t word(struct bytes *b)
{
	uint8_t how = u8(b);
	uint32_t at;

	switch (how & 7) {
	case 0:
	case 1:
		return how >> 3;
	case 2:
		return u8(b);
	case 3:
		return address(b);
	case 4:
		at = address(b);
		return SK_FPAGE_MEMORY(at, (uint32_t)(SK_PAGE_ORDER + (how >> 3) % 20), (uint32_t)u8(b) & 15);
	case 5:
		return SK_FPAGE(SK_FPAGE_CAP, (uint32_t)u8(b) & 127, (uint32_t)(how >> 3) % 8, (uint32_t)SK_CAP_ALL);
	case 6:
		return SK_ITEM((uint32_t)(1 + (how >> 3 & 1)), (uint32_t)how >> 4, address(b));
	default:
		return u32(b);
	}
}

static uint32_t timeout(struct bytes *b)
{
	uint8_t how = u8(b);

	switch (how & 7) {
	case 0:
		return SK_TIMEOUT_NEVER;
	case 1:
	case 2:
	case 3:
		return SK_TIMEOUT_ZERO;
	case 4:
		return SK_TIMEOUT_ABSOLUTE | how >> 6;
	default:
		return SK_TIMEOUT_REL(how, u8(b) & 31u);
	}
}

/* A system call of @p t: an operation of an object it has, a message, or nonsense. */
static void system_call(struct bytes *b, struct thread *t)
{
	uint8_t how = u8(b), what = u8(b);
	uint32_t proto = opcodes[what % (sizeof(opcodes) / sizeof(opcodes[0]))];
	uint32_t slot = proto >> 8 <= SK_TYPE_LAST ? usual_slot[proto >> 8] : SLOT_EMPTY;
	uint32_t op = SK_OP_CALL;

	if ((how & 3) == 0)
		slot = u8(b) & 127;
	if ((how & 12) == 0)
		op = u8(b) & 15;
	if ((how & 0x30) == 0 && !(how & 0x40))
		proto = u8(b);

	/* One after the other: the compiler chooses the order within an expression. */
	uint32_t words = how & 0x80 ? u8(b) & 63u : 5u;
	uint32_t items = (how & 0x70) == 0x10 ? u8(b) & 15u : 0u;
	uint32_t send = timeout(b), receive = timeout(b);

	t->regs.gpr[REG_A0] = SK_SEL(slot, op);
	t->regs.gpr[REG_A1] = SK_TAG(proto, words, items);
	t->regs.gpr[REG_A2] = SK_TIMEOUTS(send, receive);
	if (how == 0xff) {
		t->regs.gpr[REG_A0] = u32(b);
		t->regs.gpr[REG_A1] = u32(b);
		t->regs.gpr[REG_A2] = u32(b);
	}
	for (unsigned i = 0; i < SK_MSG_REG_WORDS; i++)
		t->regs.gpr[REG_T0 + i] = word(b);
	if (t->utcb)
		t->utcb->mr[SK_MSG_REG_WORDS] = word(b);
}

static bool is_kept(unsigned r)
{
	return (r >= 16 && r <= 23) || r >= 28;
}

/* An error changes nothing but v0, and no register keeps or shows anything else. */
static void check_registers(const struct thread *t)
{
	int32_t v0 = (int32_t)t->regs.gpr[REG_V0];

	if (v0 >= 0)
		return;
	if (v0 < SK_ERROR_LAST)
		world_fail("an error that does not exist");
	for (unsigned r = 1; r < REG_RA; r++) {
		if (r != REG_V0 && t->regs.gpr[r] != (is_kept(r) ? KEPT + r : 0))
			world_fail("an error left something in a register");
	}
}

static void call(struct bytes *b, struct thread *t)
{
	for (unsigned r = 1; r <= REG_RA; r++)
		t->regs.gpr[r] = KEPT + r;
	system_call(b, t);
	t->regs.pc = PC;
	entry_syscall(sim.on);
	if (sim.on->current == t && t->regs.pc == PC && t->vcpu == NULL && t->state == THREAD_READY)
		check_registers(t);
}

static void write_utcb(struct bytes *b, const struct thread *t)
{
	uint32_t at = u8(b) % (sizeof(struct sk_utcb) / sizeof(sk_word_t));
	unsigned n = 1 + u8(b) % 8;

	if (t->utcb == NULL)
		return;
	for (unsigned i = 0; i < n && at + i < sizeof(struct sk_utcb) / sizeof(sk_word_t); i++)
		((sk_word_t *)t->utcb)[at + i] = word(b);
}

static unsigned exit_reason;

static void guest_exits(struct cpu *cpu, struct vcpu *v)
{
	if (exit_reason < SK_EXIT_REASONS)
		vcpu_exit(cpu, v, exit_reason);
	else
		vcpu_wait(cpu, v);
}

static void line(uint8_t how)
{
	sim.line[WORLD_IRQ + (how & 1)].asserted = how & 2;
	(void)sim_deliver();
}

/* One kernel entry, or what a processor does between two. */
static void act(struct bytes *b, struct thread *t)
{
	uint8_t how = u8(b);
	uint32_t at;
	paddr_t pa;

	if (t->vcpu) {
		exit_reason = how % (SK_EXIT_REASONS + 4u);
		entry_guest(sim.on, guest_exits);
		return;
	}
	switch (how & 15) {
	case 10:
		write_utcb(b, t);
		break;
	case 11:
		t->regs.pc = PC;
		at = address(b);
		if (how & 16)
			entry_exception(sim.on, u8(b) & 31u, at);
		else
			entry_page_fault(sim.on, at, (how >> 5) % 3u);
		break;
	case 12:
		sim_advance(1u + u8(b) * 16u);
		break;
	case 13:
		line(how >> 4);
		break;
	case 14:
		(void)sim_translate(&t->task->space, address(b) & ~3u, 1u << (how >> 4) % 3, &pa);
		break;
	case 15:
		sim.vcpu_wakes = how & 16;
		sim.vcpu_enter_result = how & 32 ? SK_EXIT_STATE : 0;
		break;
	default:
		call(b, t);
		break;
	}
}

size_t fuzz_syscall(const uint8_t *data, size_t size)
{
	struct bytes b = {data, size};
	unsigned preempt = u8(&b) & 3;
	struct thread *t;
	size_t n = 0;

	world_start();
	world_check(true);
	sim.preempt_every = preempt;
	while (b.size > 0 && n < ENTRIES_MAX && (t = world_current()) != NULL) {
		act(&b, t);
		n++;
		world_check(preempt == 0);
	}
	world_end();
	world_check(preempt == 0);
	return n;
}
