/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the latency program share. */
#ifndef LATENCY_H
#define LATENCY_H

/* Slots of root. */
#define S_CROWD  64 /* task that holds the capabilities of all others */
#define S_IRQ    65
#define S_DRIVER 66
#define S_RAISER 68
#define S_NEW    70
#define S_BACK   72 /* where root waits for the raiser */

#define ROUNDS 100

#ifndef __ASSEMBLER__
/* Entries of threads (threads.S). */
void driver(void);
void raise_among_few(void);
void raise_among_many(void);
void sleeper(void);
void busy(void);
#endif

#endif
