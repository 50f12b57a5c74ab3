/* SPDX-License-Identifier: Apache-2.0 */
/* Contract: the kernel's debug console. */
#ifndef SKERRY_ARCH_CONSOLE_H
#define SKERRY_ARCH_CONSOLE_H

#include <skerry/base.h>

/** Writes one character, waiting for the UART if need be ('\n' becomes "\r\n" where the device wants it). Any context,
 * also panic. */
void arch_console_putc(char c);
/** Takes a waiting character, or -1. Lock held. */
int arch_console_getc(void);

#endif
