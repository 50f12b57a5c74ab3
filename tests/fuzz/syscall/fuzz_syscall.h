/* SPDX-License-Identifier: Apache-2.0 */
/* The fuzz target: bytes become system calls, faults, interrupts and time of two hostile tasks. */
#ifndef SKERRY_FUZZ_SYSCALL_H
#define SKERRY_FUZZ_SYSCALL_H

#include <stddef.h>
#include <stdint.h>

/**
 * Boots a kernel and does what the bytes say; aborts with a message when a rule of the kernel is broken, or when anything
 * has changed for a task that has no part in it.
 * @return kernel entries made
 */
size_t fuzz_syscall(const uint8_t *data, size_t size);

#endif
