// SPDX-License-Identifier: Apache-2.0
// Executes a marker that an instruction counter outside of the machine sees: an instruction that does nothing.
#include "selftest.h"

int mark(unsigned int number)
{
	switch (number) {
	case 1:
		__asm__ volatile("sltiu $0, $0, 1");
		return 0;
	case 2:
		__asm__ volatile("sltiu $0, $0, 2");
		return 0;
	default:
		return 1;
	}
}
