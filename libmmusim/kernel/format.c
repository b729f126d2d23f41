/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format.c - the kernel's vsnprintf().
 *
 *   %[flags][width][.precision][qualifier]conversion
 *
 * It is not the C library's: %p has extensions (format_pointer.c), %#x writes
 * the prefix of zero, too, %.0d writes at least one digit, zero padding goes
 * together with a precision, a bad string pointer prints "(null)" or
 * "(efault)", and output ends at a conversion that it does not know.
 *
 * Reference: Linux 6.1, lib/vsprintf.c.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "kernel/format.h"

#define WIDTH_MAX     ((1 << 23) - 1)
#define PRECISION_MAX ((1 << 15) - 1)

void kern_out_char(struct kern_out *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static void out_repeat(struct kern_out *out, char c, int count)
{
	while (count-- > 0)
		kern_out_char(out, c);
}

/* Move what was written from start on to the right, as far as it fits. */
static void shift_right(struct kern_out *out, size_t start, size_t by)
{
	size_t n = out->len - start;

	out->len += by;
	if (start >= out->size)
		return;
	size_t room = out->size - start;
	if (by < room)
		memmove(out->buf + start + by, out->buf + start,
			n < room - by ? n : room - by);
	memset(out->buf + start, ' ', by < room ? by : room);
}

/* Pad the field that began at start. */
static void pad_field(struct kern_out *out, size_t start, struct kern_spec spec)
{
	size_t n = out->len - start;

	if (spec.width < 0 || n >= (size_t)spec.width)
		return;
	if (spec.flags & KERN_SPEC_LEFT)
		out_repeat(out, ' ', spec.width - (int)n);
	else
		shift_right(out, start, spec.width - n);
}

void kern_out_text(struct kern_out *out, const char *text,
		   struct kern_spec spec)
{
	size_t start = out->len;

	for (int left = spec.precision; *text && left != 0; left--)
		kern_out_char(out, *text++);
	pad_field(out, start, spec);
}

/* The sign's character, or 0; *num becomes the absolute value. */
static char take_sign(uint64_t *num, unsigned int flags)
{
	if (!(flags & KERN_SPEC_SIGN))
		return 0;
	if ((int64_t)*num < 0) {
		*num = 0 - *num;
		return '-';
	}
	if (flags & KERN_SPEC_PLUS)
		return '+';
	return flags & KERN_SPEC_SPACE ? ' ' : 0;
}

/* Digits, lowest first. Return: how many, at least one. */
static int to_digits(uint64_t num, unsigned int base, bool upper, char *digit)
{
	const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	int n = 0;

	do {
		digit[n++] = set[num % base];
		num /= base;
	} while (num);
	return n;
}

/* "0x" or "0" in front of a number; the kernel writes 0x0, but a plain 0. */
static const char *prefix_of(uint64_t num, unsigned int base,
			     unsigned int flags)
{
	if (!(flags & KERN_SPEC_ALT) || base == 10)
		return "";
	if (base == 16)
		return flags & KERN_SPEC_UPPER ? "0X" : "0x";
	return num ? "0" : "";
}

void kern_out_number(struct kern_out *out, uint64_t num, unsigned int base,
		     struct kern_spec spec)
{
	char digit[24];
	const char *prefix = prefix_of(num, base, spec.flags);
	char sign = take_sign(&num, spec.flags);
	int n = to_digits(num, base, spec.flags & KERN_SPEC_UPPER, digit);
	int shown = spec.precision > n ? spec.precision : n;
	int pad = spec.width - shown - (int)strlen(prefix) - (sign != 0);
	bool left = spec.flags & KERN_SPEC_LEFT;
	bool zero = (spec.flags & KERN_SPEC_ZERO) && !left;

	if (!left && !zero)
		out_repeat(out, ' ', pad);
	if (sign)
		kern_out_char(out, sign);
	while (*prefix)
		kern_out_char(out, *prefix++);
	if (zero)
		out_repeat(out, '0', pad);
	out_repeat(out, '0', shown - n);
	while (n > 0)
		kern_out_char(out, digit[--n]);
	if (left)
		out_repeat(out, ' ', pad);
}

/* The width of an integer argument, in bits. */
static unsigned int bits_of(char qualifier)
{
	switch (qualifier) {
	case 'H':
		return 8;
	case 'h':
		return 16;
	case 0:
		return 32;
	default:
		return 64;
	}
}

/* An argument has garbage above its width. */
static uint64_t trim(uint64_t value, unsigned int bits, bool is_signed)
{
	unsigned int unused = 64 - bits;

	value <<= unused;
	return is_signed ? (uint64_t)((int64_t)value >> unused) :
			   value >> unused;
}

static void out_integer(struct kern_args *args, struct kern_out *out,
			unsigned int base, struct kern_spec spec)
{
	bool is_signed = spec.flags & KERN_SPEC_SIGN;
	uint64_t value = args->next(args);

	kern_out_number(out, trim(value, bits_of(spec.qualifier), is_signed),
			base, spec);
}

static void out_char_field(struct kern_args *args, struct kern_out *out,
			   struct kern_spec spec)
{
	size_t start = out->len;

	kern_out_char(out, (char)args->next(args));
	pad_field(out, start, spec);
}

/* Instead of a string whose pointer is bad. */
static void out_error(struct kern_out *out, const char *text,
		      struct kern_spec spec)
{
	if (spec.precision == -1)
		spec.precision = 2 * sizeof(uint64_t);
	kern_out_text(out, text, spec);
}

static int out_string(struct kern_args *args, struct kern_out *out,
		      struct kern_spec spec)
{
	uint64_t ptr = args->next(args);
	size_t start = out->len;
	size_t left = spec.precision < 0 ? SIZE_MAX : (size_t)spec.precision;

	if (!ptr || ptr < KERN_PAGE || kern_is_err(ptr)) {
		out_error(out, ptr ? "(efault)" : "(null)", spec);
		return 0;
	}
	while (left) {
		char piece[128];
		size_t want = sizeof(piece) - 1;

		if (want > left)
			want = left;
		int err = args->string(args, ptr, piece, want + 1);
		if (err)
			return err;
		size_t n = strlen(piece);
		for (size_t i = 0; i < n; i++)
			kern_out_char(out, piece[i]);
		if (n < want)
			break;
		ptr += n;
		left -= n;
	}
	pad_field(out, start, spec);
	return 0;
}

static const char *parse_flags(const char *p, struct kern_spec *spec)
{
	for (;; p++) {
		switch (*p) {
		case '-':
			spec->flags |= KERN_SPEC_LEFT;
			break;
		case '+':
			spec->flags |= KERN_SPEC_PLUS;
			break;
		case ' ':
			spec->flags |= KERN_SPEC_SPACE;
			break;
		case '#':
			spec->flags |= KERN_SPEC_ALT;
			break;
		case '0':
			spec->flags |= KERN_SPEC_ZERO;
			break;
		default:
			return p;
		}
	}
}

/* A decimal number or '*'; *value stays as it is when there is neither. */
static const char *parse_number(struct kern_args *args, const char *p, int max,
				int *value)
{
	if (*p == '*') {
		int given = (int)args->next(args);

		*value = given > max ? max : given < -max ? -max : given;
		return p + 1;
	}
	if (*p < '0' || *p > '9')
		return p;
	for (*value = 0; *p >= '0' && *p <= '9'; p++) {
		*value = *value * 10 + (*p - '0');
		if (*value > max)
			*value = max;
	}
	return p;
}

static const char *parse_qualifier(const char *p, struct kern_spec *spec)
{
	if (!*p || !strchr("hlLzt", *p))
		return p;
	spec->qualifier = *p++;
	if (*p != spec->qualifier)
		return p;
	if (*p == 'l')
		spec->qualifier = 'L';
	else if (*p == 'h')
		spec->qualifier = 'H';
	return p + 1;
}

static const char *parse_spec(struct kern_args *args, const char *p,
			      struct kern_spec *spec)
{
	*spec = (struct kern_spec){.width = -1, .precision = -1};
	p = parse_flags(p, spec);
	p = parse_number(args, p, WIDTH_MAX, &spec->width);
	if (spec->width < -1) {
		spec->width = -spec->width;
		spec->flags |= KERN_SPEC_LEFT;
	}
	if (*p == '.')
		p = parse_number(args, p + 1, PRECISION_MAX, &spec->precision);
	if (spec->precision < -1) /* given by an argument */
		spec->precision = 0;
	return parse_qualifier(p, spec);
}

static const char *skip_extension(const char *p)
{
	while ((*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') ||
	       (*p >= 'a' && *p <= 'z'))
		p++;
	return p;
}

/* format_decode() */
static void warn_of_format(struct kern *k, char c)
{
	if (k->warned_conversion)
		return;
	k->warned_conversion = true;
	kern_cut_here(k);
	kern_printk(k,
		    KERN_WARNING "Please remove unsupported %%%c in format "
				 "string\n",
		    c);
	kern_warn_in(k, "lib/vsprintf.c:2661", "format_decode", 0x441);
}

/*
 * Write one conversion; p points behind its '%'. Return: what follows it, or
 * NULL to end the output. Sets *err when a string faulted.
 */
static const char *convert(struct kern_args *args, struct kern_out *out,
			   const char *p, int *err)
{
	struct kern_spec spec;

	p = parse_spec(args, p, &spec);
	switch (*p) {
	case 'c':
		out_char_field(args, out, spec);
		break;
	case 's':
		*err = out_string(args, out, spec);
		break;
	case 'p':
		kern_out_pointer(args->kern, out, p + 1, args->next(args),
				 spec);
		*err = out->err;
		return skip_extension(p + 1);
	case '%':
		kern_out_char(out, '%');
		break;
	case 'd':
	case 'i':
		spec.flags |= KERN_SPEC_SIGN;
		out_integer(args, out, 10, spec);
		break;
	case 'u':
		out_integer(args, out, 10, spec);
		break;
	case 'o':
		out_integer(args, out, 8, spec);
		break;
	case 'X':
		spec.flags |= KERN_SPEC_UPPER;
		/* fall through */
	case 'x':
		out_integer(args, out, 16, spec);
		break;
	default:
		warn_of_format(args->kern, *p);
		return NULL;
	}
	return p + 1;
}

/* Which function of Linux writes what this part of a format becomes? */
static int writer(const char *from, const char *end)
{
	if (*from != '%')
		return KERN_IN_MEMCPY;
	if (!end)
		return KERN_IN_VSNPRINTF;
	for (from++; from < end; from++) {
		if (strchr("diuoxX", *from))
			return KERN_IN_NUMBER;
		if (*from == 'p')
			return from + 1 == end ? KERN_IN_NUMBER :
						 KERN_IN_STRING;
		if (*from == 's')
			return KERN_IN_STRING;
	}
	return KERN_IN_VSNPRINTF;
}

int kern_vformat(struct kern_args *args, char *buf, size_t size,
		 const char *format)
{
	struct kern_out out = {.buf = buf, .size = size, .args = args};
	int err = 0;

	while (format && *format && !err && !args->fault) {
		const char *from = format;
		size_t begin = out.len;

		if (*format == '%')
			format = convert(args, &out, format + 1, &err);
		else
			kern_out_char(&out, *format++);
		if (args->watch >= begin && args->watch < out.len)
			args->writes = writer(from, format);
	}
	if (size)
		buf[out.len < size ? out.len : size - 1] = '\0';
	if (err || args->fault)
		return -EFAULT;
	return out.len > INT_MAX ? INT_MAX : (int)out.len;
}
