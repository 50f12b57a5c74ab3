// SPDX-License-Identifier: Apache-2.0
// Kernel objects as function calls.
#include <skerry/rt/object.h>

int rt_invoke(sk_word_t slot, sk_word_t opcode, sk_word_t *words, unsigned count, unsigned room)
{
	struct rt_msg m = {.tag = SK_TAG(opcode, count, 0)};

	for (unsigned i = 0; i < count; i++) {
		if (i < SK_MSG_REG_WORDS)
			m.w[i] = words[i];
		else
			rt_utcb()->mr[i] = words[i];
	}
	int error = rt_call(slot, &m);

	if (error)
		return error;
	for (unsigned i = 0; i < room && i < SK_TAG_WORDS(m.tag); i++)
		words[i] = i < SK_MSG_REG_WORDS ? m.w[i] : rt_utcb()->mr[i];
	return SK_OK;
}

int rt_create(sk_word_t factory, sk_word_t type, sk_word_t dest, sk_word_t a, sk_word_t b, sk_word_t c)
{
	sk_word_t w[] = {type, dest, a, b, c};

	return rt_invoke(factory, SK_FACTORY_CREATE, w, 5, 0);
}

int rt_cap_map(sk_word_t task, sk_word_t slot, sk_word_t dest, sk_word_t rights)
{
	sk_word_t w[] = {SK_ITEM(SK_ITEM_MAP, SK_ATTR_INHERIT, 0), SK_FPAGE_SLOT(slot, rights),
	                 SK_FPAGE_SLOT(dest, SK_CAP_ALL)};

	return rt_invoke(task, SK_TASK_MAP, w, 3, 0);
}

int rt_mem_map(sk_word_t task, sk_word_t source, sk_word_t window)
{
	sk_word_t w[] = {SK_ITEM(SK_ITEM_MAP, SK_ATTR_INHERIT, 0), source, window};

	return rt_invoke(task, SK_TASK_MAP, w, 3, 0);
}

int rt_unmap(sk_word_t task, sk_word_t fpage, sk_word_t flags)
{
	sk_word_t w[] = {fpage, flags};

	return rt_invoke(task, SK_TASK_UNMAP, w, 2, 0);
}

/* Log2 of the largest piece that fits at both places and is no longer than what is left. */
static unsigned piece_order(sk_word_t pa, sk_word_t va, sk_word_t bytes)
{
	unsigned order = SK_PAGE_ORDER;

	while (order < 31 && ((pa | va) & ((2u << order) - 1)) == 0 && (2u << order) <= bytes)
		order++;
	return order;
}

int rt_range_map(sk_word_t range, sk_word_t task, sk_word_t offset, sk_word_t va, sk_word_t bytes, sk_word_t rights,
                 sk_word_t attr)
{
	sk_word_t info[1] = {0}; /* its physical address */
	int unknown = rt_invoke(range, SK_RANGE_INFO, info, 0, 1);

	if (unknown)
		return unknown;
	while (bytes) {
		unsigned order = piece_order(info[0] + offset, va, bytes);
		sk_word_t w[] = {task, offset, SK_FPAGE_MEMORY(va, order, rights), attr};
		int error = rt_invoke(range, SK_RANGE_MAP, w, 4, 0);

		if (error)
			return error;
		offset += 1u << order;
		va += 1u << order;
		bytes -= 1u << order;
	}
	return SK_OK;
}

int rt_range_clear(sk_word_t range, sk_word_t offset, sk_word_t bytes)
{
	while (bytes) {
		sk_word_t w[] = {offset, bytes};
		int error = rt_invoke(range, SK_RANGE_CLEAR, w, 2, 1);

		if (error)
			return error;
		if (w[0] == 0 || w[0] > bytes)
			return SK_ERANGE;
		offset += w[0];
		bytes -= w[0];
	}
	return SK_OK;
}

int rt_thread_run(const struct rt_thread_params *p)
{
	sk_word_t bind[] = {p->utcb, p->pager, p->handler, p->utcb};
	sk_word_t regs[] = {p->pc, p->sp, p->a0, p->utcb, 0};
	int error = rt_invoke(p->thread, SK_THREAD_BIND, bind, 4, 0);

	if (!error && p->sc) {
		sk_word_t time[] = {p->sc, p->budget_us, p->period_us, p->priority, p->cpu};
		sk_word_t sc[] = {p->sc};

		error = rt_create(p->factory, SK_TYPE_SC, p->sc, 0, 0, 0);
		if (!error)
			error = rt_invoke(p->cpu_cap, SK_CPU_CONFIGURE, time, 5, 0);
		if (!error)
			error = rt_invoke(p->thread, SK_THREAD_SET_SC, sc, 1, 0);
		if (error)
			(void)rt_unmap(SK_SLOT_TASK, SK_FPAGE_SLOT(p->sc, SK_CAP_ALL), SK_UNMAP_SELF);
	}
	if (!error)
		error = rt_invoke(p->thread, SK_THREAD_EX_REGS, regs, 5, 0);
	return error;
}

int rt_thread_start(const struct rt_thread_params *p)
{
	int error = rt_create(p->factory, SK_TYPE_THREAD, p->thread, p->task, 0, 0);

	if (error)
		return error;
	error = rt_thread_run(p);
	if (error)
		(void)rt_unmap(SK_SLOT_TASK, SK_FPAGE_SLOT(p->thread, SK_CAP_ALL), SK_UNMAP_SELF);
	return error;
}
