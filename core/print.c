// SPDX-License-Identifier: Apache-2.0
// Formatted output on the debug console.
#include <skerry/arch/console.h>
#include <skerry/divide.h>
#include <skerry/log.h>

struct spec {
	unsigned width;
	bool left;
	char fill;
	unsigned longs;
};

static void put_repeated(char c, unsigned length, unsigned width)
{
	for (; length < width; length++)
		arch_console_putc(c);
}

static void put_text(const struct spec *s, const char *text)
{
	unsigned length = 0;

	while (text[length])
		length++;
	if (!s->left)
		put_repeated(' ', length, s->width);
	for (unsigned i = 0; i < length; i++)
		arch_console_putc(text[i]);
	if (s->left)
		put_repeated(' ', length, s->width);
}

static void put_number(const struct spec *s, uint64_t value, unsigned base, bool negative)
{
	char digits[24];
	unsigned at = sizeof(digits) - 1;

	digits[at] = 0;
	do {
		uint32_t digit;

		value = divide(value, base, &digit);
		digits[--at] = "0123456789abcdef"[digit];
	} while (value);
	if (s->fill == '0' && !s->left) {
		if (negative)
			arch_console_putc('-');
		put_repeated('0', (unsigned)(sizeof(digits) - 1) - at + negative, s->width);
		put_text(&(struct spec){0}, &digits[at]);
		return;
	}
	if (negative)
		digits[--at] = '-';
	put_text(s, &digits[at]);
}

static const char *parse(const char *f, struct spec *s)
{
	*s = (struct spec){.fill = ' '};
	for (; *f == '-' || *f == '0'; f++) {
		if (*f == '-')
			s->left = true;
		else
			s->fill = '0';
	}
	for (; *f >= '0' && *f <= '9'; f++)
		s->width = s->width * 10 + (unsigned)(*f - '0');
	for (; *f == 'l'; f++)
		s->longs++;
	return f;
}

void log_vprintf(const char *format, va_list args)
{
	struct spec s;

	for (const char *f = format; *f; f++) {
		if (*f != '%') {
			arch_console_putc(*f);
			continue;
		}
		f = parse(f + 1, &s);
		if (*f == 's') {
			put_text(&s, va_arg(args, const char *));
		} else if (*f == 'c') {
			put_text(&s, (char[]){(char)va_arg(args, int), 0});
		} else if (*f == 'p') {
			put_number(&s, (uintptr_t)va_arg(args, void *), 16, false);
		} else if (*f == 'd') {
			int64_t v = s.longs > 1 ? va_arg(args, long long)
			            : s.longs   ? va_arg(args, long)
			                        : va_arg(args, int);

			put_number(&s, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 10, v < 0);
		} else if (*f == 'u' || *f == 'x') {
			uint64_t v = s.longs > 1 ? va_arg(args, unsigned long long)
			             : s.longs   ? va_arg(args, unsigned long)
			                         : va_arg(args, unsigned);

			put_number(&s, v, *f == 'x' ? 16 : 10, false);
		} else if (*f == 0) {
			return;
		} else {
			arch_console_putc(*f);
		}
	}
}

void log_printf(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_vprintf(format, args);
	va_end(args);
}
