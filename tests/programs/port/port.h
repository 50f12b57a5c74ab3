// SPDX-License-Identifier: Apache-2.0
// The board's serial port as a source of interrupts: as long as it is asked to, it says that it could send.
#ifndef PORT_H
#define PORT_H

/** Where the root task sees the port's registers, and its interrupt enable. */
#define PORT          0x20000000
#define PORT_IER      0x200003f9
#define PORT_IER_SENT 2

#ifndef __ASSEMBLER__
#include <skerry/abi/boot.h>

#define PORT_ENABLE (*(volatile uint8_t *)PORT_IER)

/** Maps the port and makes @p irq, an empty slot, its interrupt, not attached yet. @return SK_OK, SK_ENOENT on a board without such a port */
int port_open(const struct sk_bootinfo *boot, sk_word_t irq);

/** Has @p irq, an interrupt from port_open(), delivered to @p thread from now on. */
void port_attach(const struct sk_bootinfo *boot, sk_word_t irq, sk_word_t thread);
#endif

#endif
