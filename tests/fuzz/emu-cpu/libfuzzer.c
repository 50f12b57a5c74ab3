// SPDX-License-Identifier: Apache-2.0
// Entry of the libFuzzer program.
#include "fuzz_cpu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)fuzz_cpu(data, size);
	return 0;
}
