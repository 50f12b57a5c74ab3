/* SPDX-License-Identifier: Apache-2.0 */
/* Compares the kernel's whole state with the model's. */
#ifndef SKERRY_SPEC_COMPARE_H
#define SKERRY_SPEC_COMPARE_H

#include "model.h"

/** @return null, or what differs (in a static buffer). */
const char *spec_compare(const struct model *m);

#endif
