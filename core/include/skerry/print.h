/* SPDX-License-Identifier: Apache-2.0 */
/* Formatted output on the kernel's console. */
#ifndef SKERRY_PRINT_H
#define SKERRY_PRINT_H

#include <skerry/base.h>

#include <stdarg.h>

/**
 * Prints on the console. Conversions: %s %c %d %u %x %p %%, with a width, a leading 0 or a left-aligning -, and with l
 * or ll for %d %u %x. Any context.
 */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** The same with an argument list; for panic(). */
void print_va(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

#endif
