// SPDX-License-Identifier: Apache-2.0
// The end of the kernel: a report on the console, then a reset.
#include <mips/board.h>
#include <mips/kernel.h>
#include <mips/panic.h>
#include <skerry/arch/cpu.h>
#include <skerry/log.h>
#include <skerry/thread.h>

struct user_regs panic_regs;
uint8_t panic_stack[PANIC_STACK] __attribute__((aligned(8)));

static unsigned depth;

/* A fault while reporting: say where and give up, since the console works at least. */
static void once(const char *what)
{
	if (depth++ == 0)
		return;
	if (depth == 2)
		log_printf("\npanic while reporting: %s, epc %08x badvaddr %08x\n", what, cp0_epc(), cp0_badvaddr());
	arch_board_reset(false);
}

static void show_current(void)
{
	const struct cpu *cpu = this_cpu();
	const struct thread *t = cpu->current;
	if (!t) {
		log_printf("no thread is current\n");
		return;
	}
	log_printf("current thread %08x, %s:\n", (unsigned)(uintptr_t)t,
	           t->vcpu ? "running a guest" : "user registers");
	dump_registers(cpu->arch.frame ? cpu->arch.frame : &t->regs);
}

/* The same code as a failed command: a runner that reads the console ends with it. */
static _Noreturn void finish(void)
{
	dump_cp0();
	dump_tlb();
	show_current();
	log_printf("skerry: exit 1\n");
	arch_board_reset(false);
}

_Noreturn __attribute__((noinline)) void panic(const char *format, ...)
{
	va_list args;
	uint32_t sp;
	__asm__ volatile("move %0, $sp" : "=r"(sp));
	cp0_set_status(this_cpu()->arch.status_kernel);
	percpu_panic();
	once("panic");
	log_printf("\nskerry: panic: ");
	va_start(args, format);
	log_vprintf(format, args);
	va_end(args);
	log_printf("\n");
	backtrace((uint32_t)(uintptr_t)&panic + 64, sp, 0);
	finish();
}

_Noreturn void panic_trap(const struct user_regs *regs, uint32_t cause, const char *what)
{
	percpu_panic();
	once("trap");
	log_printf("\nskerry: panic: %s in the kernel at %08x, address %08x\n",
	           what ? what : exception_name((cause & CAUSE_CODE_MASK) >> CAUSE_CODE_SHIFT), regs->pc,
	           cp0_badvaddr());
	dump_registers(regs);
	backtrace(regs->pc, regs->gpr[REG_SP], regs->gpr[REG_RA]);
	finish();
}

_Noreturn void arch_board_reset(bool power_off)
{
	(void)power_off; /* no board here can */
	board_reset();
	for (;;)
		__asm__ volatile("wait");
}
