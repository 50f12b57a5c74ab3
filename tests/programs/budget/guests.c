// SPDX-License-Identifier: Apache-2.0
// Guests that are busy for ever, each run by a thread that does nothing else.
#include <stdbool.h>

#include <skerry/abi/vcpu.h>
#include <skerry/rt/root.h>
#include <skerry/rt/string.h>

#include "budget.h"

#define RAM(n)     (0x18000000u + (n)*BYTES) /* of guest n, in root */
#define ORDER      16
#define BYTES      (1u << ORDER)
#define CODE       0x1000 /* in the guest's memory */
#define ROUNDS     0x2000
#define GUEST_BASE 0x80000000u

extern const uint8_t guest_code[], guest_code_end[];

static bool made[GUESTS];

static struct sk_vcpu_area *area(unsigned n)
{
	return (struct sk_vcpu_area *)AREA(n);
}

int guest_make(unsigned n, struct rt_ram *ram)
{
	sk_word_t at = rt_ram_take(ram, BYTES, BYTES), put[] = {SK_VCPU_PUT, SK_VCPU_GROUP_EXC},
	          sync[] = {SK_CACHE_SYNC_INSN, RAM(n), BYTES};
	int error = rt_create(SK_SLOT_FACTORY, SK_TYPE_VM, S_VM(n), 0, 0, 0);

	if (error)
		return error;
	rt_must(at == ~0u ? SK_ENOMEM : SK_OK, "taking guest memory");
	rt_must(rt_range_clear(ram->range, at, BYTES), "clearing guest memory");
	rt_must(rt_range_map(ram->range, SK_SLOT_TASK, at, RAM(n), BYTES, SK_MEM_RWX, SK_ATTR_CACHED),
	        "mapping guest memory");
	memcpy((void *)(RAM(n) + CODE), guest_code, (uintptr_t)guest_code_end - (uintptr_t)guest_code);
	rt_must(rt_invoke(SK_SLOT_TASK, SK_TASK_CACHE, sync, 3, 0), "synchronizing");
	rt_must(rt_mem_map(S_VM(n), SK_FPAGE_MEMORY(RAM(n), ORDER, SK_MEM_RWX), SK_FPAGE_MEMORY(0, ORDER, SK_MEM_RWX)),
	        "giving guest memory");
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_VCPU, S_VCPU(n), S_VM(n), S_THREAD(T_GUEST + n), AREA(n)),
	        "creating a vCPU");
	rt_must(rt_invoke(S_VCPU(n), SK_VCPU_STATE, put, 2, 0), "setting its state");
	area(n)->pc = GUEST_BASE + CODE;
	area(n)->status = 0;
	area(n)->gpr[8] = GUEST_BASE + ROUNDS;
	__atomic_store_n(&made[n], true, __ATOMIC_RELEASE);
	return SK_OK;
}

sk_word_t guest_rounds(unsigned n)
{
	return *(volatile sk_word_t *)(RAM(n) + ROUNDS);
}

void run_guest(sk_word_t n)
{
	struct rt_msg m = {.tag = SK_TAG(SK_VCPU_RUN, 2, 0)};

	while (!__atomic_load_n(&made[n], __ATOMIC_ACQUIRE))
		rt_sleep_us(100);
	rt_must(rt_call(S_VCPU(n), &m), "running a guest");
	rt_must(SK_ESTATE, "a guest that should never leave");
	rt_power_off(1);
}
