// SPDX-License-Identifier: Apache-2.0
// Supervisor of the hostile system: lets the attacker try everything, looks at how each attack ends and that nothing else changed.
#include <stdbool.h>

#include <skerry/abi/boot.h>
#include <skerry/abi/kip.h>
#include <skerry/rt/load.h>
#include <skerry/rt/object.h>
#include <skerry/rt/print.h>
#include <skerry/rt/root.h>
#include <skerry/rt/start.h>
#include <skerry/rt/string.h>

#include "hostile.h"
#include "probe.h"

#define WINDOW_ADDR    0x10000000
#define MODULE_ADDR    0x20000000
#define ATTACKER_UTCB  0x7ffe0000
#define ATTACKER_STACK 0x7ffd0000 /* top */
#define SECRET         0x3f5ec000 /* in this task's floating-point registers, and in its memory */
#define PATIENCE_US    200000     /* far more than any attack but the endless one needs */

enum { S_FACTORY = 100, S_TASK, S_THREAD, S_SC, S_GATE, S_VICTIM };

#define ATTACK_NAME(name, ends) #name,
#define ATTACK_ENDS(name, ends) ends,
static const char *const names[] = {ATTACKS(ATTACK_NAME)};
static const sk_word_t expected[] = {ATTACKS(ATTACK_ENDS)};

static volatile sk_word_t memory[64];

/* UTCB addresses that a thread must not get. */
static void hostile_utcbs(void)
{
	static const sk_word_t bad[] = {0x80100000,  0xbf000000, 0xfffffc00, ATTACKER_UTCB + 4,
	                                SK_KIP_ADDR, 0x00400000, 0x7fffffff};
	rt_must(rt_create(S_FACTORY, SK_TYPE_THREAD, S_VICTIM, S_TASK, 0, 0), "creating a thread");
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		sk_word_t w[] = {bad[i], 0, 0, 0};
		if (rt_invoke(S_VICTIM, SK_THREAD_BIND, w, 4, 0) >= 0) {
			rt_printf("hostile: a thread got a UTCB at %08x\n", (unsigned)bad[i]);
			rt_power_off(1);
		}
	}
	rt_must(rt_unmap(SK_SLOT_TASK, SK_FPAGE_SLOT(S_VICTIM, SK_CAP_ALL), SK_UNMAP_SELF), "destroying a thread");
}

static sk_word_t build(const struct sk_bootinfo *info)
{
	struct rt_ram ram = rt_ram_largest(info);
	const struct sk_boot_module *module = &info->module[0];
	sk_word_t size = (module->size + SK_PAGE_SIZE - 1) & ~(sk_word_t)(SK_PAGE_SIZE - 1), kumem[] = {ATTACKER_UTCB},
	          entry;
	const char *text = "";

	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_FACTORY, S_FACTORY, 17, 0, 0), "creating a factory");
	rt_must(rt_create(S_FACTORY, SK_TYPE_TASK, S_TASK, 32, 0, 0), "creating a task");
	rt_must(rt_invoke(S_TASK, SK_TASK_KUMEM, kumem, 1, 0), "adding UTCB memory");
	rt_must(rt_range_map(SK_ROOT_SLOT_RANGES + module->range, SK_SLOT_TASK, module->offset, MODULE_ADDR, size,
	                     SK_MEM_R, SK_ATTR_CACHED),
	        "mapping the attacker's file");
	rt_must(rt_load_elf((const void *)MODULE_ADDR, module->size, S_TASK, &ram, WINDOW_ADDR, &entry, &text),
	        "loading");
	sk_word_t stack = rt_ram_take(&ram, SK_PAGE_SIZE, SK_PAGE_SIZE);
	rt_must(rt_range_clear(ram.range, stack, SK_PAGE_SIZE), "clearing a stack");
	rt_must(rt_range_map(ram.range, S_TASK, stack, ATTACKER_STACK - SK_PAGE_SIZE, SK_PAGE_SIZE, SK_MEM_RW,
	                     SK_ATTR_CACHED),
	        "mapping a stack");
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, S_GATE, SK_SLOT_THREAD, 1, 0), "creating a gate");
	rt_must(rt_cap_map(S_TASK, S_GATE, SK_SLOT_PARENT, SK_CAP_ALL), "passing the gate");
	return entry;
}

static void start(sk_word_t entry)
{
	const struct rt_thread_params params = {
	        .factory = S_FACTORY,
	        .task = S_TASK,
	        .thread = S_THREAD,
	        .sc = S_SC,
	        .cpu_cap = SK_ROOT_SLOT_CPU,
	        .utcb = ATTACKER_UTCB,
	        .pager = S_GATE,
	        .handler = S_GATE,
	        .pc = entry,
	        .sp = ATTACKER_STACK,
	        .budget_us = 1000,
	        .period_us = 1000,
	        .priority = 10,
	};
	rt_must(rt_thread_start(&params), "starting the attacker");
}

static void again(sk_word_t entry, sk_word_t attack)
{
	sk_word_t w[] = {entry, ATTACKER_STACK, attack, 0, 0};
	rt_must(rt_invoke(S_THREAD, SK_THREAD_EX_REGS, w, 5, 0), "starting the next attack");
}

/* ENDS_* of what came, 0 when it is nothing of the kind; says what in @p detail. */
static sk_word_t outcome(int error, const struct rt_msg *m, sk_word_t *detail)
{
	*detail = m->w[0];
	if (error == SK_ETIMEOUT)
		return ENDS_NEVER;
	if (error || m->label != 1)
		return 0;
	switch (SK_TAG_PROTO(m->tag)) {
	case SK_PROTO_PAGEFAULT:
		return ENDS_PAGEFAULT;
	case SK_PROTO_EXCEPTION:
		return (m->w[0] & 0x1f) < 28 ? ENDS_EXCEPTION(m->w[0] & 0x1f) : 0;
	case PROTO_RETURNED:
		return m->w[0] == 0 ? ENDS_RETURN : 0;
	default:
		return 0;
	}
}

static bool unharmed(void)
{
	for (unsigned i = 0; i < 64; i++)
		if (memory[i] != SECRET + i)
			return false;
	return probe_fpu_differs(SECRET) == 0;
}

/** Runs one attack. @return true when it ended as it must. */
static bool attack(sk_word_t entry, unsigned number)
{
	struct rt_msg m = {0};
	sk_word_t detail;

	if (number > 0)
		again(entry, number);
	int error = rt_ipc(SK_SEL(0, SK_OP_WAIT), SK_TIMEOUTS(SK_TIMEOUT_NEVER, rt_timeout_us(PATIENCE_US)), &m);
	sk_word_t end = outcome(error, &m, &detail);
	bool good = (end & expected[number]) != 0 && unharmed();

	rt_printf("hostile: %s %s\n", names[number], good ? "contained" : "NOT CONTAINED");
	if (!good)
		rt_printf("hostile: error %d, protocol %x, %x %x %x, this task is %s\n", error,
		          (unsigned)SK_TAG_PROTO(m.tag), (unsigned)detail, (unsigned)m.w[1], (unsigned)m.w[2],
		          unharmed() ? "unharmed" : "HARMED");
	return good;
}

int rt_main(sk_word_t arg)
{
	sk_word_t entry = build((const struct sk_bootinfo *)arg);
	unsigned contained = 0;

	for (unsigned i = 0; i < 64; i++)
		memory[i] = SECRET + i;
	probe_fpu_fill(SECRET);
	hostile_utcbs();
	start(entry);
	for (unsigned i = 0; i < ATTACK_COUNT; i++)
		contained += attack(entry, i) ? 1 : 0;
	rt_printf("hostile: %u of %u attacks contained\n", contained, (unsigned)ATTACK_COUNT);
	rt_power_off(contained == ATTACK_COUNT ? 0 : 1);
}
