// SPDX-License-Identifier: Apache-2.0
// The VMM program: configuration from the startup page, the run loop, the end of the guest.
#include "console_io.h"
#include "disk_io.h"
#include "net_io.h"
#include "vcpu.h"

#include <skerry/abi/kip.h>
#include <skerry/rt/object.h>
#include <skerry/rt/print.h>
#include <skerry/rt/start.h>
#include <skerry/rt/startup.h>
#include <skerry/rt/string.h>
#include <vmm/machine.h>
#include <vmm/text.h>

// Status of the program as the root task sees it.
#define EXIT_GOOD        0
#define EXIT_FAILED      1
#define EXIT_BAD_INPUT   2
#define EXIT_UNSUPPORTED 3
#define EXIT_GUEST       5

#define RESTARTS 3

// Everything of this program; there is one guest.
struct program {
	struct vmm vmm;
	struct vcpu vcpu;
	struct console_io console;
	struct net_io net[VMM_NETS];
	unsigned nets;
	struct disk_io disk;
	bool report;
};

static bool host_state(void *ctx, uint32_t get_or_put, uint32_t groups)
{
	return vcpu_state(&((struct program *)ctx)->vcpu, get_or_put, groups) == SK_OK;
}

// What the kernel handled by itself, before the processor that counted it goes.
static void report_kernel(struct program *p)
{
	static const char *const names[SK_VCPU_STATS_MAX] = {
	        [SK_VCPU_STAT_MFC0] = "mfc0",   [SK_VCPU_STAT_MTC0] = "mtc0",       [SK_VCPU_STAT_DIEI] = "di-ei",
	        [SK_VCPU_STAT_ERET] = "eret",   [SK_VCPU_STAT_TLBOP] = "tlb-op",    [SK_VCPU_STAT_CACHE] = "cache",
	        [SK_VCPU_STAT_WAIT] = "wait",   [SK_VCPU_STAT_REFILL] = "refill",   [SK_VCPU_STAT_INJECT] = "inject",
	        [SK_VCPU_STAT_VIRQ] = "irq",    [SK_VCPU_STAT_HOSTIRQ] = "hostirq", [SK_VCPU_STAT_FPU] = "fpu",
	        [SK_VCPU_STAT_RDHWR] = "rdhwr", [SK_VCPU_STAT_FLUSH] = "flush",
	};
	sk_word_t counters[SK_VCPU_STATS_MAX];

	if (!p->report || !p->vcpu.exists || vcpu_stats(&p->vcpu, counters) != SK_OK)
		return;
	for (unsigned i = 0; i < SK_VCPU_STATS_MAX; i++) {
		struct vmm_text text;

		if (!names[i] || !counters[i])
			continue;
		vmm_text_begin(&text);
		vmm_text_add(&text, "kernel ");
		vmm_text_add(&text, names[i]);
		vmm_text_add(&text, " ");
		vmm_text_number(&text, counters[i]);
		vmm_message(&p->vmm, &text);
	}
}

static bool host_renew(void *ctx)
{
	return vcpu_renew(&((struct program *)ctx)->vcpu) == SK_OK;
}

static void host_sync(void *ctx, const void *start, uint32_t size)
{
	sk_word_t words[] = {SK_CACHE_SYNC_INSN, (sk_word_t)start, size};

	(void)ctx;
	(void)rt_invoke(SK_SLOT_TASK, SK_TASK_CACHE, words, 3, 0);
}

static void host_output(void *ctx, const char *bytes, unsigned count)
{
	console_io_write(&((struct program *)ctx)->console, bytes, count);
}

static void host_message(void *ctx, const char *text)
{
	char line[sizeof(((struct vmm_text *)NULL)->buf) + 1];
	int length = rt_snprintf(line, sizeof(line), "%s\n", text);

	host_output(ctx, line, (unsigned)length);
}

static void host_input_room(void *ctx)
{
	struct program *p = ctx;

	console_io_feed(&p->console, &p->vmm);
}

static struct vmm_file file_of(const struct rt_startup *startup, const char *name)
{
	const struct rt_region *region = rt_region(startup, name);

	return region ? (struct vmm_file){(const uint8_t *)region->addr, region->size} : (struct vmm_file){NULL, 0};
}

/*
 * The seed is as good as what the creator puts into "seed"; the domain's name and the clock keep guests and runs apart where
 * it puts in nothing.
 */
static void make_seed(const struct rt_startup *startup, uint8_t seed[VMM_SEED_SIZE])
{
	const struct sk_kip *kip = (const struct sk_kip *)SK_KIP_ADDR;
	const sk_word_t words[] = {rt_param(startup, "seed", 0), (sk_word_t)kip->base_us, kip->base_count};

	memset(seed, 0, VMM_SEED_SIZE);
	memcpy(seed, words, sizeof(words));
	rt_strlcpy((char *)seed + sizeof(words), startup->name, VMM_SEED_SIZE - sizeof(words));
}

static struct vmm_config configure(const struct rt_startup *startup, const struct rt_region *ram)
{
	const struct sk_kip *kip = (const struct sk_kip *)SK_KIP_ADDR;
	const sk_word_t restarts = rt_param(startup, "restarts", RESTARTS);
	struct vmm_config config = {
	        .name = startup->name,
	        .ram = {(uint8_t *)ram->addr, ram->size},
	        .kernel = file_of(startup, "kernel"),
	        .raw_load = rt_param(startup, "raw-load", 0),
	        .raw_entry = rt_param(startup, "raw-entry", 0),
	        .initrd = file_of(startup, "initrd"),
	        .dtb = file_of(startup, "dtb"),
	        .bootargs = startup->arguments[0] ? startup->arguments : NULL,
	        .clock_hz = 2 * kip->counter_hz,
	        .on_stray = rt_param(startup, "stray-inject", 0) ? VMM_STRAY_INJECT : VMM_STRAY_HALT,
	        .on_reset = rt_param(startup, "reset-restarts", 0) ? VMM_ON_END_RESTART : VMM_ON_END_STOP,
	        .on_crash = restarts ? VMM_ON_END_RESTART : VMM_ON_END_STOP,
	        .restart_limit = restarts,
	        .plain_console = rt_cap(startup, "console") != 0,
	};

	make_seed(startup, config.seed);
	return config;
}

static int check_regions(const struct rt_startup *startup)
{
	static const char *const needed[] = {"ram", "kernel", "dtb"};

	for (unsigned i = 0; i < VMM_ARRAY_SIZE(needed); i++) {
		if (!rt_region(startup, needed[i])) {
			rt_printf("%s: no region \"%s\" given to the VMM\n", startup->name, needed[i]);
			return EXIT_BAD_INPUT;
		}
	}
	return EXIT_GOOD;
}

static void event(struct program *p, uint32_t bits)
{
	if (bits & ~(uint32_t)ETHERNET_EVENT)
		console_io_event(&p->console, &p->vmm);
	for (unsigned i = 0; bits & ETHERNET_EVENT && i < p->nets; i++)
		net_io_event(&p->net[i]);
}

// Runs the guest until something ends it for good.
static enum vmm_verdict run(struct program *p)
{
	for (;;) {
		uint32_t level;
		uint32_t mask = vmm_cpuirq_take(&p->vmm.irq, &level);
		int error = vcpu_run(&p->vcpu, mask, level);

		if (error) {
			rt_printf("%s: running the virtual processor failed: %d\n", p->vmm.config.name, error);
			return VMM_BROKEN;
		}

		enum vmm_verdict verdict = vmm_exit(&p->vmm);

		if (verdict == VMM_GO_ON)
			continue;
		if (verdict == VMM_EVENT) {
			event(p, p->vcpu.area->exit.data);
			continue;
		}
		report_kernel(p);
		if (!vmm_end(&p->vmm, verdict))
			return verdict;
	}
}

static int exit_status(enum vmm_verdict verdict)
{
	switch (verdict) {
	case VMM_RESET:
	case VMM_POWEROFF:
		return EXIT_GOOD;
	case VMM_BROKEN:
	case VMM_CANCELED:
		return EXIT_FAILED;
	default:
		return EXIT_GUEST;
	}
}

// The far ends of the guest's devices, as far as the domain has them.
static void find_ends(struct program *p, const struct rt_startup *startup, struct vmm_config *config)
{
	vcpu_listen(&p->vcpu, rt_cap(startup, "console-event"));
	p->nets = net_io_find(p->net, startup);
	for (unsigned i = 0; i < p->nets; i++) {
		net_io_configure(&p->net[i], &config->net[i], &p->vmm.net[i]);
		vcpu_listen(&p->vcpu, p->net[i].event);
	}
	config->nets = p->nets;
	config->block[0].name = "disk";
	config->blocks = disk_io_open(&p->disk, startup, &config->block[0].disk);
}

static int start(struct program *p, const struct rt_startup *startup)
{
	const struct vmm_host host = {
	        .state = host_state,
	        .renew = host_renew,
	        .sync = host_sync,
	        .output = host_output,
	        .message = host_message,
	        .input_room = host_input_room,
	        .ctx = p,
	};
	const struct rt_region *ram = rt_region(startup, "ram");
	struct vmm_config config = configure(startup, ram);
	int error = vcpu_open(&p->vcpu, startup, ram);

	if (error == SK_ENOTSUP) {
		rt_printf("%s: this processor cannot run guests: it has neither Segmentation Control nor VZ\n",
		          startup->name);
		return EXIT_UNSUPPORTED;
	}
	if (error) {
		rt_printf("%s: creating the virtual machine failed: %d\n", startup->name, error);
		return EXIT_FAILED;
	}

	find_ends(p, startup, &config);

	int status = vmm_init(&p->vmm, &config, &host, p->vcpu.area);

	if (status == VMM_OK)
		status = vmm_start(&p->vmm);
	if (status != VMM_OK)
		rt_printf("%s: %s\n", startup->name, vmm_status_text(status));
	return status == VMM_OK ? EXIT_GOOD : EXIT_BAD_INPUT;
}

int rt_main(sk_word_t arg)
{
	static struct program program;
	const struct rt_startup *startup = (const struct rt_startup *)arg;

	if (!startup || startup->magic != RT_STARTUP_MAGIC)
		return EXIT_FAILED;
	program.console.gate = rt_cap(startup, "console");
	program.report = rt_param(startup, "report", 0) != 0;

	int status = check_regions(startup);

	if (status == EXIT_GOOD)
		status = start(&program, startup);
	if (status != EXIT_GOOD)
		return status;

	enum vmm_verdict verdict = run(&program);

	if (program.report)
		vmm_report(&program.vmm);
	return exit_status(verdict);
}
