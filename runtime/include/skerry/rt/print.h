// SPDX-License-Identifier: Apache-2.0
// Text output through the kernel log.
#ifndef SKERRY_RT_PRINT_H
#define SKERRY_RT_PRINT_H

#include <stdarg.h>
#include <stddef.h>

/** Formats like printf, to the log capability, line by line as one write each. Conversions: %s %c %d %u %x %08x-style widths, %p, %%, %llu, %llx. */
void rt_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Formats into @p buffer, always terminated when @p size > 0. @return length the whole text would have. */
int rt_vsnprintf(char *buffer, size_t size, const char *format, va_list args);
int rt_snprintf(char *buffer, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** Writes @p length bytes to the log. */
void rt_log(const char *text, size_t length);

#endif
