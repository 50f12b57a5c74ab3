// SPDX-License-Identifier: Apache-2.0
// Boot on the first CPU: processor, board, banner, then the core and the root task.
#include <mips/board.h>
#include <mips/kernel.h>
#include <skerry/abi/boot.h>
#include <skerry/abi/kip.h>
#include <skerry/arch/guest.h>
#include <skerry/arch/smp.h>
#include <skerry/log.h>

struct cpu cpu0;
uint8_t cpu0_stack[KERNEL_STACK] __attribute__((aligned(8)));

/* Filled by the image builder; left as it is, core_boot() refuses it by its magic. */
struct sk_image_header skerry_image __attribute__((section(".image_header"), used));

#ifdef SKERRY_DEBUG
#define BUILD "debug"
#else
#define BUILD "release"
#endif
static const char version[] = "Skerry " SKERRY_VERSION " (mips-vz, " BUILD ")";

_Noreturn void kernel_main(uint32_t argc, uint32_t argv, uint32_t env, uint32_t memsize);

static uint32_t kernel_features(void)
{
	uint32_t features = 0;
	if (cpu_features.fpu)
		features |= SK_FEATURE_FPU;
	if (cpu_features.fpu && cpu_features.nan2008)
		features |= SK_FEATURE_NAN2008;
	if (arch_guest_supported())
		features |= SK_FEATURE_SEGCTL;
#ifdef SKERRY_DEBUG
	features |= SK_FEATURE_DEBUG;
#endif
	return features;
}

void cpu_init(struct cpu *cpu, unsigned id, uint8_t *stack)
{
	cpu->id = id;
	cpu->arch.stack_top = stack + KERNEL_STACK - STACK_ARGUMENTS;
	cpu->arch.status_kernel = 0;
	cpu->arch.status_user = STATUS_EXL | STATUS_UM | STATUS_IE;
	cpu->arch.asid_generation = id << ASID_GENERATION_BITS | 1;
	cpu->arch.asid_next = 1;
}

static uint32_t phys(const void *kseg0)
{
	return (uint32_t)(uintptr_t)kseg0 - KSEG0;
}

/* The pool follows the image; a header that makes no sense leaves it to core_boot() to say so. */
static void place_pool(struct boot_layout *layout)
{
	uint32_t end = layout->image->image_end;
	if (end < layout->kernel_end || end > layout->ram_bytes)
		end = layout->kernel_end;
	layout->pool_base = (end + SK_PAGE_SIZE - 1) & ~(SK_PAGE_SIZE - 1u);
	layout->pool = (void *)(uintptr_t)(KSEG0 + layout->pool_base);
}

/** C entry of the boot CPU; the arguments are what the boot monitor passed in a0 to a3. */
_Noreturn void kernel_main(uint32_t argc, uint32_t argv, uint32_t env, uint32_t memsize)
{
	struct boot_layout layout = {.image = &skerry_image};
	(void)argc;
	(void)argv;

	board_init_console();
	cpu_init(&cpu0, 0, cpu0_stack);
	cpu_probe();
	tlb_init();
	board_init_irq();
	irq_allow_ip(board_irq_ip(), true);
	layout.counter_hz = board_counter_hz();
	timer_init(layout.counter_hz);

	layout.kernel_start = phys(kernel_text);
	layout.kernel_end = phys(kernel_end);
	layout.cpus = percpu_start();
	layout.cpu_id = cpu_features.prid;
	layout.features = kernel_features();
	layout.version = version;
	board_describe(&layout, env, memsize);
	place_pool(&layout);

	log_printf("%s on %s, %s, %u kHz, %u MiB, %u TLB entries\n", version, board_name(), cpu_features.name,
	           (layout.counter_hz + 500) / 1000, layout.ram_bytes >> 20, cpu_features.tlb_entries);
	if (MIPS_CPUS > 1)
		log_printf("%u CPU%s\n", layout.cpus, layout.cpus > 1 ? "s" : "");
	log_printf("kernel: text %u KiB, data %u KiB, stacks and per-CPU data %u KiB\n",
	           (uint32_t)(kernel_rodata_end - kernel_text + 1023) >> 10,
	           (uint32_t)(kernel_data_end - kernel_rodata_end + 1023) >> 10,
	           (uint32_t)(kernel_end - kernel_bss + 1023) >> 10);

	core_boot(&cpu0, &layout);
	arch_kernel_unlock();
	percpu_join();
	trap_start(&cpu0);
}
