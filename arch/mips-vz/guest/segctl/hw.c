// SPDX-License-Identifier: Apache-2.0
// The segctl engine's hands: segmentation, TLB entries, ASIDs and traps of the real processor.
#include "segctl.h"

#include <mips/guest.h>
#include <mips/kernel.h>
#include <mips/pte.h>
#include <mips/trap.h>
#include <skerry/arch/guest.h>
#include <skerry/entry.h>

/* Segmentation (PRA vol. III, SegCtl): the native state, and kseg0/1 mapped for user but not for kernel mode, kseg2/3 mapped for all. */
#define SEGCTL0_NATIVE  0x00200010u
#define SEGCTL1_NATIVE  0x00000002u /* kseg0's C is added */
#define SEGCTL0_USER    0x00130013u
#define SEGCTL0_KERNEL  0x00330033u
#define SEGCTL1_KERNEL  0x00400042u
#define SEGCTL_K0_C(c)  ((uint32_t)(c) << 16)
#define CONFIG3_SC      0x02000000u
#define CONFIG3_BI      0x04000000u
#define CONFIG5_CV      0x20000000u
#define CONFIG5_K       0x40000000u
/* KScratch1 and 2 hold k0 and k1 on the way in (vectors.S). */
#define KSCRATCH_NEEDED 0x000c0000u

#define EXC_MACHINE_CHECK 24u

extern const uint8_t segctl_vectors[];

static void write_segments(uint32_t segctl0, uint32_t segctl1)
{
	CP0_WRITE(5, 2, segctl0);
	CP0_WRITE(5, 3, segctl1 | SEGCTL_K0_C(cpu_features.cca));
	cp0_hazard();
}

bool arch_guest_supported(void)
{
	const uint32_t wanted = CONFIG3_SC | CONFIG3_BI;

	return (cp0_config3() & wanted) == wanted && (cp0_config4() & KSCRATCH_NEEDED) == KSCRATCH_NEEDED &&
	       cpu_features.ehinv;
}

uint32_t hw_asid(uint32_t *tag)
{
	struct cpu *cpu = this_cpu();
	uint32_t generation = cpu->arch.asid_generation & 0xffffffu;

	if (*tag >> 8 != generation) {
		uint32_t asid = asid_new(cpu);

		*tag = (cpu->arch.asid_generation & 0xffffffu) << 8 | asid;
	}
	return *tag & 0xff;
}

/* What EntryHi has to hold while the loaded guest, or a task, runs. */
static uint32_t current_entryhi(void)
{
	return cp0_entryhi() & ENTRYHI_ASID;
}

void hw_tlb_write(uint32_t hi, uint32_t mask, uint32_t lo0, uint32_t lo1)
{
	uint32_t current = current_entryhi();

	cp0_set_entryhi(hi);
	cp0_set_pagemask(mask);
	cp0_set_entrylo0(lo0);
	cp0_set_entrylo1(lo1);
	__asm__ volatile("ehb\n\ttlbwr" : : : "memory");
	cp0_set_pagemask(PAGEMASK_GRANULE);
	cp0_set_entryhi(current);
	cp0_hazard();
}

void hw_tlb_drop(uint32_t hi)
{
	uint32_t current = current_entryhi();

	cp0_set_entryhi(hi);
	__asm__ volatile("ehb\n\ttlbp\n\tehb" : : : "memory");
	if (!(cp0_index() & INDEX_P)) {
		cp0_set_entryhi(ENTRYHI_EHINV);
		__asm__ volatile("ehb\n\ttlbwi" : : : "memory");
	}
	cp0_set_entryhi(current);
	cp0_hazard();
}

static bool loaded(const struct vcpu *v)
{
	return this_cpu()->arch.vcpu == v;
}

void hw_guest_mode(const struct vcpu *v)
{
	if (!loaded(v))
		return;
	if (v->arch.kernel)
		write_segments(SEGCTL0_KERNEL, SEGCTL1_KERNEL);
	else
		write_segments(SEGCTL0_USER, SEGCTL1_NATIVE);
}

void hw_guest_asid(struct vcpu *v)
{
	if (!loaded(v))
		return;
	cp0_set_entryhi(segctl_asid(v));
	cp0_hazard();
}

void guest_load(struct cpu *cpu, struct vcpu *v)
{
	/* kseg0's cacheability comes from the segment from now on; it is the one that Config.K0 says. */
	CP0_WRITE(16, 5, cp0_config5() | CONFIG5_K | CONFIG5_CV);
	cpu->arch.status_user &= ~(uint32_t)STATUS_CU1;
	cp0_set_hwrena(0);
	hw_guest_mode(v);
	hw_guest_asid(v);
	ebase_select(segctl_vectors);
}

void guest_unload(struct cpu *cpu, struct vcpu *v)
{
	(void)cpu;
	(void)v;
	write_segments(SEGCTL0_NATIVE, SEGCTL1_NATIVE);
	cp0_set_hwrena(cpu_features.hwrena);
	ebase_select(kernel_text);
}

void guest_space_flush(struct space *s, uint32_t va, unsigned order)
{
	struct task *vm = container_of(s, struct task, space);

	(void)va;
	(void)order;
	for (struct list *l = vm->threads.next; l != &vm->threads; l = l->next) {
		struct vcpu *v = container_of(l, struct vcpu, vm_link);

		if (!percpu_guest_flush(v))
			segctl_memory_changed(v);
	}
}

uint32_t hw_count(void)
{
	return cp0_count();
}

uint32_t hw_config1(void)
{
	return cp0_config1();
}

unsigned hw_page_order_max(void)
{
	return cpu_features.page_order_max;
}

uint32_t hw_cca(void)
{
	return cpu_features.cca;
}

/* CACHE takes its operation as an immediate. */
#define CACHE(op, address) __asm__ volatile("cache " #op ", 0(%0)" : : "r"(address) : "memory")

void hw_cache(uint32_t op, uint32_t address)
{
	switch (op) {
	case 0x00:
		CACHE(0x00, address);
		break;
	case 0x01:
		CACHE(0x01, address);
		break;
	case 0x10:
		CACHE(0x10, address);
		break;
	case 0x15:
		CACHE(0x15, address);
		break;
	case 0x19:
		CACHE(0x19, address);
		break;
	default:
		break;
	}
}

static void leave(struct cpu *cpu, struct vcpu *v)
{
	vcpu_exit(cpu, v, v->area->exit.reason);
}

/** How the trap entry (vectors.S) goes back. */
enum {
	TRAP_FINISH,      /* through the core's choice of what runs next */
	TRAP_RESUME,      /* into the same guest, its load link intact */
	TRAP_RESUME_ERET, /* into the same guest, the link cleared */
};

static int handle(struct cpu *cpu, struct vcpu *v, uint32_t cause, uint32_t badvaddr)
{
	struct guest_trap t = {
	        .exc = (cause & CAUSE_CODE_MASK) >> CAUSE_CODE_SHIFT,
	        .ce = cause >> 28 & 3,
	        .badvaddr = badvaddr,
	        .insn = cp0_badinstr(),
	        .bd = (cause & CAUSE_BD) != 0,
	};

	if (t.bd)
		t.branch = CP0_READ(8, 2);
	if (t.exc == EXC_MACHINE_CHECK) {
		/* Two entries matched: nothing in the TLB is to be trusted, and only this guest is to suffer. */
		tlb_flush_all();
		return TRAP_RESUME_ERET;
	}
	switch (segctl_handle(v, &t)) {
	case GUEST_RESUME:
		return TRAP_RESUME;
	case GUEST_RETURN:
		return TRAP_RESUME_ERET;
	case GUEST_EXIT:
		entry_guest(cpu, leave);
		break;
	case GUEST_WAIT:
		entry_guest(cpu, vcpu_wait);
		break;
	}
	return TRAP_FINISH;
}

/* Called by vectors.S. */
int segctl_trap(struct cpu *cpu, uint32_t cause, uint32_t badvaddr);

int segctl_trap(struct cpu *cpu, uint32_t cause, uint32_t badvaddr)
{
	if (trap_left_debug_mode(cpu->arch.frame))
		cause = EXC_RI << CAUSE_CODE_SHIFT;

	int way = handle(cpu, cpu->arch.vcpu, cause, badvaddr);

	/*
	 * The timer expired but its IP bit is lost (see idle in trap/entry.S): a guest that traps all the time and never enters the
	 * core would run on without timer until Compare matches again.
	 */
	if (way != TRAP_FINISH && (cause & CAUSE_TI) && !(cause & 1u << (CAUSE_IP_SHIFT + timer_ip()))) {
		irq_dispatch(cpu);
		way = TRAP_FINISH;
	}
	/* The guest has moved its timer: only the core programs the real one. */
	if (way != TRAP_FINISH && cpu->retime) {
		entry_reschedule(cpu);
		way = TRAP_FINISH;
	}
	return way;
}
