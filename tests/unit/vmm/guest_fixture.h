// SPDX-License-Identifier: Apache-2.0
// A guest in surroundings that record what it does.
#ifndef VMM_TEST_GUEST_FIXTURE_H
#define VMM_TEST_GUEST_FIXTURE_H

#include "images.h"

#include <vmm/machine.h>

#define GUEST_SYNCS 16
#define GUEST_RAM   (2u << 20)
#define UART_BASE   0x1f000900u
#define RESET_WORD  0x1f000500u

/** The guest, its images and what its surroundings saw. */
struct guest {
	struct vmm vmm;
	struct vmm_config config;
	struct sk_vcpu_area area;
	uint8_t ram[GUEST_RAM];
	struct tree tree;
	struct elf elf;
	uint8_t initrd[5000];
	char output[4096];
	unsigned output_size;
	char messages[8192]; /* one a line */
	unsigned renewed, synced, rooms;
	uint32_t sync_from[GUEST_SYNCS], sync_to[GUEST_SYNCS]; // guest-physical
	bool state_fails, renew_fails;
	uint32_t put_groups; /* of the last SK_VCPU_PUT */
	uint32_t ebase;      /* what SK_VCPU_GET finds */
};

extern struct guest guest;

/** Images and configuration of a usual guest; change them, then call guest_init(). */
void guest_prepare(void);
/** vmm_init() with the recording surroundings. */
int guest_init(void);
/** Prepares, initialises and starts a usual guest. */
void guest_up(void);
/** Lets the guest execute one load or store of register 9 with major opcode @p op. */
enum vmm_verdict guest_access(unsigned op, uint32_t gpa, uint32_t value);
/** Lets the guest send @p text through its serial port; returns the verdict of the last byte. */
enum vmm_verdict guest_print(const char *text);
/** An exit with nothing but a reason. */
enum vmm_verdict guest_exit(uint32_t reason, uint32_t flags);

#endif
