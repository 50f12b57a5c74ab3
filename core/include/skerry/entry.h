/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel entries: plain functions from state to state, called by the backend on every trap and by unit tests directly.
 */
#ifndef SKERRY_ENTRY_H
#define SKERRY_ENTRY_H

#include <skerry/abi/boot.h>
#include <skerry/cpu.h>
#include <skerry/thread.h>

/*
 * Context of every entry: interrupts off, on the CPU's kernel stack. The registers of cpu->current were saved in
 * current->regs (or, while current->vcpu is set, in the vCPU's state area). Each entry takes the kernel lock, runs to
 * completion, accounts time, chooses the next thread and returns with cpu->current set to it (null: the CPU is idle,
 * the backend waits for an interrupt). The backend then restores the registers of cpu->current, or enters its guest
 * when current->vcpu is set.
 */

/** `syscall` instruction; the pc already points behind it. */
void entry_syscall(struct cpu *cpu);

/**
 * Memory fault of user code that the refill path could not resolve: nothing mapped, or the rights do not allow it.
 * @param addr   faulting address, any value (kernel addresses included: they end as an exception)
 * @param access 0 read, SK_FAULT_WRITE, SK_FAULT_FETCH
 */
void entry_page_fault(struct cpu *cpu, uint32_t addr, unsigned access);

/**
 * Any other exception of user code.
 * @param cause    ExcCode | coprocessor number << 8 | delay slot << 31 (abi/exc.h)
 * @param badvaddr for address errors
 */
void entry_exception(struct cpu *cpu, uint32_t cause, uint32_t badvaddr);

/** Interrupt @p line of the board; the backend has masked or acknowledged it as arch/irq.h says. */
void entry_irq(struct cpu *cpu, unsigned line);

/** The timer's programmed point in time has come (or a spurious tick). */
void entry_timer(struct cpu *cpu);

/** Another CPU asked this one to look at its run queue (arch_ipi_reschedule). */
void entry_reschedule(struct cpu *cpu);

/**
 * Boot: builds the root factory, root task, its thread, ranges and boot information from the image, and makes the
 * thread current. Runs once, on the boot CPU, before any other entry. Ends in panic() with an exact message when the
 * image makes no sense.
 */
struct boot_layout;
void core_boot(struct cpu *cpu, const struct boot_layout *layout);

/** What the backend knows about the machine at boot. */
struct boot_layout {
	const struct sk_image_header *image;
	paddr_t ram_base;
	uint32_t ram_bytes;   /* contiguous RAM from ram_base */
	paddr_t kernel_start; /* kernel image, not given out */
	paddr_t kernel_end;
	void *pool;        /* pool memory: image->pool_bytes * ARCH_POOL_SCALE */
	paddr_t pool_base; /* its physical address */
	struct {
		paddr_t base;
		uint32_t bytes;
	} device[8]; /* device ranges the root task receives */
	unsigned devices;
	unsigned console_irq;
	unsigned board; /* sk_bootinfo.board */
	unsigned cpus;
	uint32_t cpu_id;
	uint32_t features; /* SK_FEATURE_* */
	uint32_t counter_hz;
	const char *version;
};

#endif
