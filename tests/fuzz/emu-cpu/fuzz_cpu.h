// SPDX-License-Identifier: Apache-2.0
// The fuzz target of the processor model.
#ifndef TESTS_EMU_FUZZ_CPU_H
#define TESTS_EMU_FUZZ_CPU_H

#include <stddef.h>
#include <stdint.h>

/** Carries out what the bytes say. @return actions */
size_t fuzz_cpu(const uint8_t *data, size_t size);

#endif
