// SPDX-License-Identifier: Apache-2.0
// Signals: delivery between processes, and the faults that reach a process with the right address.
#include "selftest.h"

#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static sigjmp_buf out_of_fault;
static volatile sig_atomic_t count;
static void *volatile fault_address;
static volatile sig_atomic_t fault_signal;

static void counting(int number)
{
	(void)number;
	count++;
}

static void faulting(int number, siginfo_t *info, void *context)
{
	(void)context;
	fault_address = info->si_addr;
	fault_signal = number;
	siglongjmp(out_of_fault, 1);
}

/* Does something that should fault; the signal that it got, or 0. */
static int fault_of(void (*act)(void *), void *argument)
{
	static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE};
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_sigaction = faulting;
	action.sa_flags = SA_SIGINFO;
	for (unsigned int i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (sigaction(faults[i], &action, NULL) != 0)
			return 0;
	fault_signal = 0;
	if (sigsetjmp(out_of_fault, 1) == 0)
		act(argument);
	return fault_signal;
}

static void store_word(void *address)
{
	*(volatile int *)address = 78;
}

static void load_word(void *address)
{
	(void)*(volatile int *)address;
}

static void read_status_register(void *unused)
{
	(void)unused;
	__asm__ volatile("mfc0 $8, $12" ::: "$8");
}

static void run_break(void *unused)
{
	(void)unused;
	__asm__ volatile("break");
}

static void run_trap(void *unused)
{
	(void)unused;
	/* Code 7 is what compilers use for a division by zero. */
	__asm__ volatile("teq $0, $0, 7");
}

static int signal_reaches_parent(void)
{
	sigset_t blocked;
	sigset_t before;
	int child;

	REQUIRE(signal(SIGUSR1, counting) != SIG_ERR);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	REQUIRE(sigprocmask(SIG_BLOCK, &blocked, &before) == 0);
	child = fork();
	REQUIRE(child >= 0);
	if (child == 0)
		_exit(kill(getppid(), SIGUSR1) != 0);
	REQUIRE(ended_with(child) == 0);
	REQUIRE(count == 0);
	sigsuspend(&before);
	REQUIRE(count == 1);
	return 0;
}

static int signal_ends_child(void)
{
	int child = fork();

	REQUIRE(child >= 0);
	if (child == 0)
		for (;;)
			pause();
	REQUIRE(kill(child, SIGTERM) == 0);
	REQUIRE(ended_with(child) == 256 + SIGTERM);
	return 0;
}

static int bad_address_faults(void)
{
	char *page = mmap(NULL, 16384, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	REQUIRE(page != MAP_FAILED);
	REQUIRE(fault_of(store_word, page + 4320) == SIGSEGV);
	REQUIRE(fault_address == page + 4320);
	REQUIRE(munmap(page, 16384) == 0);
	REQUIRE(fault_of(load_word, page + 8192) == SIGSEGV);
	REQUIRE(fault_address == page + 8192);
	return 0;
}

static int read_only_page_faults_on_write(void)
{
	volatile int *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	REQUIRE(page != MAP_FAILED);
	page[3] = 77;
	REQUIRE(mprotect((void *)page, 4096, PROT_READ) == 0);
	REQUIRE(fault_of(store_word, (void *)(page + 3)) == SIGSEGV);
	REQUIRE(fault_address == (void *)(page + 3));
	REQUIRE(page[3] == 77);
	REQUIRE(mprotect((void *)page, 4096, PROT_READ | PROT_WRITE) == 0);
	page[3] = 79;
	REQUIRE(page[3] == 79);
	return 0;
}

/* kseg0, kseg1, kseg2 and kseg3: a process must reach none of them, however the kernel's own segments are mapped. */
static int kernel_addresses_fault(void)
{
	static const unsigned int bases[] = {0x80000000u, 0xa0000000u, 0xc0000000u, 0xe0000000u};

	for (unsigned int i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		int got = fault_of(load_word, (void *)(bases[i] + 0x100000));

		REQUIRE(got == SIGSEGV || got == SIGBUS);
		got = fault_of(store_word, (void *)(bases[i] + 0x100000));
		REQUIRE(got == SIGSEGV || got == SIGBUS);
	}
	return 0;
}

static int privileged_instruction_faults(void)
{
	REQUIRE(fault_of(read_status_register, NULL) == SIGILL);
	return 0;
}

static int break_and_trap_signal(void)
{
	REQUIRE(fault_of(run_break, NULL) == SIGTRAP);
	REQUIRE(fault_of(run_trap, NULL) == SIGFPE);
	return 0;
}

const struct check signal_checks[] = {
        {"signal_reaches_parent", signal_reaches_parent},
        {"signal_ends_child", signal_ends_child},
        {"bad_address_faults", bad_address_faults},
        {"read_only_page_faults_on_write", read_only_page_faults_on_write},
        {"kernel_addresses_fault", kernel_addresses_fault},
        {"privileged_instruction_faults", privileged_instruction_faults},
        {"break_and_trap_signal", break_and_trap_signal},
        {NULL, NULL},
};
