// SPDX-License-Identifier: Apache-2.0
// Requests and answers between programs.
#include <skerry/rt/serve.h>

sk_word_t rt_word(const struct rt_msg *m, unsigned i)
{
	if (i >= SK_TAG_WORDS(m->tag))
		return 0;
	/* A message ends before word 64. */
	// cppcheck-suppress arrayIndexOutOfBoundsCond
	return i < SK_MSG_REG_WORDS ? m->w[i] : rt_utcb()->mr[i];
}

static void fill(struct rt_msg *m, const sk_word_t *words, unsigned count)
{
	for (unsigned i = 0; i < count && i < SK_MSG_WORDS; i++) {
		if (i < SK_MSG_REG_WORDS)
			m->w[i] = words[i];
		else
			rt_utcb()->mr[i] = words[i];
	}
}

void rt_answer(struct rt_msg *m, const sk_word_t *words, unsigned count)
{
	fill(m, words, count);
	m->tag = SK_TAG(SK_PROTO_OK, count, 0);
}

void rt_answer_error(struct rt_msg *m, int error)
{
	m->w[0] = (sk_word_t)error;
	m->tag = error ? SK_TAG(SK_PROTO_ERROR, 1, 0) : SK_TAG(SK_PROTO_OK, 0, 0);
}

int rt_request(sk_word_t slot, sk_word_t operation, sk_word_t *words, unsigned count, unsigned room)
{
	struct rt_msg m = {.tag = SK_TAG(operation, count, 0)};

	fill(&m, words, count);
	int error = rt_call(slot, &m);

	if (error)
		return error;
	if (SK_TAG_PROTO(m.tag) == SK_PROTO_ERROR)
		return (int)m.w[0] < 0 ? (int)m.w[0] : SK_EPROTO;
	for (unsigned i = 0; i < room; i++)
		words[i] = rt_word(&m, i);
	return SK_OK;
}
