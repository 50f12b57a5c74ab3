// SPDX-License-Identifier: Apache-2.0
// Makes random system calls: a0 is the seed, with a bit that says which of the two threads this is.
#include <skerry/abi/boot.h>
#include <skerry/abi/kip.h>
#include <skerry/rt/object.h>
#include <skerry/rt/start.h>

#include "syscallfuzz.h"

static const sk_word_t opcodes[] = {
        SK_FACTORY_CREATE,   SK_FACTORY_CREATE, SK_FACTORY_INFO,     SK_TASK_MAP,    SK_TASK_UNMAP,
        SK_TASK_CAP_INFO,    SK_TASK_KUMEM,     SK_TASK_CACHE,       SK_TASK_LOOKUP, SK_THREAD_BIND,
        SK_THREAD_EX_REGS,   SK_THREAD_INFO,    SK_THREAD_SET_SC,    SK_GATE_REBIND, SK_RANGE_INFO,
        SK_RANGE_MAP,        SK_RANGE_REVOKE,   SK_RANGE_CLEAR,      SK_IRQ_BIND,    SK_IRQ_BIND_VCPU,
        SK_IRQ_TRIGGER,      SK_IRQ_ACK,        SK_IRQ_INFO,         SK_SC_INFO,     SK_CPU_CONFIGURE,
        SK_SC_TIMEOUT_GATE,  SK_CPU_INFO,       SK_CPU_RESTRICT,     SK_VCPU_RUN,    SK_VCPU_STATE,
        SK_VCPU_IRQ,         SK_VCPU_STATS,     SK_VCPU_TRANSLATE,   SK_BOARD_RESET, SK_BOARD_INFO,
        SK_BOARD_IRQ_ATTACH, SK_PROTO_ERROR,    SK_BOARD_IRQ_DETACH,
};

static const sk_word_t addresses[] = {
        0,           SK_USER_START,    EXTRA_ADDR,  STACK_TOP,   UTCB_ADDR,  UTCB_ADDR - SK_PAGE_SIZE,
        SK_KIP_ADDR, SK_BOOTINFO_ADDR, 0x00400000,  SK_USER_END, 0x80100000, 0xa0000000u,
        0xbf000500,  0xc0000000u,      0xff300000u, 0x20000000,
};

/* Each thread has its own: numbers that look like anything, the same in every run of the same seed. */
static sk_word_t any(sk_word_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state ^ *state >> 15) >> 4;
}

static sk_word_t address(sk_word_t *state)
{
	sk_word_t at = addresses[any(state) % 16];

	switch (any(state) % 4) {
	case 0:
		return at;
	case 1:
		return at + SK_PAGE_SIZE - 4;
	case 2:
		return at - 4 * (any(state) % 4);
	default:
		return at + SK_PAGE_SIZE * (any(state) % 8);
	}
}

static sk_word_t word(sk_word_t *state)
{
	switch (any(state) % 7) {
	case 0:
		return any(state) % 32;
	case 1:
	case 2:
		return any(state) % SLOTS;
	case 3:
		return address(state);
	case 4:
		return SK_FPAGE_MEMORY(address(state), SK_PAGE_ORDER + any(state) % 18, any(state) % 16);
	case 5:
		return SK_FPAGE_SLOT(any(state) % SLOTS, SK_CAP_ALL);
	default:
		return any(state) << 4 | any(state) % 16;
	}
}

static void fill_utcb(sk_word_t *state)
{
	struct sk_utcb *utcb = rt_utcb();

	for (unsigned i = 0; i < 4; i++)
		utcb->mr[any(state) % (SK_MSG_WORDS + 1)] = word(state);
	utcb->window[any(state) % SK_MSG_ITEMS].fpage = word(state);
	utcb->reply_slot = any(state) % 4 ? 0 : any(state) % SLOTS;
	utcb->deadline[any(state) % 2] = any(state);
}

static sk_word_t timeout(sk_word_t *state)
{
	switch (any(state) % 8) {
	case 0:
		return SK_TIMEOUT_REL(any(state) % 1024, any(state) % 4);
	case 1:
		return SK_TIMEOUT_ABSOLUTE;
	case 2:
		return any(state) & 0x83ffu; /* wrong ones among them */
	default:
		return SK_TIMEOUT_ZERO;
	}
}

/* The slot where the object that an operation belongs to mostly is. */
static sk_word_t usual_slot(sk_word_t type, sk_word_t *state)
{
	switch (type) {
	case SK_TYPE_FACTORY:
		return SK_SLOT_FACTORY;
	case SK_TYPE_TASK:
		return SK_SLOT_TASK;
	case SK_TYPE_THREAD:
		return A_SECOND;
	case SK_TYPE_GATE:
		return A_GATE + any(state) % 2;
	case SK_TYPE_RANGE:
		return A_RANGE;
	case SK_TYPE_CPU:
		return A_CPU;
	case SK_TYPE_BOARD:
		return A_BOARD;
	default:
		return A_FREE + any(state) % 16;
	}
}

static void one_call(sk_word_t *state)
{
	sk_word_t proto = opcodes[any(state) % (sizeof(opcodes) / sizeof(opcodes[0]))];
	sk_word_t slot = usual_slot(proto >> 8, state), op = SK_OP_CALL, items = any(state) % 8 ? 0 : any(state) % 10;

	if (any(state) % 4 == 0)
		slot = any(state) % (SLOTS + 2);
	if (any(state) % 4 == 0)
		op = any(state) % 16;
	if (any(state) % 16 == 0)
		proto = any(state) & SK_TAG_PROTO_MASK;

	sk_word_t words = any(state) % 4 ? 5 : any(state) % 64;
	sk_word_t receive = any(state) % 64 ? timeout(state) : SK_TIMEOUT_NEVER;
	struct rt_msg m = {.tag = SK_TAG(proto, words, items),
	                   .w = {word(state), word(state), word(state), word(state)}};

	if (any(state) % 128 == 0)
		m.tag = any(state) << 4;
	(void)rt_ipc(SK_SEL(slot, op), SK_TIMEOUTS(timeout(state), receive), &m);
}

int rt_main(sk_word_t arg)
{
	sk_word_t state = arg;

	for (unsigned i = 0; i < CALLS_A_ROUND; i++) {
		fill_utcb(&state);
		one_call(&state);
	}
	struct rt_msg m = {.tag = SK_TAG(PROTO_DONE, 1, 0), .w = {arg}};

	(void)rt_ipc(SK_SEL(SK_SLOT_PARENT, SK_OP_SEND), RT_FOREVER, &m);
	for (;;)
		(void)rt_wait(&m);
}
