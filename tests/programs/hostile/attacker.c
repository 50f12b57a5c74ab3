// SPDX-License-Identifier: Apache-2.0
// Does one attack, named by its argument, and says so if it comes back.
#include <skerry/abi/kip.h>
#include <skerry/rt/ipc.h>
#include <skerry/rt/start.h>

#include "hostile.h"
#include "probe.h"

#define KERNEL_TEXT 0x80100000u
#define RESET       0xbf000500u
#define BOOT_FLASH  0xbfc00000u
#define KSEG2       0xc0000000u
#define DEBUG_SEG   0xff300000u
#define LAST_WORD   0x7ffffffcu
#define ASM(text)   __asm__ volatile(".set push\n.set noreorder\n.set noat\n" text "\n.set pop" : : : "memory")

static sk_word_t load(sk_word_t address)
{
	sk_word_t value;
	__asm__ volatile("lw %0, 0(%1)" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static void store(sk_word_t address, sk_word_t value)
{
	__asm__ volatile("sw %0, 0(%1)" : : "r"(value), "r"(address) : "memory");
}

static void jump(sk_word_t address)
{
	__asm__("" : "+r"(address)); /* the assembler would refuse what it can see */
	((void (*)(void))address)();
}

/* Numbers that look like anything; the same in every run. */
static sk_word_t any(sk_word_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state ^ *state >> 15;
}

/* Every operation on every slot but those of its own task and thread, with any tag, timeouts of zero. The answer may be
 * anything; coming back with what the ABI keeps is what counts. */
static sk_word_t wild_system_calls(void)
{
	sk_word_t state = 1;
	for (unsigned i = 0; i < 2000; i++) {
		sk_word_t selector = any(&state), own;
		if (i % 2 == 0)
			selector &= 0xff;
		own = selector >> SK_SEL_SHIFT;
		if (own == SK_SLOT_TASK || own == SK_SLOT_THREAD || own == SK_SLOT_LOG || own == SK_SLOT_PARENT)
			continue;
		struct rt_msg m = {.tag = any(&state), .w = {any(&state), any(&state), any(&state), any(&state)}};
		(void)rt_ipc(selector, SK_TIMEOUTS(SK_TIMEOUT_ZERO, SK_TIMEOUT_ZERO), &m);
	}
	return 0;
}

static sk_word_t execute_stack(void)
{
	sk_word_t code[8] = {0x03e00008, 0}; /* jr ra; nop */
	struct rt_msg m = {.tag = SK_TAG(SK_TASK_CACHE, 3, 0), .w = {SK_CACHE_SYNC_INSN, (sk_word_t)code, 8}};
	(void)rt_call(SK_SLOT_TASK, &m);
	jump((sk_word_t)code);
	return 0;
}

static sk_word_t attack(sk_word_t number)
{
	switch (number) {
	case ATTACK_read_status:
		ASM("mfc0 $2, $12");
		break;
	case ATTACK_write_status:
		ASM("mtc0 $0, $12");
		break;
	case ATTACK_write_tlb:
		ASM("tlbwi");
		break;
	case ATTACK_exception_return:
		ASM("eret");
		break;
	case ATTACK_debug_return:
		ASM("deret");
		break;
	case ATTACK_disable_interrupts:
		ASM("di");
		break;
	case ATTACK_stop_processor:
		ASM("wait");
		break;
	case ATTACK_invalidate_cache:
		ASM("lui $2, 0x8010\n\tcache 0x11, 0($2)");
		break;
	case ATTACK_privileged_in_delay_slot:
		ASM("b 1f\n\tmtc0 $0, $11\n1:");
		break;
	case ATTACK_load_kernel_text:
		return load(KERNEL_TEXT);
	case ATTACK_store_kernel_text:
		store(KERNEL_TEXT, 0);
		break;
	case ATTACK_store_reset_register:
		store(RESET, 0x42);
		break;
	case ATTACK_load_mapped_kernel:
		return load(KSEG2);
	case ATTACK_load_debug_segment:
		return load(DEBUG_SEG);
	case ATTACK_jump_to_kernel:
		jump(KERNEL_TEXT);
		break;
	case ATTACK_jump_to_boot_flash:
		jump(BOOT_FLASH);
		break;
	case ATTACK_jump_to_half_word:
		jump((sk_word_t)&attack + 2);
		break;
	case ATTACK_jump_off_the_end:
		jump(LAST_WORD);
		break;
	case ATTACK_unaligned_load:
		return load((sk_word_t)&attack + 1);
	case ATTACK_unaligned_kernel_store:
		store(KERNEL_TEXT + 2, 0);
		break;
	case ATTACK_debug_breakpoint:
		ASM("sdbbp");
		break;
	case ATTACK_debug_breakpoint_in_delay_slot:
		ASM("b 1f\n\tsdbbp\n1:");
		break;
	case ATTACK_debug_breakpoint_with_kernel_stack:
		/* Whatever runs after it in Debug mode runs with kernel addresses in every register. */
		probe_debug_breakpoint(KERNEL_TEXT);
		break;
	case ATTACK_breakpoint:
		ASM("break");
		break;
	case ATTACK_trap_instruction:
		ASM("teq $0, $0");
		break;
	case ATTACK_overflow:
		ASM("lui $2, 0x7fff\n\tadd $2, $2, $2");
		break;
	case ATTACK_reserved_instruction:
		ASM(".word 0x0000003f");
		break;
	case ATTACK_coprocessor_2:
		ASM(".word 0x48020000");
		break;
	case ATTACK_vector_unit:
		ASM(".word 0x7800088e"); /* does nothing on some processors without one */
		return 0;
	case ATTACK_hidden_hardware_register:
		ASM(".word 0x7c02f03b"); /* rdhwr v0, $30 */
		break;
	case ATTACK_divide_by_zero_trapped:
		probe_fpu_exception();
		break;
	case ATTACK_store_kip:
		store(SK_KIP_ADDR, 0);
		break;
	case ATTACK_store_own_text:
		store((sk_word_t)&attack, 0);
		break;
	case ATTACK_null_pointer:
		return load(0);
	case ATTACK_execute_stack:
		return execute_stack();
	case ATTACK_system_call_in_delay_slot:
		return probe_delay_slot_call();
	case ATTACK_system_calls_on_hostile_stacks:
		return probe_stack(0) | probe_stack(0x80100000) | probe_stack(0xffffffff) | probe_stack(0x7ffffff1);
	case ATTACK_wild_system_calls:
		return wild_system_calls();
	case ATTACK_registers_after_system_call:
		return probe_call_registers();
	case ATTACK_registers_after_refill:
		return probe_refill_registers();
	case ATTACK_fpu_of_others:
		return probe_fpu_registers();
	case ATTACK_spin_for_ever:
		for (;;)
			ASM("");
	}
	return 1;
}

int rt_main(sk_word_t arg)
{
	struct rt_msg m = {.tag = SK_TAG(PROTO_RETURNED, 1, 0)};
	m.w[0] = attack(arg);
	(void)rt_call(SK_SLOT_PARENT, &m);
	for (;;)
		rt_yield();
}
