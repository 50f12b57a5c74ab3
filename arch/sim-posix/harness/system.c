// SPDX-License-Identifier: Apache-2.0
// A booted kernel for tests: builds the boot layout, makes traps happen, lets time pass.
#include <skerry/abi/kip.h>
#include <skerry/sim/system.h>

#include <stdarg.h>
#include <string.h>

#define KERNEL_BYTES 0x20000u
#define SYSCALL_PC   SIM_ROOT_VADDR
#define TRIES        1000

void sim_prepare(void)
{
	sim_reset();

	struct sk_image_header *h = &sim.image;
	struct boot_layout *l = &sim.layout;
	uint32_t kernel_end = SIM_RAM_BASE + KERNEL_BYTES;

	h->magic = SK_IMAGE_MAGIC;
	h->abi_version = SK_ABI_VERSION;
	h->pool_bytes = 4u << 20;
	h->kernel_end = kernel_end;
	h->segment_count = 1;
	h->segment[0] = (struct sk_image_segment){SIM_ROOT_VADDR, kernel_end, SIM_ROOT_BYTES, SK_MEM_RWX};
	h->image_end = kernel_end + SIM_ROOT_BYTES;
	h->root_entry = SIM_ROOT_VADDR;

	l->image = h;
	l->ram_base = SIM_RAM_BASE;
	l->ram_bytes = SIM_RAM_BYTES;
	l->kernel_start = SIM_RAM_BASE;
	l->kernel_end = kernel_end;
	l->pool_base = h->image_end;
	l->pool = sim_ram(l->pool_base);
	l->device[0].base = 0x18000000;
	l->device[0].bytes = 0x00100000;
	l->devices = 1;
	l->console_irq = SIM_CONSOLE_LINE;
	l->board = 'S';
	l->cpus = 1;
	l->cpu_id = SK_GUEST_PRID;
	l->features = SK_FEATURE_DEBUG;
	l->counter_hz = (uint32_t)SIM_TICKS_PER_US * 1000000;
	l->version = "Skerry (sim, unit test)";
}

struct thread *sim_boot(void)
{
	core_boot(&sim.cpu[0], &sim.layout);
	return sim.cpu[0].current;
}

struct thread *sim_system(void)
{
	sim_prepare();
	return sim_boot();
}

static void trap_syscall(struct thread *t, uint32_t selector, uint32_t tag, uint32_t timeouts)
{
	t->regs.gpr[REG_A0] = selector;
	t->regs.gpr[REG_A1] = tag;
	t->regs.gpr[REG_A2] = timeouts;
	t->regs.pc = SYSCALL_PC + 4;
	entry_syscall(sim.on);
	while (sim.on->current == t && t->regs.pc == SYSCALL_PC) {
		sim_deliver();
		if (sim.on->current != t)
			sim_switch_to(t);
		t->regs.pc = SYSCALL_PC + 4;
		entry_syscall(sim.on);
	}
}

void sim_switch_to(struct thread *t)
{
	for (unsigned i = 0; sim.on->current != t; i++) {
		if (i == TRIES)
			panic("sim: thread %p does not come to run", (void *)t);
		if (sim.on->current) {
			struct thread *other = sim.on->current;
			struct user_regs saved = other->regs;

			trap_syscall(other, SK_OP_YIELD, 0, 0);
			other->regs = saved;
		} else {
			sim_advance(1000);
		}
	}
}

struct sim_result sim_syscall(struct thread *t, uint32_t selector, uint32_t tag, uint32_t timeouts, const uint32_t *w)
{
	struct sim_result r = {.back = false};

	sim_switch_to(t);
	for (unsigned i = 0; i < SK_MSG_REG_WORDS; i++)
		t->regs.gpr[REG_T0 + i] = w[i];
	trap_syscall(t, selector, tag, timeouts);
	if (sim.on->current != t)
		return r;
	r.back = true;
	r.v0 = (int32_t)t->regs.gpr[REG_V0];
	r.v1 = t->regs.gpr[REG_V1];
	memcpy(r.w, &t->regs.gpr[REG_T0], sizeof(r.w));
	return r;
}

struct sim_result sim_invoke(struct thread *t, uint32_t slot, uint32_t opcode, unsigned n, ...)
{
	uint32_t w[SK_MSG_REG_WORDS] = {0};
	va_list args;

	va_start(args, n);
	for (unsigned i = 0; i < n; i++) {
		uint32_t word = va_arg(args, uint32_t);

		if (i < SK_MSG_REG_WORDS)
			w[i] = word;
		else
			t->utcb->mr[i] = word;
	}
	va_end(args);
	return sim_syscall(t, SK_SEL(slot, SK_OP_CALL), SK_TAG(opcode, n, 0u), 0, w);
}

int sim_code(struct sim_result r)
{
	if (!r.back)
		return SK_RESTART;
	return r.v0 < 0 ? r.v0 : SK_OK;
}

static unsigned fault_access(unsigned access)
{
	if (access == SK_MEM_X)
		return SK_FAULT_FETCH;
	return access == SK_MEM_W ? SK_FAULT_WRITE : 0;
}

bool sim_access(struct thread *t, uint32_t va, unsigned access, uint32_t *word)
{
	paddr_t pa;

	sim_switch_to(t);
	if (!sim_translate(&t->task->space, va, access, &pa)) {
		entry_page_fault(sim.on, va, fault_access(access));
		return false;
	}
	if (access == SK_MEM_W)
		memcpy(sim_ram(pa), word, sizeof(*word));
	else
		memcpy(word, sim_ram(pa), sizeof(*word));
	return true;
}

void sim_irq_raise(unsigned line)
{
	sim.line[line].asserted = true;
	sim_deliver();
}

void sim_irq_lower(unsigned line)
{
	sim.line[line].asserted = false;
}

void sim_advance(uint64_t us)
{
	ticks_t end = sim.now + us * SIM_TICKS_PER_US;

	while (sim.on->arch.timer <= end) {
		if (sim.on->arch.timer > sim.now)
			sim.now = sim.on->arch.timer;
		entry_timer(sim.on);
	}
	sim.now = end;
}
