// SPDX-License-Identifier: Apache-2.0
// What a board provides to the backend; one folder in board/ implements it.
#ifndef MIPS_BOARD_H
#define MIPS_BOARD_H

#include <skerry/entry.h>

/** Name for people: "Malta". */
const char *board_name(void);

/** Makes arch_console_putc() work. First call of all. */
void board_init_console(void);

/** Initializes interrupt controllers, everything masked. */
void board_init_irq(void);

/** Measures the frequency of CP0 Count against a clock of the board, in bounded time. Panics when there is none. */
uint32_t board_counter_hz(void);

/**
 * Fills RAM, device ranges, console line and board id.
 * @param env, memsize what the boot monitor passed in a2 and a3; not trusted
 */
void board_describe(struct boot_layout *layout, uint32_t env, uint32_t memsize);

/** Lines of the board's own interrupt controller, numbered from 0; CPU lines follow. */
unsigned board_irq_lines(void);
/** Cause.IP number its output is wired to. */
unsigned board_irq_ip(void);
/** Takes the most urgent request: masks its line and ends it. @return the line, or -1 if there is none. */
int board_irq_accept(void);
bool board_irq_reserved(unsigned line);
void board_irq_mask(unsigned line);
void board_irq_unmask(unsigned line, bool edge);

/** Resets the board; returns if it cannot. */
void board_reset(void);

#endif
