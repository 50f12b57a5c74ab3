// SPDX-License-Identifier: Apache-2.0
// System calls, IPC, yield, interrupt objects.
#include "bench.h"

/** Ticks of @p ROUNDS times @p operation; twice, and the second counts, when everything is in the TLB. */
#define MEASURE(operation)                                                                       \
	({                                                                                       \
		sk_word_t ticks_ = 0;                                                            \
		for (unsigned pass_ = 0; pass_ < 2; pass_++) {                                   \
			sk_word_t from_ = counter();                                             \
			for (unsigned i_ = 0; i_ < ROUNDS; i_++)                                 \
				operation; /* NOLINT(bugprone-macro-parentheses): a statement */ \
			ticks_ = counter() - from_;                                              \
		}                                                                                \
		ticks_;                                                                          \
	})

static sk_word_t loop_overhead;

static void call(sk_word_t slot, sk_word_t words)
{
	struct rt_msg m = {.tag = SK_TAG(1, words, 0)};

	(void)rt_ipc(SK_SEL(slot, SK_OP_CALL), 0, &m);
}

static void null_call(void)
{
	struct rt_msg m = {0};

	(void)rt_ipc(SK_SEL(SK_SLOT_INVALID, SK_OP_CALL), 0, &m);
}

static void trigger(void)
{
	struct rt_msg m = {.tag = SK_TAG(SK_IRQ_TRIGGER, 1, 0), .w = {1}};

	(void)rt_ipc(SK_SEL(SLOT_IRQ, SK_OP_CALL), 0, &m);
}

void bench_ipc(void)
{
	sk_word_t bind[] = {SLOT_HANDLER + CHILD_THREAD, 7};

	loop_overhead = MEASURE(__asm__ volatile(""));
	report("null system call (invalid capability)", MEASURE(null_call()) - loop_overhead, ROUNDS);

	child_prepare(SLOT_SERVER);
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, SLOT_PASSIVE_GATE, SLOT_SERVER + CHILD_THREAD, 1,
	                  SK_GATE_PASSIVE),
	        "creating a gate");
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, SLOT_ACTIVE_GATE, SLOT_SERVER + CHILD_THREAD, 2, 0),
	        "creating a gate");
	child_run(SLOT_SERVER, server_loop, 200, 0);
	rt_yield();
	report("IPC call and reply, donating gate, 0 words", MEASURE(call(SLOT_PASSIVE_GATE, 0)) - loop_overhead,
	       ROUNDS);
	report("IPC call and reply, donating gate, 4 words", MEASURE(call(SLOT_PASSIVE_GATE, 4)) - loop_overhead,
	       ROUNDS);
	report("IPC call and reply, active server, 4 words", MEASURE(call(SLOT_ACTIVE_GATE, 4)) - loop_overhead,
	       ROUNDS);

	child_make(SLOT_PEER, yield_loop, 100, 0);
	report("yield to a thread of another task, one way", (MEASURE(rt_yield()) - loop_overhead) / 2, ROUNDS);
	rt_must(rt_unmap(SK_SLOT_TASK, SK_FPAGE_SLOT(SLOT_PEER + CHILD_FACTORY, SK_CAP_ALL), SK_UNMAP_SELF),
	        "ending the peer");

	child_prepare(SLOT_HANDLER);
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_IRQ, SLOT_IRQ, 0, 0, 0), "creating an interrupt object");
	rt_must(rt_invoke(SLOT_IRQ, SK_IRQ_BIND, bind, 2, 0), "binding it");
	child_run(SLOT_HANDLER, handler_loop, 200, 0);
	rt_yield();
	report("interrupt object: trigger, handler, wait, back", MEASURE(trigger()) - loop_overhead, ROUNDS);
}
