/* SPDX-License-Identifier: Apache-2.0 */
/* The guest contract: vCPU state area, exit reasons, state groups. */
#ifndef SKERRY_ABI_VCPU_H
#define SKERRY_ABI_VCPU_H

#include <skerry/abi/types.h>

/* Exit reasons (w0 of the answer to SK_VCPU_RUN, and sk_vcpu_area.exit.reason). */
#define SK_EXIT_NONE  0
#define SK_EXIT_EVENT 1 /* a bound notification fired; its bits in exit.data */
#define SK_EXIT_MMIO  2 /* load or store where the VM maps nothing: gva, gpa, insn */
#define SK_EXIT_FAULT \
	3 /* access to mapped guest memory that its rights forbid, or an instruction fetch from nowhere \
	                    */
#define SK_EXIT_HYPCALL  4 /* HYPCALL instruction: code in insn */
#define SK_EXIT_INSN     5 /* a privileged instruction or register that the profile leaves to the VMM's policy */
#define SK_EXIT_HALTED   6 /* the guest waits with nothing that could ever wake it */
#define SK_EXIT_STATE    7 /* the state area asked for something impossible; exit.data names the field */
#define SK_EXIT_CANCELED 8 /* cancelled by ex_regs */
#define SK_EXIT_CACHE    9 /* reserved for engines that leave cache operations to policy */
#define SK_EXIT_REASONS  10

/* exit.flags */
#define SK_EXITF_BD    1 /* the instruction is in a branch delay slot; exit.branch holds the branch instruction */
#define SK_EXITF_WRITE 2
#define SK_EXITF_FETCH 4
#define SK_EXITF_INSN  8  /* exit.insn is valid */
#define SK_EXITF_USER  16 /* virtual mode at the exit was user */

/* CP0 groups of SK_VCPU_STATE. */
#define SK_VCPU_GROUP_MMU \
	1 /* Index, EntryLo0/1, Context, PageMask, PageGrain, Wired, BadVAddr, EntryHi, HWREna, UserLocal */
#define SK_VCPU_GROUP_EXC   2 /* EPC, ErrorEPC, EBase, IntCtl, SRSCtl, LLAddr, BadInstr, BadInstrP */
#define SK_VCPU_GROUP_TIMER 4 /* Count, Compare, Cause.DC */
#define SK_VCPU_GROUP_CONFIG \
	8                    /* PRId, Config0 to Config7; put accepts only what the profile leaves open (Config0.K0) */
#define SK_VCPU_GROUP_FPU 16 /* FPU registers, FCSR */
#define SK_VCPU_GROUP_ALL 31

/* Index into sk_vcpu_area.cp0[]. */
#define SK_CP0_INDEX     0
#define SK_CP0_ENTRYLO0  1
#define SK_CP0_ENTRYLO1  2
#define SK_CP0_CONTEXT   3
#define SK_CP0_PAGEMASK  4
#define SK_CP0_PAGEGRAIN 5
#define SK_CP0_WIRED     6
#define SK_CP0_BADVADDR  7
#define SK_CP0_ENTRYHI   8
#define SK_CP0_HWRENA    9
#define SK_CP0_USERLOCAL 10
#define SK_CP0_EPC       11
#define SK_CP0_ERROREPC  12
#define SK_CP0_EBASE     13
#define SK_CP0_INTCTL    14
#define SK_CP0_SRSCTL    15
#define SK_CP0_LLADDR    16
#define SK_CP0_BADINSTR  17
#define SK_CP0_BADINSTRP 18
#define SK_CP0_COUNT     19
#define SK_CP0_COMPARE   20
#define SK_CP0_PRID      21
#define SK_CP0_CONFIG0   22 /* to SK_CP0_CONFIG0 + 7 */
#define SK_CP0_KSCRATCH1 30
#define SK_CP0_REGS      32

/* The virtual processor `sk24k`. */
#define SK_GUEST_PRID 0x00019300
/** Interrupt lines a VMM may drive: Cause.IP2 to IP6. IP7 is the guest timer, IP1:0 are the guest's own. */
#define SK_VCPU_LINES 0x7c

/* Statistics counters (SK_VCPU_STATS). 0 to 9: exits to the VMM by SK_EXIT_*. Then what the kernel handled by itself:
 */
#define SK_VCPU_STAT_MFC0    16
#define SK_VCPU_STAT_MTC0    17
#define SK_VCPU_STAT_DIEI    18
#define SK_VCPU_STAT_ERET    19
#define SK_VCPU_STAT_TLBOP   20
#define SK_VCPU_STAT_CACHE   21 /* traps; one may do for several operations in a row */
#define SK_VCPU_STAT_WAIT    22
#define SK_VCPU_STAT_REFILL  23 /* shadow refills from the guest's TLB or from kseg0/1 */
#define SK_VCPU_STAT_INJECT  24 /* exceptions delivered to the guest */
#define SK_VCPU_STAT_VIRQ    25 /* virtual interrupts delivered */
#define SK_VCPU_STAT_HOSTIRQ 26 /* host interrupts taken while it ran */
#define SK_VCPU_STAT_FPU     27
#define SK_VCPU_STAT_RDHWR   28
#define SK_VCPU_STAT_FLUSH   29 /* whole-shadow flushes */
#define SK_VCPU_STATS_MAX    32

#ifndef __ASSEMBLER__
/** Why the last run ended. */
struct sk_vcpu_exit {
	sk_word_t reason;
	sk_word_t flags; /* SK_EXITF_* */
	sk_word_t gva;
	sk_word_t gpa;
	sk_word_t insn;   /* encoding of the instruction */
	sk_word_t branch; /* encoding of the branch before it, with SK_EXITF_BD */
	sk_word_t data;
	sk_word_t spare;
};

/**
 * vCPU state area, SK_UTCB_SIZE bytes of kernel-user memory. Hostile input to the kernel: each field is read once at
 * SK_VCPU_RUN or SK_VCPU_STATE and masked. General registers, pc, status, cause and exit are current after every exit;
 * the pc is that of the instruction (of the branch, with SK_EXITF_BD) and the VMM advances it.
 */
struct sk_vcpu_area {
	sk_word_t gpr[32];
	sk_word_t hi, lo;
	sk_word_t pc;
	sk_word_t status; /* virtual Status */
	sk_word_t cause;  /* virtual Cause; IP7:2 are outputs */
	sk_word_t spare[3];
	struct sk_vcpu_exit exit;
	sk_word_t cp0_valid[1];    /* bit n: cp0[n] was filled by the last get */
	sk_word_t cp0_modified[1]; /* bit n: put takes cp0[n] over */
	sk_word_t fcsr;
	sk_word_t fir;
	sk_word_t cp0[SK_CP0_REGS];
	uint64_t fpr[32];
};
#endif

#endif
