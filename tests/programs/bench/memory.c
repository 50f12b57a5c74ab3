// SPDX-License-Identifier: Apache-2.0
// Page faults handled at user level, and unmapping.
#include "bench.h"

#define PAGES      64
#define SOURCE     0x10000000u /* in root: what the pager hands out */
#define DERIVED    0x20000000u /* in root: where it maps to measure unmapping */
#define FAULTS     100
#define SUPERVISOR 9

/* Pager: the touching task faults on each call, and this thread maps the next granule. */
static sk_word_t page_faults(void)
{
	struct rt_msg m = {.tag = SK_TAG(1, 0, 0)};
	sk_word_t before = 0;

	/* The toucher runs when it is called, and its faults come here: this thread cannot wait for both, so the call is a send. */
	for (unsigned i = 0; i < FAULTS + 1; i++) {
		if (i == 1)
			before = counter();
		m.tag = SK_TAG(1, 0, 0);
		rt_must(rt_ipc(SK_SEL(SLOT_DONE, SK_OP_SEND_WAIT), 0, &m), "waking the toucher");
		if (SK_TAG_PROTO(m.tag) != SK_PROTO_PAGEFAULT) {
			rt_printf("bench: expected a fault, got protocol %x\n", (unsigned)SK_TAG_PROTO(m.tag));
			rt_must(SK_EINVAL, "measuring page faults");
		}
		sk_word_t granule = m.w[0] & ~(sk_word_t)(SK_PAGE_SIZE - 1);

		m.tag = SK_TAG(SK_PROTO_OK, 0, 1);
		m.w[0] = SK_ITEM(SK_ITEM_MAP, SK_ATTR_INHERIT, granule);
		m.w[1] = SK_FPAGE_MEMORY(SOURCE + (i % PAGES) * SK_PAGE_SIZE, SK_PAGE_ORDER, SK_MEM_RW);
		rt_must(rt_ipc(SK_SEL(0, SK_OP_REPLY_ONLY), 0, &m), "answering a fault");
	}
	return counter() - before;
}

static sk_word_t unmap(unsigned pieces)
{
	sk_word_t ticks = 0, size = PAGES * SK_PAGE_SIZE / pieces;
	unsigned order = pieces == 1 ? 20 : SK_PAGE_ORDER;

	for (unsigned pass = 0; pass < 2; pass++) {
		for (unsigned i = 0; i < pieces; i++)
			rt_must(rt_mem_map(SK_SLOT_TASK, SK_FPAGE_MEMORY(SOURCE + i * size, order, SK_MEM_RW),
			                   SK_FPAGE_MEMORY(DERIVED + i * size, order, SK_MEM_RW)),
			        "mapping");
		for (unsigned i = 0; i < PAGES; i++)
			*(volatile sk_word_t *)(DERIVED + i * SK_PAGE_SIZE) = i;
		sk_word_t before = counter();

		rt_must(rt_unmap(SK_SLOT_TASK, SK_FPAGE_MEMORY(DERIVED, 20, SK_MEM_RWX), SK_UNMAP_SELF), "unmapping");
		ticks = counter() - before;
	}
	return ticks;
}

void bench_memory(void)
{
	sk_word_t at = rt_ram_take(&ram, PAGES * SK_PAGE_SIZE, PAGES * SK_PAGE_SIZE);

	rt_must(rt_range_map(ram.range, SK_SLOT_TASK, at, SOURCE, PAGES * SK_PAGE_SIZE, SK_MEM_RW, SK_ATTR_CACHED),
	        "mapping memory");
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, SLOT_PAGER_GATE, SK_SLOT_THREAD, SUPERVISOR, 0),
	        "creating a pager gate");
	child_prepare(SLOT_TOUCHER);
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, SLOT_DONE, SLOT_TOUCHER + CHILD_THREAD, 3, 0),
	        "creating a gate");
	child_run(SLOT_TOUCHER, touch_loop, 200, SLOT_PAGER_GATE);
	rt_yield();
	report("page fault, pager in another task, resume", page_faults(), FAULTS);
	report("unmap one range of 64 pages, each page", unmap(1), PAGES);
	report("unmap 64 mappings, each", unmap(PAGES), PAGES);
}
