/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_sysctl_proc.c - handlers of files of /proc/sys: one or more numbers, a
 * string; as code of the kernel image. The buffer is the kernel's.
 *
 * Reference: Linux 6.1, kernel/sysctl.c.
 */
#include "kernel/kimage_sysctl.h"

#define INT_MAX	 0x7fffffffl
#define UINT_MAX 0xffffffffl
#define HZ	 250l

enum { MOST_DIGITS = 22, PAGE = 4096 };

USES_TEXT(number_minus);
USES_TEXT(number_plus);

/* What the numbers are. */
enum kind { SIGNED, UNSIGNED, LONG, JIFFIES };

KIMAGE_INLINE bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

KIMAGE_INLINE void skip_spaces(const char **at, size_t *left)
{
	while (*left && is_space(**at)) {
		++*at;
		--*left;
	}
}

KIMAGE_INLINE int digit_of(char c, unsigned int base)
{
	int digit = c >= '0' && c <= '9' ? c - '0' :
		    (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ?
					   (c | 0x20) - 'a' + 10 :
					   99;

	return digit < (int)base ? digit : -1;
}

/* One number, and what is behind it is the end or white space. */
KIMAGE_INLINE int get_long(const char **at, size_t *left, unsigned long *value,
			   bool *negative)
{
	const char *p = *at, *end = *at + *left;
	unsigned int base = 10;

	if (!*left)
		return ERR_INVAL;
	*negative = *p == '-' && *left > 1;
	p += *negative;
	if (*p < '0' || *p > '9')
		return ERR_INVAL;
	if (*p == '0' && p + 1 < end && (p[1] | 0x20) == 'x') {
		base = 16;
		p += 2;
	} else if (*p == '0') {
		base = 8;
	}
	*value = 0;
	for (; p < end && digit_of(*p, base) >= 0; p++) {
		unsigned long digit = (unsigned long)digit_of(*p, base);

		if (*value > (~0ul - digit) / base)
			return ERR_INVAL;
		*value = *value * base + digit;
	}
	if (p - *at >= MOST_DIGITS - 1)
		return ERR_INVAL;
	if (p < end && *p && *p != ' ' && *p != '\t' && *p != '\n')
		return ERR_INVAL;
	*left -= (size_t)(p - *at);
	*at = p;
	return 0;
}

/* A number of the module's: what it is, without its sign. */
KIMAGE_INLINE unsigned long load(const void *data, enum kind kind,
				 bool *negative)
{
	int value;

	*negative = false;
	if (kind == LONG)
		return *(const unsigned long *)data;
	if (kind == UNSIGNED)
		return *(const unsigned int *)data;
	value = *(const volatile int *)data;
	*negative = value < 0;
	if (kind == JIFFIES)
		return (unsigned long)(value < 0 ? -(long)value : value) / HZ;
	return (unsigned long)(value < 0 ? -(long)value : value);
}

KIMAGE_INLINE int store(void *data, enum kind kind, unsigned long value,
			bool negative, const struct ctl_table *table,
			bool bounded)
{
	const void *min = bounded ? table->extra1 : NULL;
	const void *max = bounded ? table->extra2 : NULL;
	long number;

	if (kind == LONG) {
		if (negative)
			return 0;
		if ((min && value < *(const unsigned long *)min) ||
		    (max && value > *(const unsigned long *)max))
			return ERR_INVAL;
		*(unsigned long *)data = value;
		return 0;
	}
	if (kind == UNSIGNED) {
		if (negative || value > UINT_MAX ||
		    (min && value < *(const unsigned int *)min) ||
		    (max && value > *(const unsigned int *)max))
			return ERR_INVAL;
		*(volatile unsigned int *)data = (unsigned int)value;
		return 0;
	}
	if (kind == JIFFIES && value > INT_MAX / HZ)
		return 1;
	if (kind == JIFFIES)
		value *= HZ;
	if (value > (unsigned long)INT_MAX + negative)
		return ERR_INVAL;
	number = negative ? -(long)value : (long)value;
	if ((min && number < *(const int *)min) ||
	    (max && number > *(const int *)max))
		return ERR_INVAL;
	*(volatile int *)data = (int)number;
	return 0;
}

KIMAGE_INLINE int read_vector(const struct ctl_table *table, enum kind kind,
			      char *buf, size_t *len)
{
	size_t size = kind == LONG ? 8 : 4, n = (size_t)table->maxlen / size;
	size_t at = 0;

	for (size_t i = 0; i < n && at + MOST_DIGITS < *len; i++) {
		bool negative;
		unsigned long value =
			load((char *)table->data + i * size, kind, &negative);

		if (i)
			buf[at++] = '\t';
		at += (size_t)kimg_sprintf(buf + at,
					   negative ? TEXT(number_minus) :
						      TEXT(number_plus),
					   value);
	}
	if (at)
		buf[at++] = '\n';
	*len = at;
	return 0;
}

KIMAGE_INLINE int write_vector(const struct ctl_table *table, enum kind kind,
			       const char *buf, size_t *len, bool bounded)
{
	size_t size = kind == LONG ? 8 : 4, n = (size_t)table->maxlen / size;
	size_t left = *len < PAGE ? *len : PAGE - 1, i;
	int err = 0;

	for (i = 0; i < n && left; i++) {
		unsigned long value;
		bool negative;

		skip_spaces(&buf, &left);
		if (!left)
			break;
		err = get_long(&buf, &left, &value, &negative);
		if (!err)
			err = store((char *)table->data + i * size, kind, value,
				    negative, table, bounded) ?
				      ERR_INVAL :
				      0;
		if (err)
			break;
	}
	if (!err)
		skip_spaces(&buf, &left);
	if (!i)
		return err ? err : ERR_INVAL;
	*len -= left;
	return err;
}

KIMAGE_INLINE int do_vector(const struct ctl_table *table, int write, char *buf,
			    size_t *len, long *pos, enum kind kind,
			    bool bounded)
{
	int err;

	if (!table->data || !table->maxlen || !*len || (*pos && !write)) {
		*len = 0;
		return 0;
	}
	if (write && *pos) /* strictly: what comes later is not taken */
		err = 0;
	else if (write)
		err = write_vector(table, kind, buf, len, bounded);
	else
		err = read_vector(table, kind, buf, len);
	*pos += (long)*len;
	return err;
}

#define VECTOR(name, kind, bounded)                                           \
	KIMAGE_DEFINE(int, name, struct ctl_table *table, int write,          \
		      void *buf, size_t *len, long *pos)                      \
	{                                                                     \
		return do_vector(table, write, buf, len, pos, kind, bounded); \
	}

VECTOR(proc_dointvec, SIGNED, false)
VECTOR(proc_douintvec, UNSIGNED, false)
VECTOR(proc_dointvec_minmax, SIGNED, true)
VECTOR(proc_douintvec_minmax, UNSIGNED, true)
VECTOR(proc_doulongvec_minmax, LONG, true)
VECTOR(proc_dointvec_jiffies, JIFFIES, false)

/* --- strings -------------------------------------------------------------------------- */

KIMAGE_INLINE void write_string(char *data, size_t max, const char *from,
				size_t len, long pos)
{
	size_t at = pos > 0 ? (size_t)pos : 0, i;

	if (at && (at > kimg_strlen(data) || at >= max - 1))
		return;
	for (i = 0; i < len && at < max - 1; i++) {
		if (!from[i] || from[i] == '\n')
			break;
		data[at++] = from[i];
	}
	data[at] = 0;
}

KIMAGE_DEFINE(int, proc_dostring, struct ctl_table *table, int write, void *buf,
	      size_t *len, long *pos)
{
	char *data = table->data, *to = buf;
	size_t have;

	if (!data || !table->maxlen || !*len || (*pos && !write)) {
		*len = 0;
		return 0;
	}
	if (write) {
		write_string(data, (size_t)table->maxlen, buf, *len, *pos);
		*pos += (long)*len;
		return 0;
	}
	have = kimg_strlen(data);
	if (have > (size_t)table->maxlen)
		have = (size_t)table->maxlen;
	if (have > *len)
		have = *len;
	kimg_memcpy(to, data, have);
	if (have < *len)
		to[have++] = '\n';
	*len = have;
	*pos += (long)have;
	return 0;
}
