// SPDX-License-Identifier: Apache-2.0
// Carries out the load or store of an exit on the bus.
#ifndef VMM_ACCESS_H
#define VMM_ACCESS_H

#include <skerry/abi/vcpu.h>
#include <vmm/bus.h>

/** Loads and stores that the VMM carries out on devices. */
enum vmm_move {
	VMM_MOVE_PLAIN, /* lb lbu lh lhu lw, sb sh sw */
	VMM_MOVE_LEFT,  /* lwl, swl */
	VMM_MOVE_RIGHT, /* lwr, swr */
	VMM_MOVE_HINT,  /* pref: touches nothing */
};

/** A decoded load or store. */
struct vmm_insn {
	uint8_t move; /**< enum vmm_move */
	uint8_t rt;
	uint8_t size; /**< bytes: 1, 2, 4 */
	bool write;
	bool sign; /**< the loaded value is sign-extended */
};

/** What decoding or carrying out an access came to. */
enum vmm_access {
	VMM_ACCESS_DONE,   /**< carried out; registers and pc are updated */
	VMM_ACCESS_STRAY,  /**< no device answers there */
	VMM_ACCESS_ATOMIC, /**< ll or sc: a device register has no link, so this is an error of the guest */
	VMM_ACCESS_INSN,   /**< not a load or store of general registers, or the exit carries no instruction */
	VMM_ACCESS_BRANCH, /**< in the delay slot of something that is no branch */
};

/** Decodes @p word. @return VMM_ACCESS_DONE with @p insn filled in, VMM_ACCESS_ATOMIC, or VMM_ACCESS_INSN */
enum vmm_access vmm_decode(uint32_t word, struct vmm_insn *insn);

/**
 * Carries out the instruction of the SK_EXIT_MMIO exit in @p area. Unless VMM_ACCESS_DONE is returned, no register has
 * changed; of a partial word (lwl, lwr, swl, swr) some bytes may have been accessed already.
 */
enum vmm_access vmm_access(struct vmm_bus *bus, struct sk_vcpu_area *area);

#endif
