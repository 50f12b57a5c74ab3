// SPDX-License-Identifier: Apache-2.0
// The attacks: which there are, and what must come of each.
#ifndef HOSTILE_H
#define HOSTILE_H

#include <skerry/abi/types.h>

/** Slot of the gate to the supervisor in the attacker's task: its parent gate. */
#define PROTO_RETURNED 1 /* the attack came back: w0 = what it says of itself, 0 when nothing was gained */

/** What an attack ends in; several may be allowed where processors differ. */
#define ENDS_EXCEPTION(code) (1u << (code)) /* exception with this code */
#define ENDS_PAGEFAULT       (1u << 28)
#define ENDS_RETURN          (1u << 29) /* comes back and says 0 */
#define ENDS_NEVER           (1u << 30) /* runs on until it is stopped from outside */

/* name, how it ends */
#define ATTACKS(X)                                                                    \
	X(fpu_of_others, ENDS_RETURN)                                                 \
	X(read_status, ENDS_EXCEPTION(11))                                            \
	X(write_status, ENDS_EXCEPTION(11))                                           \
	X(write_tlb, ENDS_EXCEPTION(11))                                              \
	X(exception_return, ENDS_EXCEPTION(11))                                       \
	X(debug_return, ENDS_EXCEPTION(10) | ENDS_EXCEPTION(11))                      \
	X(disable_interrupts, ENDS_EXCEPTION(11))                                     \
	X(stop_processor, ENDS_EXCEPTION(11))                                         \
	X(invalidate_cache, ENDS_EXCEPTION(11))                                       \
	X(privileged_in_delay_slot, ENDS_EXCEPTION(11))                               \
	X(load_kernel_text, ENDS_EXCEPTION(4))                                        \
	X(store_kernel_text, ENDS_EXCEPTION(5))                                       \
	X(store_reset_register, ENDS_EXCEPTION(5))                                    \
	X(load_mapped_kernel, ENDS_EXCEPTION(4))                                      \
	X(load_debug_segment, ENDS_EXCEPTION(4))                                      \
	X(jump_to_kernel, ENDS_EXCEPTION(4))                                          \
	X(jump_to_boot_flash, ENDS_EXCEPTION(4))                                      \
	X(jump_to_half_word, ENDS_EXCEPTION(4) | ENDS_EXCEPTION(10) | ENDS_PAGEFAULT) \
	X(jump_off_the_end, ENDS_PAGEFAULT)                                           \
	X(unaligned_load, ENDS_EXCEPTION(4))                                          \
	X(unaligned_kernel_store, ENDS_EXCEPTION(5))                                  \
	X(debug_breakpoint, ENDS_EXCEPTION(10))                                       \
	X(debug_breakpoint_in_delay_slot, ENDS_EXCEPTION(10))                         \
	X(debug_breakpoint_with_kernel_stack, ENDS_EXCEPTION(10))                     \
	X(breakpoint, ENDS_EXCEPTION(9))                                              \
	X(trap_instruction, ENDS_EXCEPTION(13))                                       \
	X(overflow, ENDS_EXCEPTION(12))                                               \
	X(reserved_instruction, ENDS_EXCEPTION(10))                                   \
	X(coprocessor_2, ENDS_EXCEPTION(10) | ENDS_EXCEPTION(11))                     \
	X(vector_unit, ENDS_EXCEPTION(10) | ENDS_EXCEPTION(21) | ENDS_RETURN)         \
	X(hidden_hardware_register, ENDS_EXCEPTION(10))                               \
	X(divide_by_zero_trapped, ENDS_EXCEPTION(15))                                 \
	X(store_kip, ENDS_PAGEFAULT)                                                  \
	X(store_own_text, ENDS_PAGEFAULT)                                             \
	X(null_pointer, ENDS_PAGEFAULT)                                               \
	X(execute_stack, ENDS_PAGEFAULT | ENDS_RETURN)                                \
	X(system_call_in_delay_slot, ENDS_RETURN)                                     \
	X(system_calls_on_hostile_stacks, ENDS_RETURN)                                \
	X(wild_system_calls, ENDS_RETURN)                                             \
	X(registers_after_system_call, ENDS_RETURN)                                   \
	X(registers_after_refill, ENDS_RETURN)                                        \
	X(spin_for_ever, ENDS_NEVER)

#define ATTACK_NUMBER(name, ends) ATTACK_##name,
enum { ATTACKS(ATTACK_NUMBER) ATTACK_COUNT };

#endif
