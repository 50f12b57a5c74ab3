// SPDX-License-Identifier: Apache-2.0
// Floating point, in hardware or emulated by the kernel: results to the last bit, and state kept apart between
// processes.
#include "selftest.h"

#include <math.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static uint64_t bits_of(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

static uint32_t bits_of_single(float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

static int fpu_double_is_exact(void)
{
	volatile double tenth = 0.1;
	volatile double three = 3.0;
	double root;

	REQUIRE(bits_of(tenth + 0.2) == 0x3fd3333333333334ull);
	REQUIRE(bits_of(1.0 / three) == 0x3fd5555555555555ull);
	REQUIRE(bits_of(tenth * three) == 0x3fd3333333333334ull);
	REQUIRE(bits_of(three - tenth) == 0x4007333333333333ull);
	__asm__("sqrt.d %0, %1" : "=f"(root) : "f"(three));
	REQUIRE(bits_of(root) == 0x3ffbb67ae8584caaull);
	return 0;
}

static int fpu_single_is_exact(void)
{
	volatile float tenth = 0.1f;
	volatile float three = 3.0f;

	REQUIRE(bits_of_single(1.0f / three) == 0x3eaaaaabu);
	REQUIRE(bits_of_single(tenth + 0.2f) == 0x3e99999au);
	REQUIRE(bits_of_single(tenth * three) == 0x3e99999au);
	return 0;
}

static int fpu_converts_and_compares(void)
{
	volatile double big = 1e10;
	volatile double minus = -2.75;
	volatile int seven = 7;
	volatile float single = 16777216.0f;

	REQUIRE((int)minus == -2);
	REQUIRE(bits_of((double)seven) == 0x401c000000000000ull);
	REQUIRE(bits_of((double)single + 1.0) == bits_of(16777217.0));
	REQUIRE(bits_of_single((float)big) == 0x501502f9u);
	REQUIRE(minus < big && !(big < minus) && big >= big && minus != big);
	return 0;
}

static int fpu_special_values(void)
{
	volatile double zero = 0.0;
	double inf = 1.0 / zero;
	volatile double nan = zero / zero;

	REQUIRE(bits_of(inf) == 0x7ff0000000000000ull);
	REQUIRE(bits_of(-1.0 / inf) == 0x8000000000000000ull);
	/* Legacy NaN: the quiet one that operations make has the first fraction bit clear. */
	REQUIRE((bits_of(nan) & 0x7fffffffffffffffull) == 0x7ff7ffffffffffffull);
	REQUIRE(!(nan == nan) && !(nan < 1.0) && !(nan > 1.0));
	return 0;
}

/* A sum that depends on every step; both processes hold it in FPU registers across switches. */
static uint64_t series(double start)
{
	double sum = start;

	for (int i = 1; i <= 40; i++) {
		sum = sum * 1.25 + 1.0 / i;
		if (i % 5 == 0)
			sched_yield();
	}
	return bits_of(sum);
}

static int fpu_state_is_kept_apart(void)
{
	uint64_t alone = series(1.0);
	uint64_t other = series(2.0);
	int child = fork();

	REQUIRE(child >= 0);
	REQUIRE(alone != other);
	if (child == 0)
		_exit(series(2.0) == other && series(2.0) == other ? 0 : 1);
	REQUIRE(series(1.0) == alone);
	REQUIRE(series(1.0) == alone);
	REQUIRE(ended_with(child) == 0);
	return 0;
}

const struct check fpu_checks[] = {
        {"fpu_double_is_exact", fpu_double_is_exact},
        {"fpu_single_is_exact", fpu_single_is_exact},
        {"fpu_converts_and_compares", fpu_converts_and_compares},
        {"fpu_special_values", fpu_special_values},
        {"fpu_state_is_kept_apart", fpu_state_is_kept_apart},
        {NULL, NULL},
};
