/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_scan.c - exports that take a text apart: sscanf(), vsscanf().
 *
 * Conversions are those of the kernel: c s [ d i u o x X n, with *, a width, and
 * hh h l ll L z t. There are no floating-point numbers.
 *
 * Text and format are copied first; what a conversion stores goes through the
 * caller's pointer at once, as in Linux.
 *
 * Reference: Linux 6.1, lib/vsprintf.c, vsscanf().
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"

#define GP_END 48

/**
 * struct scan - a call of sscanf()
 * @gp_offset, @overflow, @reg_save: where the next argument is: see x_printk.c
 * @reg_save: 0: in the call's own registers
 * @text, @format: how far it has come
 * @done: conversions that were stored
 */
struct scan {
	struct kern_call *call;
	uint32_t gp_offset;
	uint64_t overflow, reg_save;
	const char *start, *text, *format;
	int done;
};

/**
 * struct conversion - "%*5hhx"
 * @width: at most so many characters; -1: as many as there are
 * @size:  of the number that is stored, in bytes
 */
struct conversion {
	bool skip;
	int width;
	unsigned int size;
	char kind;
};

/* --- arguments ------------------------------------------------------------------- */

static uint64_t next_pointer(struct scan *s)
{
	uint64_t value = 0, from;

	if (s->gp_offset < GP_END) {
		from = s->reg_save + s->gp_offset;
		s->gp_offset += 8;
		if (!s->reg_save)
			return s->call->arg[s->gp_offset / 8 - 1];
	} else {
		from = s->overflow;
		s->overflow += 8;
	}
	kern_call_read(s->call, &value, from, sizeof(value));
	return value;
}

/* False: the call has faulted. */
static bool store(struct scan *s, const void *value, size_t len)
{
	uint64_t ptr = next_pointer(s);

	return !s->call->fault && !kern_call_write(s->call, ptr, value, len);
}

/* --- the format -------------------------------------------------------------------- */

/* Behind the '%'. */
static struct conversion read_conversion(struct scan *s)
{
	struct conversion c = {.width = -1, .size = sizeof(int)};

	if (*s->format == '*') {
		c.skip = true;
		s->format++;
	}
	if (isdigit((unsigned char)*s->format))
		for (c.width = 0; isdigit((unsigned char)*s->format);)
			c.width = (c.width * 10 + *s->format++ - '0') % 100000;
	if (*s->format == 'h') {
		c.size = *++s->format == 'h' ? s->format++, 1 : 2;
	} else if (*s->format && strchr("lLzt", *s->format)) {
		c.size = 8;
		s->format += 1 + (s->format[0] == 'l' && s->format[1] == 'l');
	}
	c.kind = *s->format;
	if (c.kind)
		s->format++;
	return c;
}

static void skip_spaces(struct scan *s)
{
	while (isspace((unsigned char)*s->text))
		s->text++;
}

/* --- conversions: false ends it all ---------------------------------------------------- */

static bool scan_chars(struct scan *s, const struct conversion *c)
{
	size_t len = c->width < 0 ? 1 : (size_t)c->width;

	len = strnlen(s->text, len);
	if (!c->skip && !store(s, s->text, len))
		return false;
	s->done += !c->skip;
	s->text += len;
	return true;
}

static bool store_string(struct scan *s, const struct conversion *c, size_t len)
{
	uint64_t ptr;

	s->text += len;
	if (c->skip)
		return true;
	ptr = next_pointer(s);
	if (s->call->fault ||
	    kern_call_write(s->call, ptr, s->text - len, len) ||
	    kern_call_write(s->call, ptr + len, "", 1))
		return false;
	s->done++;
	return true;
}

static bool scan_string(struct scan *s, const struct conversion *c)
{
	size_t len = 0, most = c->width < 0 ? SIZE_MAX : (size_t)c->width;

	skip_spaces(s);
	while (len < most && s->text[len] &&
	       !isspace((unsigned char)s->text[len]))
		len++;
	return store_string(s, c, len);
}

/* "[^a-c]", behind the bracket. Linux wants a width. */
static bool scan_set(struct scan *s, const struct conversion *c)
{
	bool is_in[256] = {false}, wanted = true;
	size_t len = 0;

	if (*s->format == '^') {
		wanted = false;
		s->format++;
	}
	do {
		unsigned char from = (unsigned char)*s->format, to = from;

		if (!from)
			return false;
		if (s->format[1] == '-' && s->format[2] &&
		    s->format[2] != ']') {
			to = (unsigned char)s->format[2];
			s->format += 2;
		}
		for (unsigned int i = from; i <= to; i++)
			is_in[i] = true;
		s->format++;
	} while (*s->format != ']');
	s->format++;
	while (c->width > 0 && len < (size_t)c->width && s->text[len] &&
	       is_in[(unsigned char)s->text[len]] == wanted)
		len++;
	return len && store_string(s, c, len);
}

static int digit_of(char ch)
{
	if (isdigit((unsigned char)ch))
		return ch - '0';
	return isxdigit((unsigned char)ch) ? tolower(ch) - 'a' + 10 : 99;
}

/* _parse_integer_fixup_radix(): 0x and 0 in front say which one */
static int find_base(const char *text, const char *end, int base, int *prefix)
{
	bool hex = end - text > 2 && text[0] == '0' &&
		   tolower(text[1]) == 'x' && digit_of(text[2]) < 16;

	*prefix = 0;
	if (hex && (base == 0 || base == 16)) {
		*prefix = 2;
		return 16;
	}
	if (base == 0)
		return text[0] == '0' ? 8 : 10;
	return base;
}

static bool scan_number(struct scan *s, const struct conversion *c)
{
	bool is_signed = c->kind == 'd' || c->kind == 'i', minus;
	int base = c->kind == 'o'		    ? 8 :
		   c->kind == 'x' || c->kind == 'X' ? 16 :
		   c->kind == 'i'		    ? 0 :
						      10;
	const char *at, *end, *first;
	uint64_t value = 0;
	int prefix;

	skip_spaces(s);
	at = s->text;
	end = at + (c->width < 0 ? strlen(at) : strnlen(at, (size_t)c->width));
	minus = is_signed && at < end && *at == '-';
	at += minus;
	base = find_base(at, at + strlen(at), base, &prefix);
	first = at += prefix;
	if (prefix && at >= end) { /* a field of "0x" alone: 0 */
		first = NULL;
		at = end;
	}
	for (; at < end && digit_of(*at) < base; at++)
		value = value * (uint64_t)base + (uint64_t)digit_of(*at);
	if (at == first)
		return false;
	s->text = at;
	if (minus)
		value = 0 - value;
	if (c->skip)
		return true;
	if (!store(s, &value, c->size))
		return false;
	s->done++;
	return true;
}

static bool convert(struct scan *s)
{
	struct conversion c = read_conversion(s);
	int consumed = (int)(s->text - s->start);

	if (c.kind == 'n')
		return c.skip || store(s, &consumed, sizeof(consumed));
	if (c.kind == '%') {
		skip_spaces(s);
		return *s->text++ == '%';
	}
	if (!*s->text || c.width == 0)
		return false;
	switch (c.kind) {
	case 'c':
		return scan_chars(s, &c);
	case 's':
		return scan_string(s, &c);
	case '[':
		return scan_set(s, &c);
	case 'd':
	case 'i':
	case 'u':
	case 'o':
	case 'x':
	case 'X':
		return scan_number(s, &c);
	}
	return false;
}

static void scan(struct scan *s)
{
	while (*s->format) {
		char ch = *s->format++;

		if (isspace((unsigned char)ch))
			skip_spaces(s);
		else if (ch == '%' ? !convert(s) : *s->text != ch)
			return;
		else if (ch != '%')
			s->text++;
	}
}

/* --- exports ------------------------------------------------------------------------ */

static uint64_t run(struct scan *s)
{
	struct pool *pool = s->call->kern->pool;
	char *text = kern_call_strdup(s->call, s->call->arg[0]);
	char *format = text ? kern_call_strdup(s->call, s->call->arg[1]) : NULL;

	s->start = s->text = text;
	s->format = format;
	if (format)
		scan(s);
	pool_free(pool, text);
	pool_free(pool, format);
	return (uint64_t)s->done;
}

/* int sscanf(const char *text, const char *format, ...): the image has called its
 * vsscanf() with the same registers, so two words more are on the stack. */
uint64_t kern_e_sscanf(struct kern_call *call)
{
	struct scan s = {
		.call = call, .gp_offset = 16, .overflow = call->sp + 24};

	return run(&s);
}

/* int vsscanf(const char *text, const char *format, va_list args) */
uint64_t kern_x_vsscanf(struct kern_call *call)
{
	struct {
		uint32_t gp_offset, fp_offset;
		uint64_t overflow, reg_save;
	} list;
	struct scan s = {.call = call};

	if (kern_call_read(call, &list, call->arg[2], sizeof(list)))
		return 0;
	s.gp_offset = list.gp_offset;
	s.overflow = list.overflow;
	s.reg_save = list.reg_save;
	return run(&s);
}
