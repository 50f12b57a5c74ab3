// SPDX-License-Identifier: Apache-2.0
// The registers that gdb sees, and their description for it.
#ifndef EMU_TOOL_GDB_REGS_H
#define EMU_TOOL_GDB_REGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emu/cpu.h"

/** @return how many registers there are; numbers begin at 0 */
unsigned gdb_regs_count(const struct emu_cpu *cpu);
/** @return bytes of a register, 4 or 8; 0 when there is no such register */
unsigned gdb_reg_size(const struct emu_cpu *cpu, unsigned number);
/** @return a register's value; 0 when there is none */
uint64_t gdb_reg_get(const struct emu_cpu *cpu, unsigned number);
/** Sets a register; false when there is none. */
bool gdb_reg_set(struct emu_cpu *cpu, unsigned number, uint64_t value);
/** Target description as XML. free() is the caller's; NULL when memory is short. */
char *gdb_regs_describe(const struct emu_cpu *cpu);

#endif
