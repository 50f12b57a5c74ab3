// SPDX-License-Identifier: Apache-2.0
// A guest's life: devices from its tree, start, console, end, restart, statistics.
#include "guest_fixture.h"
#include "unit.h"

#include <string.h>

UNIT_FIXTURE(guest_up, NULL);

UNIT_TEST(start_follows_the_boot_protocol)
{
	ck_assert_uint_eq(guest.area.pc, 0x80100000);
	ck_assert_uint_eq(guest.area.gpr[4], 0xfffffffe);
	ck_assert_uint_eq(guest.area.gpr[5], 0x80000000 | guest.vmm.placement.dtb);
	ck_assert_uint_eq(guest.area.gpr[6], 0);
	ck_assert_uint_eq(guest.area.gpr[7], 0);
	ck_assert_uint_eq(guest.area.status, 0);
	ck_assert_uint_eq(guest.renewed, 1);
	ck_assert_uint_eq(guest.synced, 2);
	ck_assert_uint_eq(guest.sync_from[0], guest.vmm.placement.kernel.start);
	ck_assert_uint_eq(guest.sync_to[0], guest.vmm.placement.kernel.end);
	ck_assert_uint_eq(guest.sync_from[1], guest.vmm.placement.dtb);
	ck_assert_uint_eq(guest.sync_to[1], guest.vmm.placement.initrd_end);
	ck_assert_uint_eq(guest.vmm.stats.starts, 1);
}

UNIT_TEST(start_fails_without_processor_or_with_a_bad_image)
{
	guest.renew_fails = true;
	ck_assert_int_eq(vmm_start(&guest.vmm), VMM_VCPU_STATE);
	guest.renew_fails = false;
	guest.elf.file[0] = 0;
	ck_assert_int_eq(vmm_start(&guest.vmm), VMM_ELF_MAGIC);
	ck_assert_uint_eq(guest.vmm.stats.starts, 1);
}

UNIT_TEST(devices_are_where_the_tree_says)
{
	ck_assert_uint_eq(guest.vmm.bus.count, 2);
	ck_assert_ptr_eq(vmm_bus_find(&guest.vmm.bus, UART_BASE + 0x38, 1), &guest.vmm.uart[0].dev);
	ck_assert_ptr_eq(vmm_bus_find(&guest.vmm.bus, RESET_WORD, 4), &guest.vmm.syscon.dev);
	ck_assert_uint_eq(guest.vmm.uart[0].shift, 3);
}

UNIT_TEST(output_goes_out_by_line_and_when_the_driver_rests)
{
	ck_assert_int_eq(guest_print("hello\r\n# "), VMM_GO_ON);
	ck_assert_str_eq(guest.output, "left| hello\n");
	ck_assert_int_eq(guest_access(0x28, UART_BASE + 8, 0), VMM_GO_ON);
	ck_assert_str_eq(guest.output, "left| hello\nleft| # ");
}

UNIT_TEST(plain_console_has_no_names)
{
	guest_prepare();
	guest.config.plain_console = true;
	ck_assert_int_eq(guest_init(), VMM_OK);
	guest_print("a\r\n");
	ck_assert_str_eq(guest.output, "a\r\n");
	ck_assert(!vmm_end(&guest.vmm, VMM_POWEROFF));
	ck_assert_str_eq(guest.messages, "vmm: guest ended: power-off, stopped\n");
}

UNIT_TEST(input_raises_the_interrupt_and_reaches_the_guest)
{
	uint32_t level;

	ck_assert_int_eq(guest_access(0x28, UART_BASE + 8, 1), VMM_GO_ON);
	ck_assert(vmm_input(&guest.vmm, 'x'));
	ck_assert_uint_eq(vmm_cpuirq_take(&guest.vmm.irq, &level), 0x10);
	ck_assert_uint_eq(level, 0x10);
	ck_assert(!vmm_input(&guest.vmm, 'y'));
	ck_assert_int_eq(guest_access(0x24, UART_BASE, 0), VMM_GO_ON);
	ck_assert_uint_eq(guest.area.gpr[9], 'x');
	ck_assert_uint_eq(guest.rooms, 1);
	ck_assert_uint_eq(vmm_cpuirq_take(&guest.vmm.irq, &level), 0x10);
	ck_assert_uint_eq(level, 0);
}

// A tree with only what @p device adds inside the root.
static int init_with(void (*device)(struct tree *t))
{
	struct tree *t = &guest.tree;

	*t = (struct tree){0};
	tree_begin(t, "");
	device(t);
	tree_end(t);
	tree_finish(t);
	return guest_init();
}

static void nothing(struct tree *t)
{
	(void)t;
}

static void node(struct tree *t, const char *compatible, uint32_t base, uint32_t size, uint32_t line)
{
	tree_begin(t, "device");
	tree_string(t, "compatible", compatible);
	tree_cells(t, "reg", 2, base, size);
	tree_cells(t, "interrupts", 1, line);
	tree_end(t);
}

static void uart_without_reg(struct tree *t)
{
	tree_begin(t, "serial");
	tree_string(t, "compatible", "ns16550a");
	tree_end(t);
}

static void uart_with_short_reg(struct tree *t)
{
	tree_begin(t, "serial");
	tree_string(t, "compatible", "ns16550a");
	tree_cells(t, "reg", 1, 0x1f000000);
	tree_end(t);
}

static void uart_without_line(struct tree *t)
{
	tree_begin(t, "serial");
	tree_string(t, "compatible", "ns16550a");
	tree_cells(t, "reg", 2, 0x1f000000, 8);
	tree_end(t);
}

static void uart_too_small(struct tree *t)
{
	node(t, "ns16550a", 0x1f000000, 4, 4);
}

static void uart_on_timer_line(struct tree *t)
{
	node(t, "ns16550a", 0x1f000000, 8, 7);
}

static void uart_in_memory(struct tree *t)
{
	node(t, "ns16550a", 0x100000, 8, 4);
}

static void two_uarts(struct tree *t)
{
	node(t, "ns16550a", 0x1f000000, 8, 4);
	node(t, "ns16550a", 0x1f000008, 8, 4);
}

static void three_uarts(struct tree *t)
{
	two_uarts(t);
	node(t, "ns16550a", 0x1f000010, 8, 4);
}

static void overlapping(struct tree *t)
{
	node(t, "ns16550a", 0x1f000000, 8, 4);
	node(t, "syscon", 0x1f000004, 8, 4);
}

static void two_reset_words(struct tree *t)
{
	node(t, "syscon", 0x1f000000, 8, 4);
	node(t, "syscon", 0x1f000008, 8, 4);
}

static void large_reset_word(struct tree *t)
{
	node(t, "syscon", 0x1f000000, 0x1000, 4);
}

static void reset_word_without_reg(struct tree *t)
{
	tree_begin(t, "reset");
	tree_string(t, "compatible", "syscon");
	tree_end(t);
}

UNIT_TEST(devices_that_cannot_be_are_refused)
{
	static const struct {
		void (*build)(struct tree *t);
		int status;
	} cases[] = {
	        {nothing, VMM_OK},
	        {two_uarts, VMM_OK},
	        {uart_without_reg, VMM_DEV_REG},
	        {uart_with_short_reg, VMM_DEV_REG},
	        {uart_without_line, VMM_DEV_IRQ},
	        {uart_too_small, VMM_DEV_REG},
	        {uart_on_timer_line, VMM_DEV_IRQ},
	        {uart_in_memory, VMM_BUS_RANGE},
	        {three_uarts, VMM_DEV_TOO_MANY},
	        {overlapping, VMM_BUS_OVERLAP},
	        {two_reset_words, VMM_DEV_TOO_MANY},
	        {large_reset_word, VMM_DEV_REG},
	        {reset_word_without_reg, VMM_DEV_REG},
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_int_eq(init_with(cases[i].build), cases[i].status);
	guest.tree.blob[0] = 0;
	ck_assert_int_eq(guest_init(), VMM_FDT_MAGIC);
}

UNIT_TEST(guest_without_console_takes_no_input)
{
	ck_assert_int_eq(init_with(nothing), VMM_OK);
	ck_assert(!vmm_input(&guest.vmm, 'a'));
}

UNIT_TEST(second_port_leads_nowhere)
{
	ck_assert_int_eq(init_with(two_uarts), VMM_OK);
	ck_assert_int_eq(guest_access(0x28, 0x1f000008, 'x'), VMM_GO_ON);
	ck_assert_int_eq(guest_access(0x28, 0x1f000008, '\n'), VMM_GO_ON);
	ck_assert_uint_eq(guest.output_size, 0);
}

UNIT_TEST(crashed_guest_is_restarted_clean_up_to_its_limit)
{
	guest.ram[0x150000] = 0xaa;
	guest_print("half a line");
	ck_assert(vmm_end(&guest.vmm, VMM_PANIC));
	ck_assert_uint_eq(guest.ram[0x150000], 0);
	ck_assert_uint_eq(guest.sync_from[guest.synced - 1], 0);
	ck_assert_uint_eq(guest.sync_to[guest.synced - 1], GUEST_RAM);
	ck_assert_str_eq(guest.output, "left| half a line\n");
	ck_assert_str_eq(guest.messages, "left: guest ended: panic, restarting\n");
	ck_assert_uint_eq(guest.area.pc, 0x80100000);
	ck_assert_uint_eq(guest.renewed, 2);
	ck_assert(vmm_end(&guest.vmm, VMM_CRASH));
	guest.messages[0] = '\0';
	ck_assert(!vmm_end(&guest.vmm, VMM_HALTED));
	ck_assert_str_eq(guest.messages, "left: guest ended: halted, the guest was restarted too often, stopped\n");
	ck_assert_uint_eq(guest.vmm.stats.restarts, 2);
}

UNIT_TEST(guest_stays_down_where_policy_says_so)
{
	guest.vmm.config.on_crash = VMM_ON_END_STOP;
	ck_assert(!vmm_end(&guest.vmm, VMM_CRASH));
	ck_assert(!vmm_end(&guest.vmm, VMM_RESET));
	ck_assert(!vmm_end(&guest.vmm, VMM_POWEROFF));
	ck_assert(!vmm_end(&guest.vmm, VMM_BROKEN));
	ck_assert_uint_eq(guest.renewed, 1);
}

UNIT_TEST(reset_by_the_guest_is_no_crash)
{
	guest.vmm.config.on_reset = VMM_ON_END_RESTART;
	for (unsigned i = 0; i < 5; i++)
		ck_assert(vmm_end(&guest.vmm, VMM_RESET));
	ck_assert_uint_eq(guest.vmm.stats.restarts, 0);
	ck_assert_uint_eq(guest.vmm.stats.starts, 6);
}

UNIT_TEST(failed_restart_is_reported)
{
	guest.elf.file[0] = 0;
	ck_assert(!vmm_end(&guest.vmm, VMM_CRASH));
	ck_assert_ptr_nonnull(strstr(guest.messages, "left: kernel: not an ELF file\n"));
}

UNIT_TEST(report_names_what_was_counted)
{
	guest_print("a\n");
	guest_access(0x24, UART_BASE + 0x28, 0);
	guest_exit(SK_EXIT_EVENT, 0);
	vmm_end(&guest.vmm, VMM_POWEROFF);
	guest.messages[0] = '\0';
	vmm_report(&guest.vmm);
	ck_assert_str_eq(guest.messages, "left: exit event 1\n"
	                                 "left: exit mmio 3\n"
	                                 "left: mmio loads 1\n"
	                                 "left: mmio stores 2\n"
	                                 "left: guest starts 1\n"
	                                 "left: end power-off 1\n"
	                                 "left: device reset reads 0 writes 0 refused 0\n"
	                                 "left: device uart0 reads 1 writes 2 refused 0\n");
}

UNIT_TEST(every_verdict_has_a_name)
{
	for (unsigned i = 0; i < VMM_VERDICTS; i++)
		ck_assert_ptr_nonnull(vmm_verdict_name((enum vmm_verdict)i));
	ck_assert_str_eq(vmm_verdict_name(VMM_VERDICTS), "unknown");
}
