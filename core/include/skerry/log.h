/* SPDX-License-Identifier: Apache-2.0 */
/* Lines the kernel itself writes to the debug console. */
#ifndef SKERRY_LOG_H
#define SKERRY_LOG_H

#include <skerry/base.h>

/** Writes to the debug console: %u, %x, %s, %c with field widths, as printf. Lock held. */
void log_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
