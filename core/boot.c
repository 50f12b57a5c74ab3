// SPDX-License-Identifier: Apache-2.0
// Boot: from the image and the board to the root task and its thread.
#include <skerry/arch/mmu.h>
#include <skerry/arch/timer.h>
#include <skerry/boot_memory.h>
#include <skerry/entry.h>
#include <skerry/kernel.h>
#include <skerry/kip.h>
#include <skerry/log.h>
#include <skerry/range.h>
#include <skerry/task.h>

#define ROOT_SLICE_US 10000
#define ROOT_PRIORITY (SCHED_PRIORITIES - 1)

SK_STATIC_ASSERT(sizeof(struct sk_bootinfo) <= SK_PAGE_SIZE, "boot information is one granule");

/* Nothing that fails here can be handled: the pool is too small for the root task. */
static void must(const char *what, int error)
{
	if (error < 0)
		panic("boot: %s: error %d", what, error);
}

static struct task *make_root_task(struct factory *f)
{
	struct cap first = {.obj = NULL};
	int error = SK_OK;
	struct task *t = task_create(f, SK_TYPE_TASK, SK_ROOT_SLOTS, &first, &error);

	must("root task", error);
	while (task_grow(t) != SK_OK)
		;
	cap_grant(&first, &t->caps[SK_SLOT_TASK], SK_CAP_ALL);
	return t;
}

static void make_kernel_objects(struct factory *f, struct task *t)
{
	int error = SK_OK;

	cap_install_root(&t->caps[SK_SLOT_FACTORY], &f->obj, SK_CAP_ALL);
	object_create(f, SK_TYPE_LOG, SK_COST_UNIT, &t->caps[SK_SLOT_LOG], &error);
	must("log", error);
	object_create(f, SK_TYPE_BOARD, SK_COST_UNIT, &t->caps[SK_ROOT_SLOT_BOARD], &error);
	must("board", error);
	cpu_right_create(f, ROOT_PRIORITY, &t->caps[SK_ROOT_SLOT_CPU], &error);
	must("CPU", error);
}

static struct range *range_at(struct task *t, unsigned index)
{
	return container_of(t->caps[SK_ROOT_SLOT_RANGES + index].obj, struct range, obj);
}

static void make_ranges(struct factory *f, struct task *t, const struct sk_bootinfo *info)
{
	int error = SK_OK;

	for (unsigned i = 0; i < info->range_count; i++) {
		const struct sk_boot_range *r = &info->range[i];

		range_create(f, r->base, r->size, r->kind, &t->caps[SK_ROOT_SLOT_RANGES + i], &error);
		must("range", error);
	}
}

static unsigned largest_order(uint32_t va, uint32_t pa, uint32_t bytes)
{
	unsigned order = SK_PAGE_ORDER;

	while (order < 31 && !((va | pa) & (1u << order)) && (2u << order) <= bytes)
		order++;
	return order;
}

/* Maps memory of the root task from the range that holds it, in the largest flexpages that fit. */
static void map_root(struct task *t, const struct sk_bootinfo *info, uint32_t va, paddr_t pa, uint32_t bytes,
                     unsigned rights)
{
	unsigned i = 0;

	while (pa - info->range[i].base >= info->range[i].size)
		i++;
	while (bytes) {
		unsigned order = largest_order(va, pa, bytes);

		must("mapping the root task", range_map(range_at(t, i), pa - info->range[i].base, &t->space, va, order,
		                                        rights, SK_ATTR_INHERIT));
		va += 1u << order;
		pa += 1u << order;
		bytes -= 1u << order;
	}
}

static void map_image(struct task *t, const struct sk_image_header *h, const struct sk_bootinfo *info, paddr_t granules)
{
	for (unsigned i = 0; i < h->segment_count; i++)
		map_root(t, info, h->segment[i].vaddr, h->segment[i].base, h->segment[i].size, h->segment[i].rights);
	map_root(t, info, SK_BOOTINFO_ADDR, granules, SK_PAGE_SIZE, SK_MEM_R);
	map_root(t, info, SK_ROOT_STACK_TOP - SK_ROOT_STACK_SIZE, granules + SK_PAGE_SIZE, SK_ROOT_STACK_SIZE,
	         SK_MEM_RW);
	must("root UTCB", task_add_kumem(t, SK_ROOT_UTCB_ADDR));
}

static void start_thread(struct cpu *cpu, struct factory *f, struct task *t, uint32_t entry)
{
	int error = SK_OK;
	struct sc *sc = sc_create(f, &t->caps[SK_ROOT_SLOT_SC], &error);

	must("scheduling context", error);
	must("scheduling context", sc_configure(sc, cpu, ROOT_SLICE_US, ROOT_SLICE_US, ROOT_PRIORITY));

	struct thread *thread = thread_create(f, t, &t->caps[SK_SLOT_THREAD], &error);

	must("thread", error);
	must("thread", thread_bind(thread, SK_ROOT_UTCB_ADDR, SK_ROOT_UTCB_ADDR));
	must("thread", sc_assign(sc, thread));
	thread_start(cpu, thread, entry, SK_ROOT_STACK_TOP, SK_BOOTINFO_ADDR, 0);
}

static struct sk_bootinfo *describe(const struct boot_layout *l, paddr_t *granules)
{
	struct sk_bootinfo *info = boot_list_ranges(l, granules);

	info->magic = SK_BOOTINFO_MAGIC;
	info->abi_version = SK_ABI_VERSION;
	info->size = sizeof(*info);
	info->pool_bytes = l->image->pool_bytes;
	info->console_irq = l->console_irq;
	info->board = l->board;
	return info;
}

void core_boot(struct cpu *cpu, const struct boot_layout *layout)
{
	paddr_t granules;

	boot_check_image(layout);

	struct factory *f = pool_init(layout->pool, layout->pool_base, layout->image->pool_bytes);
	const struct sk_bootinfo *info = describe(layout, &granules);

	kernel.board = layout->board;
	kernel.kip = factory_alloc(f, SK_COST_KUMEM);
	if (kernel.kip == NULL)
		panic("boot: the pool of 0x%x bytes has no room for the KIP", layout->image->pool_bytes);
	kernel.kip_pa = pool_phys(kernel.kip);
	sched_cpu_init(cpu, 0);
	kip_init(cpu, layout);

	struct task *t = make_root_task(f);

	make_kernel_objects(f, t);
	make_ranges(f, t, info);
	map_image(t, layout->image, info, granules);
	start_thread(cpu, f, t, layout->image->root_entry);
	log_printf("core: %u of %u KiB of kernel memory in use\n", (unsigned)(f->used + 1023) >> 10,
	           (unsigned)f->size >> 10);
	sched_leave(cpu);
}
