/* SPDX-License-Identifier: Apache-2.0 */
/* The segctl engine's inner interface. */
#ifndef SEGCTL_H
#define SEGCTL_H

#include <mips/cp0.h>
#include <skerry/cpu.h>
#include <skerry/vcpu.h>

#define EXC_OV 12 /* integer overflow */
#define EXC_TR 13 /* trap instructions */

/* Bits of Status and Cause that the virtual processor has. */
#define VST_IE       0x00000001u
#define VST_EXL      0x00000002u
#define VST_ERL      0x00000004u
#define VST_UM       0x00000010u
#define VST_IM       0x0000ff00u
#define VST_BEV      0x00400000u
#define VST_CU0      0x10000000u
/** What the guest may change in Status. There is no FPU, no reverse endian, no supervisor mode. */
#define VST_WRITABLE (VST_IE | VST_EXL | VST_ERL | VST_UM | VST_IM | VST_BEV | VST_CU0 | 0x08000000u)

#define VCA_BD       0x80000000u
#define VCA_TI       0x40000000u
#define VCA_CE       0x30000000u
#define VCA_DC       0x08000000u
#define VCA_IV       0x00800000u
#define VCA_WP       0x00400000u
#define VCA_IP       0x0000ff00u
#define VCA_IP_TIMER 0x00008000u
#define VCA_IP_SW    0x00000300u
#define VCA_EXC      0x0000007cu
/** What the guest may change in Cause. */
#define VCA_WRITABLE (VCA_DC | VCA_IV | VCA_WP | VCA_IP_SW)

/** A trap out of the guest, as the real processor described it. */
struct guest_trap {
	uint32_t exc; /* ExcCode */
	uint32_t ce;  /* coprocessor number of EXC_CPU */
	uint32_t badvaddr;
	uint32_t insn;   /* the instruction; for traps in a delay slot the one in the slot */
	uint32_t branch; /* the branch before it, with bd */
	bool bd;
};

/** What is to be done after a trap was looked at. */
enum guest_action {
	GUEST_RESUME, /* back into the guest */
	GUEST_RETURN, /* the same after an ERET: its load link is gone */
	GUEST_EXIT,   /* the VMM must see it; area->exit is filled, exit.reason says why */
	GUEST_WAIT,   /* blocks until an interrupt */
};

/* --- trap.c --- */
/** Handles one trap of the running guest. Kernel lock not needed: it touches the vCPU, its VM's page table and this CPU's TLB only. */
enum guest_action segctl_handle(struct vcpu *v, const struct guest_trap *t);

/* --- inject.c --- */
/** Delivers an exception to the guest; the pc is still that of the trapped instruction (of the branch with @p bd). */
void segctl_inject(struct vcpu *v, unsigned exc, bool bd);
/** Same for a TLB refill: takes the refill vector when vEXL is 0. Sets BadVAddr, Context and EntryHi. */
void segctl_inject_tlb(struct vcpu *v, unsigned exc, uint32_t va, bool refill, bool bd);
/** Delivers the most urgent virtual interrupt if the guest takes one now. */
void segctl_inject_irq(struct vcpu *v);
/** True if an interrupt is pending and unmasked, whatever IE says: WAIT ends. */
bool segctl_irq_waiting(const struct vcpu *v);
/** Takes over a new virtual Status: mode switch of the address space when needed. */
void segctl_set_status(struct vcpu *v, uint32_t status);
/** ERET. */
void segctl_eret(struct vcpu *v);

/* --- vcp0.c --- */
/** Sets the reset state of profile sk24k; the cache geometry is the processor's own. */
void segctl_reset(struct vcpu *v);
/** MFC0. @return false if the profile does not know the register. */
bool segctl_read(struct vcpu *v, unsigned reg, unsigned sel, uint32_t *value);
/** MTC0 with its side effects. @return false if the profile does not know the register. */
bool segctl_write(struct vcpu *v, unsigned reg, unsigned sel, uint32_t value);

/* --- timer.c --- */
uint32_t segctl_count(const struct vcpu *v);
void segctl_set_count(struct vcpu *v, uint32_t value);
void segctl_set_compare(struct vcpu *v, uint32_t value);
/** Cause.DC changed to @p stopped. */
void segctl_stop_count(struct vcpu *v, bool stopped);
/** Sets Cause.TI and IP7 if the deadline has passed; arms the next round. */
void segctl_timer_check(struct vcpu *v);

/* --- vtlb.c --- */
void vtlb_reset(struct vcpu_arch *a);
/** Entry that translates @p va in address space @p asid, or null. */
struct vtlb_entry *vtlb_find(struct vcpu_arch *a, uint32_t va, uint32_t asid);
/** TLBWI/TLBWR: entry @p index from EntryHi, EntryLo0/1, PageMask; drops what the real TLB held for the old one. */
void vtlb_write(struct vcpu *v, unsigned index);
void vtlb_read(struct vcpu *v);
void vtlb_probe(struct vcpu *v);
/** TLBINVF: everything, and TLBINV: the current ASID's entries that are not global. */
void vtlb_invalidate(struct vcpu *v, bool all);
/** Next index for TLBWR. */
unsigned vtlb_random(struct vcpu_arch *a);

/* --- shadow.c --- */
/** Guest-virtual to guest-physical. What a lookup found: */
enum walk_result {
	WALK_OK,
	WALK_REFILL,   /* no entry */
	WALK_INVALID,  /* entry with V = 0 */
	WALK_READONLY, /* store to D = 0 */
	WALK_ADDRESS,  /* user access to a kernel segment */
};
enum walk_result segctl_walk(struct vcpu *v, uint32_t va, bool write, uint32_t *gpa, bool *uncached,
                             struct vtlb_entry **entry);
/** Loads the real TLB for @p va, which the guest may access at @p gpa. @return false if the VM maps nothing there, or not for this access. */
bool segctl_fill(struct vcpu *v, uint32_t va, uint32_t gpa, bool write, struct vtlb_entry *entry);
/** Loads the real TLB for a fresh guest entry, if the VM maps both pages. */
void segctl_preload(struct vcpu *v, struct vtlb_entry *entry);
/** Removes @p e from the real TLB. */
void segctl_unload(struct vcpu *v, struct vtlb_entry *e);
/** The VM's memory changed: shadows are made anew. */
void segctl_memory_changed(struct vcpu *v);
/** Removes everything of this vCPU from the real TLB, at once and in constant time but for the number of ASIDs. */
void segctl_flush(struct vcpu *v);
/** Real ASID for the guest's current address space. */
uint32_t segctl_asid(struct vcpu *v);

/* --- decode.c --- */
/** Address of the instruction after the branch @p insn at @p pc, whose delay slot is done; sets the link register. False if it is no branch. */
bool segctl_branch(struct sk_vcpu_area *area, uint32_t insn, uint32_t pc, uint32_t *next);
/** Executes the privileged instruction of @p t. */
enum guest_action segctl_privileged(struct vcpu *v, const struct guest_trap *t);
/** RDHWR. @return false if it must be injected as RI. */
bool segctl_rdhwr(struct vcpu *v, uint32_t insn);

/* --- hw.c: what needs the real processor; unit tests replace it --- */
/** Real ASID for allocator tag @p tag, allocating one if its generation is over. */
uint32_t hw_asid(uint32_t *tag);
/** Writes a random real entry. @p hi is VPN2 and ASID. The caller knows that nothing matches it. */
void hw_tlb_write(uint32_t hi, uint32_t mask, uint32_t lo0, uint32_t lo1);
/** Invalidates the real entry that matches @p hi, if any. */
void hw_tlb_drop(uint32_t hi);
/** The virtual mode of @p v changed: segmentation follows if it is the loaded guest. */
void hw_guest_mode(const struct vcpu *v);
/** The address space of @p v changed: so does the real ASID if it is the loaded guest. */
void hw_guest_asid(struct vcpu *v);
/** Host counter, 32 bits. */
uint32_t hw_count(void);
/** A cache operation on an index or on RAM that the guest owns; @p op is the CACHE instruction's op field. */
void hw_cache(uint32_t op, uint32_t address);
/** Config1 of the real processor: cache geometry. */
uint32_t hw_config1(void);
/** Log2 of the largest real page. */
unsigned hw_page_order_max(void);
/** C field for cacheable memory in the whole system (3, or 5 with a coherence manager). */
uint32_t hw_cca(void);

#endif
