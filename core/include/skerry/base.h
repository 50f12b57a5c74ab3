/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel assertions, compile-time checks and small helpers. */
#ifndef SKERRY_BASE_H
#define SKERRY_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <skerry/abi/error.h>
#include <skerry/abi/types.h>

#define SK_STATIC_ASSERT(cond, text) _Static_assert(cond, text)

/** Ends the kernel with a message; provided by the backend (arch/cpu.h), any context. */
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** As in the C library; provided by the backend. */
void *memset(void *, int, size_t);
void *memcpy(void *, const void *, size_t);

/* Invariants only, never user input. Debug builds (SKERRY_DEBUG) check; release builds neither check nor evaluate. */
#ifdef SKERRY_DEBUG
#define SK_ASSERT(cond) ((cond) ? (void)0 : panic("assertion failed: %s (%s:%d)", #cond, __FILE__, __LINE__))
#else
#define SK_ASSERT(cond) ((void)sizeof(cond))
#endif

#define container_of(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))

/** Physical address: 32 bits on every backend. */
typedef uint32_t paddr_t;
/** Time in ticks of the backend's counter (arch/timer.h), counted from boot. */
typedef uint64_t ticks_t;

/** Internal result: the operation did a bounded part and must be restarted (never seen by user code). */
#define SK_RESTART 1

/** Steps of a long operation between two looks at arch_irq_pending(). */
#define SK_STEPS 16

#endif
