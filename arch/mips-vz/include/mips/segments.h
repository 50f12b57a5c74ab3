/* SPDX-License-Identifier: Apache-2.0 */
/* Fixed places of the kernel's address space, for C and assembly. */
#ifndef MIPS_SEGMENTS_H
#define MIPS_SEGMENTS_H

/** Cached and uncached windows of the first 512 MiB. */
#define KSEG0      0x80000000u
#define KSEG1      0xa0000000u
#define KSEG_BYTES 0x20000000u

/** Where the processor starts, and where Debug mode begins without a debugger. */
#define BOOT_FLASH 0xbfc00000u

#endif
