// SPDX-License-Identifier: Apache-2.0
// Root task of the ping-pong system: starts client and server from the boot modules, is their pager, ends the run.
#include <skerry/abi/boot.h>
#include <skerry/rt/load.h>
#include <skerry/rt/object.h>
#include <skerry/rt/print.h>
#include <skerry/rt/root.h>
#include <skerry/rt/start.h>
#include <skerry/rt/string.h>

#include "pingpong.h"

/* Addresses in root's own space. */
#define WINDOW_ADDR 0x10000000 /* where segments are filled */
#define MODULE_ADDR 0x20000000 /* where boot modules are read */

/* Addresses in each child. */
#define CHILD_UTCB  0x7ffe0000
#define CHILD_STACK 0x7ffd0000 /* top */

/* Root's slots: a block of eight for each child, behind the ranges. */
#define SUPERVISOR_GATE(child) (100 + (child))
#define CHILD_SLOT(child, n)   (110 + 8 * (child) + (n))
enum { C_FACTORY, C_TASK, C_THREAD, C_SC };

enum { PONG, PING, CHILDREN };
static const char *const names[CHILDREN] = {"pong", "ping"};

static struct rt_ram ram;

static const struct sk_boot_module *find_module(const struct sk_bootinfo *info, const char *name)
{
	for (unsigned i = 0; i < info->module_count; i++)
		if (strcmp(info->module[i].name, name) == 0)
			return &info->module[i];
	rt_printf("root: no module %s in the image\n", name);
	rt_power_off(1);
}

static sk_word_t load(const struct sk_bootinfo *info, unsigned child)
{
	const struct sk_boot_module *module = find_module(info, names[child]);
	sk_word_t bytes = (module->size + SK_PAGE_SIZE - 1) & ~(sk_word_t)(SK_PAGE_SIZE - 1);
	sk_word_t at = MODULE_ADDR + child * 0x1000000;
	sk_word_t entry = 0;
	const char *text = "";

	rt_must(rt_range_map(SK_ROOT_SLOT_RANGES + module->range, SK_SLOT_TASK, module->offset, at, bytes, SK_MEM_R,
	                     SK_ATTR_CACHED),
	        "mapping a module");
	int error = rt_load_elf((const void *)at, module->size, CHILD_SLOT(child, C_TASK), &ram, WINDOW_ADDR, &entry,
	                        &text);

	if (error == SK_EINVAL)
		rt_printf("root: %s: %s\n", names[child], text);
	rt_must(error, "loading a program");
	return entry;
}

static void give_stack(unsigned child)
{
	sk_word_t at = rt_ram_take(&ram, SK_PAGE_SIZE, SK_PAGE_SIZE);

	rt_must(at == ~0u ? SK_ENOMEM : SK_OK, "taking a stack");
	rt_must(rt_range_clear(ram.range, at, SK_PAGE_SIZE), "clearing a stack");
	rt_must(rt_range_map(ram.range, CHILD_SLOT(child, C_TASK), at, CHILD_STACK - SK_PAGE_SIZE, SK_PAGE_SIZE,
	                     SK_MEM_RW, SK_ATTR_CACHED),
	        "mapping a stack");
}

static void start(const struct sk_bootinfo *info, unsigned child)
{
	sk_word_t task = CHILD_SLOT(child, C_TASK), factory = CHILD_SLOT(child, C_FACTORY);
	sk_word_t kumem[] = {CHILD_UTCB};

	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_FACTORY, factory, 17, 0, 0), "creating a factory");
	rt_must(rt_create(factory, SK_TYPE_TASK, task, 32, 0, 0), "creating a task");
	rt_must(rt_invoke(task, SK_TASK_KUMEM, kumem, 1, 0), "adding UTCB memory");
	give_stack(child);
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, SUPERVISOR_GATE(child), SK_SLOT_THREAD, child, 0),
	        "creating a gate");
	rt_must(rt_cap_map(task, SUPERVISOR_GATE(child), SK_SLOT_PARENT, SK_CAP_ALL), "passing the parent gate");
	rt_must(rt_cap_map(task, SK_SLOT_LOG, SK_SLOT_LOG, SK_CAP_USE), "passing the log");

	struct rt_thread_params params = {
	        .factory = factory,
	        .task = task,
	        .thread = CHILD_SLOT(child, C_THREAD),
	        .sc = CHILD_SLOT(child, C_SC),
	        .cpu_cap = SK_ROOT_SLOT_CPU,
	        .utcb = CHILD_UTCB,
	        .pager = SUPERVISOR_GATE(child),
	        .handler = SUPERVISOR_GATE(child),
	        .pc = load(info, child),
	        .sp = CHILD_STACK,
	        .budget_us = 10000,
	        .period_us = 10000,
	        .priority = 100,
	};

	rt_must(rt_thread_start(&params), "starting a thread");
	rt_printf("root: %s started\n", names[child]);
}

static void share_page(void)
{
	sk_word_t at = rt_ram_take(&ram, SK_PAGE_SIZE, SK_PAGE_SIZE);

	rt_must(rt_range_clear(ram.range, at, SK_PAGE_SIZE), "clearing the shared page");
	rt_must(rt_range_map(ram.range, CHILD_SLOT(PING, C_TASK), at, SHARED_ADDR, SK_PAGE_SIZE, SK_MEM_RW,
	                     SK_ATTR_CACHED),
	        "sharing a page with ping");
	rt_must(rt_range_map(ram.range, CHILD_SLOT(PONG, C_TASK), at, SHARED_ADDR, SK_PAGE_SIZE, SK_MEM_R,
	                     SK_ATTR_CACHED),
	        "sharing a page with pong");
}

/* Answers a page fault: fresh memory where ping may have it, an error everywhere else. */
static void page(struct rt_msg *m)
{
	sk_word_t addr = m->w[0] & ~3u, access = m->w[0] & 3u, child = m->label;
	sk_word_t granule = addr & ~(sk_word_t)(SK_PAGE_SIZE - 1);

	rt_printf("root: %s faults at %08x (%s)\n", names[child], (unsigned)addr,
	          access == SK_FAULT_WRITE   ? "write"
	          : access == SK_FAULT_FETCH ? "fetch"
	                                     : "read");
	m->tag = SK_TAG(SK_PROTO_ERROR, 1, 0);
	m->w[0] = (sk_word_t)SK_ERANGE;
	if (granule != PAGED_ADDR)
		return;
	sk_word_t at = rt_ram_take(&ram, SK_PAGE_SIZE, SK_PAGE_SIZE);

	rt_must(rt_range_clear(ram.range, at, SK_PAGE_SIZE), "clearing a page");
	rt_must(rt_range_map(ram.range, SK_SLOT_TASK, at, PAGED_ADDR + 0x10000000, SK_PAGE_SIZE, SK_MEM_RW,
	                     SK_ATTR_CACHED),
	        "mapping a page");
	m->tag = SK_TAG(SK_PROTO_OK, 0, 1);
	m->w[0] = SK_ITEM(SK_ITEM_MAP, SK_ATTR_INHERIT, granule);
	m->w[1] = SK_FPAGE_MEMORY(PAGED_ADDR + 0x10000000, SK_PAGE_ORDER, SK_MEM_RW);
}

int rt_main(sk_word_t arg)
{
	const struct sk_bootinfo *info = (const struct sk_bootinfo *)arg;
	struct rt_msg m;

	rt_printf("root: %u ranges, %u modules\n", (unsigned)info->range_count, (unsigned)info->module_count);
	ram = rt_ram_largest(info);
	start(info, PONG);
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, 99, CHILD_SLOT(PONG, C_THREAD), PONG_LABEL, 0),
	        "creating pong's gate");
	start(info, PING);
	rt_must(rt_cap_map(CHILD_SLOT(PING, C_TASK), 99, PONG_GATE, SK_CAP_USE), "passing pong's gate");
	share_page();
	rt_must(rt_wait(&m), "waiting");
	for (;;) {
		if (m.label >= CHILDREN) {
			rt_printf("root: message from nobody\n");
			rt_power_off(1);
		}
		if (SK_TAG_PROTO(m.tag) == SK_PROTO_PAGEFAULT) {
			page(&m);
			rt_must(rt_reply_wait(&m), "waiting");
		} else if (SK_TAG_PROTO(m.tag) == SK_PROTO_ERROR) {
			rt_printf("root: %s ends with %d\n", names[m.label], (int)m.w[0]);
			rt_power_off((int)m.w[0]);
		} else {
			rt_printf("root: %s stopped: protocol %x, cause %x\n", names[m.label],
			          (unsigned)SK_TAG_PROTO(m.tag), (unsigned)m.w[0]);
			rt_power_off(1);
		}
	}
}
