// SPDX-License-Identifier: Apache-2.0
// Entry of a libFuzzer program: the target.
#include "fuzz_syscall.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)fuzz_syscall(data, size);
	return 0;
}
