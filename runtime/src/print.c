// SPDX-License-Identifier: Apache-2.0
// Text to the kernel log.
#include <skerry/rt/ipc.h>
#include <skerry/rt/print.h>
#include <skerry/rt/string.h>

void rt_log(const char *text, size_t length)
{
	while (length) {
		size_t n = length > SK_LOG_BYTES ? SK_LOG_BYTES : length;
		sk_word_t words[1 + SK_LOG_BYTES / 4];
		struct rt_msg m = {.tag = SK_TAG(SK_LOG_WRITE, 1 + (n + 3) / 4, 0)};

		memcpy(&words[1], text, n);
		m.w[0] = n;
		for (unsigned i = 1; i < 1 + (n + 3) / 4; i++) {
			if (i < SK_MSG_REG_WORDS)
				m.w[i] = words[i];
			else
				rt_utcb()->mr[i] = words[i];
		}
		(void)rt_call(SK_SLOT_LOG, &m);
		text += n;
		length -= n;
	}
}

void rt_printf(const char *format, ...)
{
	char line[256];
	va_list args;

	va_start(args, format);
	int n = rt_vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	rt_log(line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}
