// SPDX-License-Identifier: Apache-2.0
// A hostile guest: any exit, any access to any register, with console input in between.
#include "fuzz.h"

#include "guest_fixture.h"

#include <string.h>

static void quiet(void)
{
	guest.output_size = 0;
	guest.messages[0] = '\0';
}

static void check(void)
{
	const struct vmm *vmm = &guest.vmm;

	FUZZ_CHECK(guest.area.gpr[0] == 0);
	FUZZ_CHECK((vmm->irq.level & ~(uint32_t)SK_VCPU_LINES) == 0);
	for (unsigned i = 0; i < vmm->uarts; i++) {
		FUZZ_CHECK(vmm->uart[i].rx.count <= VMM_UART_FIFO);
		FUZZ_CHECK(vmm->uart[i].tx.count <= VMM_UART_FIFO);
	}
	FUZZ_CHECK(vmm->console.length <= VMM_CONSOLE_BUFFER);
}

// An address in or near a device more often than not.
static uint32_t address(struct fuzz_bytes *bytes)
{
	uint8_t choice = fuzz_u8(bytes);

	if (choice < 192)
		return UART_BASE + (choice & 7) * 8;
	if (choice < 224)
		return RESET_WORD + (choice & 15);
	if (choice < 240)
		return UART_BASE + fuzz_u8(bytes);
	return fuzz_u32(bytes);
}

static enum vmm_verdict act(struct fuzz_bytes *bytes)
{
	static const uint8_t ops[] = {0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26,
	                              0x28, 0x29, 0x2a, 0x2b, 0x2e, 0x30, 0x33};
	uint8_t choice = fuzz_u8(bytes);

	if (choice < 96)
		return guest_access(0x28, address(bytes), fuzz_u8(bytes));
	if (choice < 160)
		return guest_access(0x24, address(bytes), 0);
	if (choice < 208)
		return guest_access(ops[choice % sizeof(ops)], address(bytes), fuzz_u32(bytes));
	if (choice < 232) {
		(void)vmm_input(&guest.vmm, fuzz_u8(bytes));
		return VMM_GO_ON;
	}
	if (choice < 236) {
		(void)vmm_uart_receive_break(&guest.vmm.uart[0]);
		return VMM_GO_ON;
	}
	guest.area.gpr[1 + choice % 31] = fuzz_u32(bytes);
	guest.area.pc = fuzz_u32(bytes);
	guest.area.status = fuzz_u32(bytes);
	guest.area.exit.insn = fuzz_u32(bytes);
	guest.area.exit.branch = fuzz_u32(bytes);
	guest.area.exit.gpa = address(bytes);
	return guest_exit(fuzz_u8(bytes) % (SK_EXIT_REASONS + 2), fuzz_u8(bytes));
}

size_t fuzz_machine(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = {data, size};
	size_t actions = 0;

	guest_prepare();
	guest.config.on_stray = fuzz_u8(&bytes) & 1 ? VMM_STRAY_INJECT : VMM_STRAY_HALT;
	guest.config.plain_console = fuzz_u8(&bytes) & 1;
	FUZZ_CHECK(guest_init() == VMM_OK);
	while (bytes.size > 0) {
		enum vmm_verdict verdict = act(&bytes);

		FUZZ_CHECK(verdict < VMM_VERDICTS);
		check();
		quiet();
		actions++;
	}
	return actions;
}
