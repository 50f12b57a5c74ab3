// SPDX-License-Identifier: Apache-2.0
// Looking things up in the startup page.
#include <skerry/rt/startup.h>
#include <skerry/rt/string.h>

const struct rt_region *rt_region(const struct rt_startup *s, const char *name)
{
	for (sk_word_t i = 0; i < s->region_count && i < RT_REGIONS_MAX; i++)
		if (strcmp(s->region[i].name, name) == 0)
			return &s->region[i];
	return NULL;
}

sk_word_t rt_cap(const struct rt_startup *s, const char *name)
{
	for (sk_word_t i = 0; i < s->cap_count && i < RT_CAPS_MAX; i++)
		if (strcmp(s->cap[i].name, name) == 0)
			return s->cap[i].slot;
	return 0;
}

sk_word_t rt_param(const struct rt_startup *s, const char *name, sk_word_t otherwise)
{
	for (sk_word_t i = 0; i < s->param_count && i < RT_PARAMS_MAX; i++)
		if (strcmp(s->param[i].name, name) == 0)
			return s->param[i].value;
	return otherwise;
}
