// SPDX-License-Identifier: Apache-2.0
// Memory and string functions; the compiler may call the first four by itself.
#ifndef SKERRY_RT_STRING_H
#define SKERRY_RT_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
/** Copies at most @p size - 1 characters and terminates. */
void rt_strlcpy(char *to, const char *from, size_t size);

#endif
