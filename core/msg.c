// SPDX-License-Identifier: Apache-2.0
// Arguments and answers of object invocations.
#include <skerry/msg.h>

int msg_args(const struct thread *t, uint32_t tag, unsigned n, uint32_t *word)
{
	if (SK_TAG_WORDS(tag) < n || SK_TAG_ITEMS(tag) > 0)
		return SK_EINVAL;
	for (unsigned i = 0; i < n; i++) {
		if (msg_word(t, i, &word[i]) != SK_OK)
			return SK_EFAULT;
	}
	return SK_OK;
}

int msg_answer(struct thread *t, const uint32_t *word, unsigned n)
{
	if (n > SK_MSG_REG_WORDS && t->utcb == NULL)
		return SK_EFAULT;
	for (unsigned i = 0; i < n; i++)
		(void)msg_set_word(t, i, word[i]);
	t->ipc.answer = (uint8_t)n;
	return SK_OK;
}
