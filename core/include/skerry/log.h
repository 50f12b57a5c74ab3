/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel itself writes to the debug console. */
#ifndef SKERRY_LOG_H
#define SKERRY_LOG_H

#include <skerry/base.h>

#include <stdarg.h>

/**
 * Prints on the debug console. Conversions: %s %c %d %u %x %p %%, with a width, a leading 0 or a left-aligning -; l and
 * ll before d, u and x. Any context.
 */
void log_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** The same with an argument list; for panic(). */
void log_vprintf(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

#endif
