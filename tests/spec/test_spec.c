// SPDX-License-Identifier: Apache-2.0
// Random sequences of operations on capabilities, memory and messages: the kernel does exactly what the specification says.
#include <stdlib.h>

#include "run.h"
#include "unit.h"

#define EACH 500
/* 50,000 operations plain, 10,000 under the sanitizers; SPEC_SEQUENCES says otherwise for campaigns. */
#if defined(__SANITIZE_ADDRESS__)
#define SEQUENCES 20
#else
#define SEQUENCES 100
#endif

static void check_seed(uint64_t seed)
{
	const char *report = spec_run(seed, EACH);

	if (report)
		ck_abort_msg("%s", report);
}

UNIT_LOOP(kernel_agrees_with_the_specification, 0, SEQUENCES)
{
	check_seed((uint64_t)_i);
}

UNIT_TEST(one_seed_from_the_environment)
{
	const char *seed = getenv("SKERRY_SPEC_SEED");

	if (seed)
		check_seed(strtoull(seed, NULL, 0));
}
