// SPDX-License-Identifier: Apache-2.0
// Guest exits and privileged instructions under the guest engine.
#include "bench.h"

#include <skerry/abi/kip.h>
#include <skerry/abi/vcpu.h>
#include <skerry/rt/string.h>

#define GUEST_RAM   0x18000000u /* in root */
#define GUEST_BYTES 0x00100000u
#define REPEAT      64
#define DEVICE_GVA  0xbf000000u /* where the VM maps nothing */

#define INSN_SW_T1_T0 0xad090000u /* sw t1, 0(t0) */
#define INSN_NOP      0x00000000u

static struct sk_vcpu_area *const area = (struct sk_vcpu_area *)(SK_ROOT_UTCB_ADDR + SK_UTCB_SIZE);

/** A stretch of guest code to measure. */
struct guest_case {
	const char *what;
	sk_word_t insn[4]; /* repeated */
	unsigned length;
	unsigned operations; /* of insn[] that count */
};

static const struct guest_case cases[] = {
        {"guest mfc0 of a plain register", {0x40027000u}, 1, 1}, /* mfc0 v0, EPC */
        {"guest mtc0 of a plain register", {0x40827000u}, 1, 1}, /* mtc0 v0, EPC */
        {"guest mfc0 Status", {0x40026000u}, 1, 1},
        {"guest di", {0x41606000u}, 1, 1},
        {"guest ei", {0x41606020u}, 1, 1},
        {"guest mtc0 EntryHi, same address space", {0x40805000u}, 1, 1}, /* mtc0 zero, EntryHi */
        {"guest cache operation (D hit writeback invalidate) in a row", {0xbd150000u}, 1, 1},
        {"guest cache operation alone, with a nop", {0xbd150000u, INSN_NOP}, 2, 1},
        {"guest tlbwi", {0x42000002u}, 1, 1},
        {"guest tlbp", {0x42000008u}, 1, 1},
        {"guest mfc0 Count", {0x40024800u}, 1, 1},
};

static sk_word_t run(void)
{
	struct rt_msg m = {.tag = SK_TAG(SK_VCPU_RUN, 2, 0)};

	rt_must(rt_call(SLOT_VCPU, &m), "running the guest");
	return m.w[0];
}

static void start_at(sk_word_t pc)
{
	area->pc = pc;
	area->status = 0;
	area->gpr[8] = DEVICE_GVA;
}

/* Fills guest memory with @p count times the case's code, a store to the device before and after. */
static void write_code(const struct guest_case *c)
{
	volatile sk_word_t *at = (volatile sk_word_t *)(GUEST_RAM + 0x1000);

	*at++ = INSN_SW_T1_T0;
	for (unsigned i = 0; i < REPEAT; i++)
		for (unsigned k = 0; k < c->length; k++)
			*at++ = c->insn[k];
	*at++ = INSN_SW_T1_T0;
	sk_word_t sync[] = {SK_CACHE_SYNC_INSN, GUEST_RAM, 0x4000};

	rt_must(rt_invoke(SK_SLOT_TASK, SK_TASK_CACHE, sync, 3, 0), "synchronizing");
}

static sk_word_t time_code(const struct guest_case *c)
{
	sk_word_t ticks = 0;

	write_code(c);
	for (unsigned pass = 0; pass < 2; pass++) {
		start_at(0x80001000u);
		if (run() != SK_EXIT_MMIO)
			rt_must(SK_ESTATE, c->what);
		area->pc += 4;
		sk_word_t before = counter();

		if (run() != SK_EXIT_MMIO)
			rt_must(SK_ESTATE, c->what);
		ticks = counter() - before;
	}
	return ticks;
}

static void exits(void)
{
	static const struct guest_case store = {"stores", {INSN_SW_T1_T0}, 1, 1};
	sk_word_t before;

	write_code(&store);
	start_at(0x80001000u);
	(void)run();
	before = counter();
	for (unsigned i = 0; i < REPEAT; i++) {
		area->pc += 4;
		if (run() != SK_EXIT_MMIO)
			rt_must(SK_ESTATE, "a device access");
	}
	report("guest exit to the VMM and back (device access)", counter() - before, REPEAT);
}

static int open_guest(void)
{
	sk_word_t at = rt_ram_take(&ram, GUEST_BYTES, GUEST_BYTES), put[] = {SK_VCPU_PUT, SK_VCPU_GROUP_EXC};
	int error = rt_create(SK_SLOT_FACTORY, SK_TYPE_VM, SLOT_VM, 0, 0, 0);

	if (error)
		return error;
	rt_must(rt_range_map(ram.range, SK_SLOT_TASK, at, GUEST_RAM, GUEST_BYTES, SK_MEM_RWX, SK_ATTR_CACHED),
	        "mapping guest memory");
	rt_must(rt_mem_map(SLOT_VM, SK_FPAGE_MEMORY(GUEST_RAM, 20, SK_MEM_RWX), SK_FPAGE_MEMORY(0, 20, SK_MEM_RWX)),
	        "giving guest memory");
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_VCPU, SLOT_VCPU, SLOT_VM, SK_SLOT_THREAD, (sk_word_t)area),
	        "creating a vCPU");
	rt_must(rt_invoke(SLOT_VCPU, SK_VCPU_STATE, put, 2, 0), "setting its state");
	return SK_OK;
}

void bench_guest(void)
{
	static const struct guest_case empty = {"nothing", {INSN_NOP}, 1, 1};
	int error = open_guest();

	if (error == SK_ENOTSUP) {
		rt_printf("bench: no guest engine on this processor\n");
		return;
	}
	rt_must(error, "creating a VM");
	exits();
	sk_word_t overhead = time_code(&empty);

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		/* The trapped instruction itself is not executed; the loop's NOP was. */
		report(cases[i].what, time_code(&cases[i]) - overhead, REPEAT * cases[i].operations);
}
