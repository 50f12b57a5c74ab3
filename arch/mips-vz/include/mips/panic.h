// SPDX-License-Identifier: Apache-2.0
// The parts of a report about a fatal fault.
#ifndef MIPS_PANIC_H
#define MIPS_PANIC_H

#include <mips/kernel.h>

/** "TLB refill or invalid (load)" and the like. @param code Cause.ExcCode */
const char *exception_name(unsigned code);
extern uint8_t panic_stack[PANIC_STACK];

void dump_registers(const struct user_regs *regs);
void dump_cp0(void);
void dump_tlb(void);

/**
 * Prints the chain of calls.
 * @param ra return address register; used only while @p pc is in a function that has not saved it
 */
void backtrace(uint32_t pc, uint32_t sp, uint32_t ra);

/** Name of the kernel function that @p address lies in, and its first address; null if it is in none. */
const char *symbol_find(uint32_t address, uint32_t *start);

#endif
