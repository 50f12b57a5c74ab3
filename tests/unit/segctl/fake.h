// SPDX-License-Identifier: Apache-2.0
// A processor made of arrays: what the segctl engine needs of the real one, with every rule of the TLB checked.
#ifndef SEGCTL_FAKE_H
#define SEGCTL_FAKE_H

#include "segctl.h"

#include <skerry/arch/guest.h>
#include <skerry/thread.h>

#define FAKE_TLB 16

/** An entry of the fake processor's TLB. */
struct fake_entry {
	bool valid;
	uint32_t hi, mask, lo[2];
};

/** Everything the fake processor knows. */
struct fake {
	struct fake_entry tlb[FAKE_TLB];
	unsigned next; /* entry that the next write replaces */
	uint32_t asid_next;
	uint64_t now;
	bool kernel;   /* segmentation last asked for */
	uint32_t asid; /* ASID last asked for */
	unsigned mode_switches, cache_ops;
	uint32_t cache_address; /* of the last cache operation */
	uint32_t code[2048];    /* the first words of RAM */
	uint64_t timer;         /* point in time the host timer is armed for; ~0 none */
};
extern struct fake fake;

/** The guest under test: a vCPU in its reset state with 64 MiB of RAM at gpa 0, mapped to FAKE_RAM. */
extern struct vcpu *guest;
#define FAKE_RAM      0x04000000u
#define FAKE_RAM_SIZE 0x04000000u

/** Sets everything up. */
void fake_start(void);

/** Does a load or store as the guest: TLB lookup, traps handled by the engine, until it succeeds, the guest takes an exception, or the VMM must act. */
struct access {
	bool ok;   /* it went to pa */
	bool exit; /* SK_EXIT_* in the state area */
	uint32_t pa;
	bool uncached;
};
struct access fake_access(uint32_t va, bool write);

/** Runs one instruction word of the guest that traps with ExcCode @p exc. */
enum guest_action fake_trap(unsigned exc, uint32_t insn);

/** A privileged instruction (coprocessor 0 unusable). */
enum guest_action fake_cop0(uint32_t insn);

/** Encodings. */
uint32_t mfc0(unsigned rt, unsigned reg, unsigned sel);
uint32_t mtc0(unsigned rt, unsigned reg, unsigned sel);
#define INSN_TLBR    0x42000001u
#define INSN_TLBWI   0x42000002u
#define INSN_TLBINV  0x42000003u
#define INSN_TLBINVF 0x42000004u
#define INSN_TLBWR   0x42000006u
#define INSN_TLBP    0x42000008u
#define INSN_ERET    0x42000018u
#define INSN_WAIT    0x42000020u
#define INSN_HYPCALL 0x42000028u

/** Executes mtc0 with @p value. */
void fake_write(unsigned reg, unsigned sel, uint32_t value);
/** Executes mfc0. */
uint32_t fake_read(unsigned reg, unsigned sel);

#endif
