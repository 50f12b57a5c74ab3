// SPDX-License-Identifier: Apache-2.0
// Formatting text, without system calls.
#include <skerry/rt/print.h>

#include <stdbool.h>
#include <stdint.h>

/** Where formatted characters go. */
struct sink {
	char *at;
	size_t room; /* characters that still fit, the terminator not counted */
	int length;
};

static void put(struct sink *s, char c)
{
	if (s->room) {
		*s->at++ = c;
		s->room--;
	}
	s->length++;
}

/* Divides by 10 without the compiler's 64-bit division, which is not linked. */
static unsigned div10(uint64_t *v)
{
	uint64_t q = 0, r = 0;

	for (int bit = 63; bit >= 0; bit--) {
		r = r << 1 | ((*v >> bit) & 1);
		if (r >= 10) {
			r -= 10;
			q |= 1ull << bit;
		}
	}
	*v = q;
	return (unsigned)r;
}

static void put_number(struct sink *s, uint64_t v, unsigned base, bool negative, char pad, int width)
{
	char digits[24];
	int n = 0;

	do {
		unsigned d;

		if (base == 16) {
			d = (unsigned)v & 15;
			v >>= 4;
		} else if (v >> 32 == 0) {
			d = (unsigned)v % 10;
			v = (uint32_t)v / 10;
		} else {
			d = div10(&v);
		}
		digits[n++] = "0123456789abcdef"[d];
	} while (v);
	if (negative && pad == '0')
		put(s, '-');
	for (int i = n + negative; i < width; i++)
		put(s, pad);
	if (negative && pad != '0')
		put(s, '-');
	while (n)
		put(s, digits[--n]);
}

static void put_text(struct sink *s, const char *text, int width)
{
	int n = 0;

	if (!text)
		text = "(null)";
	for (; text[n]; n++)
		put(s, text[n]);
	for (; n < width; n++)
		put(s, ' ');
}

int rt_vsnprintf(char *buffer, size_t size, const char *format, va_list args)
{
	struct sink s = {buffer, size ? size - 1 : 0, 0};

	for (; *format; format++) {
		char pad = ' ';
		int width = 0, longs = 0;

		if (*format != '%') {
			put(&s, *format);
			continue;
		}
		format++;
		if (*format == '-')
			format++; /* text is always left-justified */
		if (*format == '0')
			pad = '0';
		for (; *format >= '0' && *format <= '9'; format++)
			width = width * 10 + (*format - '0');
		for (; *format == 'l' || *format == 'z'; format++)
			longs += *format == 'l';
		if (*format == 's') {
			put_text(&s, va_arg(args, const char *), width);
		} else if (*format == 'c') {
			put(&s, (char)va_arg(args, int));
		} else if (*format == 'd') {
			int64_t v = longs == 2 ? va_arg(args, int64_t) : va_arg(args, int);

			put_number(&s, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 10, v < 0, pad, width);
		} else if (*format == 'u' || *format == 'x') {
			uint64_t v = longs == 2 ? va_arg(args, uint64_t) : va_arg(args, unsigned);

			put_number(&s, v, *format == 'x' ? 16 : 10, false, pad, width);
		} else if (*format == 'p') {
			put_number(&s, (uintptr_t)va_arg(args, void *), 16, false, '0', 8);
		} else if (*format) {
			put(&s, *format);
		} else {
			break;
		}
	}
	if (size)
		*s.at = 0;
	return s.length;
}

int rt_snprintf(char *buffer, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int n = rt_vsnprintf(buffer, size, format, args);
	va_end(args);
	return n;
}
