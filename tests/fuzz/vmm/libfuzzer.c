// SPDX-License-Identifier: Apache-2.0
// Entry of a libFuzzer program: FUZZ_TARGET names the function.
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)FUZZ_TARGET(data, size);
	return 0;
}
