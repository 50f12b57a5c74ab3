// SPDX-License-Identifier: Apache-2.0
// The fake processor and the core functions that the engine calls.
#include "fake.h"

#include <check.h>
#include <mips/segments.h>
#include <skerry/arch/cpu.h>
#include <skerry/arch/mmu.h>
#include <skerry/arch/timer.h>
#include <stdlib.h>

struct fake fake;
struct vcpu *guest;

static struct task vm;
static struct mapping ram, rom;
static struct sk_vcpu_area area;
static struct thread vmm;

struct mapping *space_lookup(const struct space *s, uint32_t va)
{
	ck_assert_ptr_eq(s, &vm.space);
	if (va < FAKE_RAM_SIZE)
		return &ram;
	if (va >= rom.va && va - rom.va < 0x4000)
		return &rom;
	return NULL;
}

struct cpu *arch_cpu(void)
{
	return NULL;
}

ticks_t arch_time_now(void)
{
	return fake.now;
}

void timeout_set(struct cpu *cpu, struct timeout *t, ticks_t when)
{
	(void)cpu;
	ck_assert_ptr_eq(t, &guest->timer);
	fake.timer = when;
}

void timeout_cancel(struct timeout *t)
{
	(void)t;
	fake.timer = ~0ull;
}

uint32_t hw_count(void)
{
	return (uint32_t)fake.now;
}

uint32_t hw_config1(void)
{
	return 0x00190c80u; /* 32-byte lines, some sets and ways */
}

uint32_t hw_cca(void)
{
	return 3;
}

void *arch_phys_ptr(paddr_t pa)
{
	static uint32_t elsewhere[0x1000 / 4];
	uint32_t at = pa - FAKE_RAM;

	return at < sizeof(fake.code) ? &fake.code[at / 4] : pa < KSEG_BYTES ? elsewhere : NULL;
}

void hw_cache(uint32_t op, uint32_t address)
{
	/* Only write-back and invalidate operations, only on kernel addresses. */
	ck_assert(op == 0x00 || op == 0x01 || op == 0x10 || op == 0x15 || op == 0x19);
	ck_assert_uint_ge(address, 0x80000000u);
	ck_assert_uint_lt(address, 0xa0000000u);
	fake.cache_ops++;
	fake.cache_address = address;
}

uint32_t hw_asid(uint32_t *tag)
{
	if (*tag == 0)
		*tag = ++fake.asid_next;
	ck_assert_uint_lt(fake.asid_next, 1u << 13); /* more than any test needs: the fake never reuses one */
	return *tag;
}

void hw_guest_mode(const struct vcpu *v)
{
	fake.kernel = v->arch.kernel;
	fake.mode_switches++;
}

void hw_guest_asid(struct vcpu *v)
{
	fake.asid = segctl_asid(v);
}

unsigned hw_page_order_max(void)
{
	return 28;
}

/* The fake's EntryHi carries 13 bits of ASID below VPN2, so that ASIDs never run out. */
static bool hit(const struct fake_entry *e, uint32_t hi)
{
	return e->valid && ((e->hi ^ hi) & ~e->mask & 0xffffe000u) == 0 && ((e->hi ^ hi) & 0x1fff) == 0;
}

void hw_tlb_write(uint32_t hi, uint32_t mask, uint32_t lo0, uint32_t lo1)
{
	struct fake_entry e = {true, hi & ~mask, mask, {lo0, lo1}};

	ck_assert_msg(!((lo0 | lo1) & 1), "a shadow entry must not be global");
	for (unsigned i = 0; i < FAKE_TLB; i++) {
		const struct fake_entry *o = &fake.tlb[i];

		ck_assert_msg(!o->valid || ((o->hi ^ e.hi) & 0x1fff) ||
		                      ((o->hi ^ e.hi) & ~(o->mask | mask) & 0xffffe000u),
		              "two entries match: machine check");
	}
	fake.tlb[fake.next++ % FAKE_TLB] = e;
}

void hw_tlb_drop(uint32_t hi)
{
	for (unsigned i = 0; i < FAKE_TLB; i++)
		if (hit(&fake.tlb[i], hi))
			fake.tlb[i].valid = false;
}

void fake_start(void)
{
	fake = (struct fake){.now = 1000, .timer = ~0ull};
	vm = (struct task){0};
	ram = (struct mapping){.space = &vm.space, .va = 0, .pa = FAKE_RAM, .attr = SK_ATTR_CACHED};
	ram.d.order = 26;
	ram.d.rights = SK_MEM_RWX;
	rom = (struct mapping){.space = &vm.space, .va = 0x1fc00000, .pa = 0x02000000, .attr = SK_ATTR_CACHED};
	rom.d.order = 14;
	rom.d.rights = SK_MEM_RX;
	area = (struct sk_vcpu_area){0};
	guest = calloc(1, sizeof(*guest));
	guest->vm = &vm;
	guest->area = &area;
	guest->thread = &vmm;
	vmm.vcpu = guest;
	ck_assert_int_eq(arch_vcpu_init(guest), SK_OK);
	fake.asid = segctl_asid(guest);
	fake.kernel = true;
}

static const struct fake_entry *lookup(uint32_t va)
{
	const struct fake_entry *found = NULL;

	for (unsigned i = 0; i < FAKE_TLB; i++) {
		if (!hit(&fake.tlb[i], (va & 0xffffe000u) | fake.asid))
			continue;
		ck_assert_ptr_null(found);
		found = &fake.tlb[i];
	}
	return found;
}

struct access fake_access(uint32_t va, bool write)
{
	uint32_t pc = area.pc;

	ck_assert_uint_eq(fake.asid, segctl_asid(guest));
	ck_assert_int_eq(fake.kernel, guest->arch.kernel);
	for (unsigned tries = 0; tries < 3; tries++) {
		const struct fake_entry *e = lookup(va);
		struct guest_trap t = {.exc = write ? EXC_TLBS : EXC_TLBL, .badvaddr = va, .insn = 0x8c820000u};

		if (va >= 0x80000000u && !fake.kernel) {
			t.exc = write ? EXC_ADES : EXC_ADEL; /* segmentation refuses it before the TLB is asked */
		} else if (e) {
			uint32_t page = ((e->mask | 0x1fff) + 1) >> 1;
			uint32_t lo = e->lo[(va & page) != 0];

			if ((lo & 2) && (!write || (lo & 4)))
				return (struct access){.ok = true,
				                       .pa = ((lo >> 6 << 12) & ~(page - 1)) | (va & (page - 1)),
				                       .uncached = (lo >> 3 & 7) == 2};
			if (lo & 2)
				t.exc = EXC_MOD;
		}
		if (segctl_handle(guest, &t) == GUEST_EXIT)
			return (struct access){.exit = true};
		if (area.pc != pc)
			return (struct access){0}; /* the guest takes an exception */
	}
	ck_abort_msg("the engine makes no progress at 0x%08x", va);
}

enum guest_action fake_trap(unsigned exc, uint32_t insn)
{
	struct guest_trap t = {.exc = exc, .insn = insn};

	return segctl_handle(guest, &t);
}

enum guest_action fake_cop0(uint32_t insn)
{
	return fake_trap(EXC_CPU, insn);
}

uint32_t mfc0(unsigned rt, unsigned reg, unsigned sel)
{
	return 0x40000000u | rt << 16 | reg << 11 | sel;
}

uint32_t mtc0(unsigned rt, unsigned reg, unsigned sel)
{
	return 0x40800000u | rt << 16 | reg << 11 | sel;
}

void fake_write(unsigned reg, unsigned sel, uint32_t value)
{
	area.gpr[8] = value;
	ck_assert_int_eq(fake_cop0(mtc0(8, reg, sel)), GUEST_RESUME);
}

uint32_t fake_read(unsigned reg, unsigned sel)
{
	ck_assert_int_eq(fake_cop0(mfc0(9, reg, sel)), GUEST_RESUME);
	return area.gpr[9];
}
