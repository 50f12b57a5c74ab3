// SPDX-License-Identifier: Apache-2.0
// Surroundings of a guest under test.
#include "guest_fixture.h"

#include <assert.h>
#include <skerry/abi/proto.h>
#include <stdio.h>
#include <string.h>

struct guest guest;

static bool state(void *ctx, uint32_t op, uint32_t groups)
{
	assert(ctx == &guest);
	if (guest.state_fails)
		return false;
	if (op == SK_VCPU_PUT)
		guest.put_groups = groups;
	else if (groups & SK_VCPU_GROUP_EXC)
		guest.area.cp0[SK_CP0_EBASE] = guest.ebase;
	return true;
}

static bool renew(void *ctx)
{
	assert(ctx == &guest);
	guest.renewed++;
	memset(&guest.area, 0, sizeof(guest.area));
	return !guest.renew_fails;
}

static void sync_memory(void *ctx, const void *start, uint32_t size)
{
	assert(ctx == &guest);
	uint32_t from = (uint32_t)((const uint8_t *)start - guest.ram);

	assert(from <= GUEST_RAM && size <= GUEST_RAM - from);
	assert(guest.synced < GUEST_SYNCS);
	guest.sync_from[guest.synced] = from;
	guest.sync_to[guest.synced++] = from + size;
}

static void output(void *ctx, const char *bytes, unsigned count)
{
	assert(ctx == &guest);
	assert(guest.output_size + count < sizeof(guest.output));
	memcpy(guest.output + guest.output_size, bytes, count);
	guest.output_size += count;
}

static void message(void *ctx, const char *text)
{
	assert(ctx == &guest);

	size_t used = strlen(guest.messages);
	int added = snprintf(guest.messages + used, sizeof(guest.messages) - used, "%s\n", text);

	assert((size_t)added < sizeof(guest.messages) - used);
}

static void input_room(void *ctx)
{
	assert(ctx == &guest);
	guest.rooms++;
}

void guest_prepare(void)
{
	tree_of_guest(&guest.tree);
	elf_make(&guest.elf, 1);
	memset(guest.initrd, 0x5a, sizeof(guest.initrd));
	guest.config = (struct vmm_config){
	        .name = "left",
	        .ram = {.host = guest.ram, .size = GUEST_RAM},
	        .kernel = {.data = guest.elf.file, .size = (uint32_t)guest.elf.size},
	        .initrd = {.data = guest.initrd, .size = sizeof(guest.initrd)},
	        .dtb = {.data = guest.tree.blob, .size = (uint32_t)guest.tree.size},
	        .on_reset = VMM_ON_END_STOP,
	        .on_crash = VMM_ON_END_RESTART,
	        .restart_limit = 2,
	};
}

int guest_init(void)
{
	const struct vmm_host host = {
	        .state = state,
	        .renew = renew,
	        .sync = sync_memory,
	        .output = output,
	        .message = message,
	        .input_room = input_room,
	        .ctx = &guest,
	};

	// The images may have grown since.
	guest.config.dtb.size = (uint32_t)guest.tree.size;
	return vmm_init(&guest.vmm, &guest.config, &host, &guest.area);
}

void guest_up(void)
{
	guest_prepare();

	int status = guest_init();

	assert(status == VMM_OK);
	status = vmm_start(&guest.vmm);
	assert(status == VMM_OK);
}

enum vmm_verdict guest_exit(uint32_t reason, uint32_t flags)
{
	guest.area.exit.reason = reason;
	guest.area.exit.flags = flags;
	return vmm_exit(&guest.vmm);
}

enum vmm_verdict guest_access(unsigned op, uint32_t gpa, uint32_t value)
{
	guest.area.gpr[9] = value;
	guest.area.exit.insn = op << 26 | 9u << 16;
	guest.area.exit.gpa = gpa;
	guest.area.exit.gva = 0xa0000000 | gpa;
	return guest_exit(SK_EXIT_MMIO, SK_EXITF_INSN | (op >= 0x28 ? SK_EXITF_WRITE : 0));
}

enum vmm_verdict guest_print(const char *text)
{
	enum vmm_verdict verdict = VMM_GO_ON;

	for (; *text; text++)
		verdict = guest_access(0x28, UART_BASE, (uint8_t)*text);
	return verdict;
}
