/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_string.c - exports that turn strings into numbers.
 *
 * Characters are read one by one, as far as the number goes and no further, so
 * that a fault is where it would be. Once a read has faulted the character is
 * NUL, which ends everything.
 *
 * Reference: Linux 6.1, lib/kstrtox.c, lib/vsprintf.c.
 */
#include <errno.h>
#include <limits.h>

#include "kernel/exports.h"

static char at(struct kern_call *call, uint64_t ptr)
{
	char c = 0;

	if (!call->fault)
		kern_call_read(call, &c, ptr, 1);
	return c;
}

/* The value of a digit in any base; 99 for what is none. */
#define NO_DIGIT UINT_MAX /* not below any base */

static unsigned int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10u : NO_DIGIT;
}

static bool is_x(char c)
{
	return c == 'x' || c == 'X';
}

/* Base 0 is found from the prefix; skip "0x". Return: where digits begin. */
static uint64_t fix_radix(struct kern_call *call, uint64_t ptr,
			  unsigned int *base)
{
	bool zero = at(call, ptr) == '0';

	if (*base == 0 && zero)
		*base = is_x(at(call, ptr + 1)) &&
					digit_of(at(call, ptr + 2)) < 16 ?
				16 :
				8;
	else if (*base == 0)
		*base = 10;
	return *base == 16 && zero && is_x(at(call, ptr + 1)) ? ptr + 2 : ptr;
}

/* Read digits. Return: the first character that is none. *value wraps around
 * when it is too large, and *overflow says so. */
static uint64_t parse_digits(struct kern_call *call, uint64_t ptr,
			     unsigned int base, uint64_t *value, bool *overflow)
{
	unsigned int digit;

	*value = 0;
	*overflow = false;
	for (; (digit = digit_of(at(call, ptr))) < base; ptr++) {
		if (*value > (UINT64_MAX - digit) / base)
			*overflow = true;
		*value = *value * base + digit;
	}
	return ptr;
}

/* --- simple_strtoul(): takes what it finds -------------------------------- */

static uint64_t simple(struct kern_call *call, uint64_t ptr)
{
	unsigned int base = (unsigned int)call->arg[2];
	uint64_t value;
	bool overflow;

	if (call->fault) /* simple_strtol() looks for a sign */
		return 0;
	ptr = fix_radix(call, ptr, &base);
	if (call->fault)
		call->in = KERN_IN_RADIX;
	ptr = parse_digits(call, ptr, base, &value, &overflow);
	if (call->fault)
		return 0;
	if (call->arg[1])
		kern_call_write(call, call->arg[1], &ptr, sizeof(ptr));
	return value;
}

uint64_t kern_x_simple_strtoul(struct kern_call *call)
{
	return simple(call, call->arg[0]);
}

uint64_t kern_x_simple_strtol(struct kern_call *call)
{
	if (at(call, call->arg[0]) == '-')
		return 0 - simple(call, call->arg[0] + 1);
	return simple(call, call->arg[0]);
}

/* --- kstrto*(): the whole string or nothing -------------------------------- */

/* Digits up to the NUL; one newline may stand before it. */
static int parse_all(struct kern_call *call, uint64_t ptr, uint64_t *value)
{
	unsigned int base = (unsigned int)call->arg[1];
	bool overflow;
	uint64_t start = fix_radix(call, ptr, &base);
	uint64_t end = parse_digits(call, start, base, value, &overflow);

	if (overflow)
		return -ERANGE;
	if (end == start)
		return -EINVAL;
	if (at(call, end) == '\n')
		end++;
	return at(call, end) ? -EINVAL : 0;
}

static int parse_unsigned(struct kern_call *call, uint64_t *value)
{
	uint64_t ptr = call->arg[0];

	return parse_all(call, at(call, ptr) == '+' ? ptr + 1 : ptr, value);
}

static int parse_signed(struct kern_call *call, int64_t *value)
{
	uint64_t magnitude;
	int err;

	if (at(call, call->arg[0]) != '-') {
		err = parse_unsigned(call, &magnitude);
		if (!err && magnitude > INT64_MAX)
			err = -ERANGE;
		if (!err)
			*value = (int64_t)magnitude;
		return err;
	}
	err = parse_all(call, call->arg[0] + 1, &magnitude);
	if (!err && magnitude > (uint64_t)INT64_MAX + 1)
		err = -ERANGE;
	if (!err)
		*value = (int64_t)(0 - magnitude);
	return err;
}

/* Store the result through the caller's pointer, unless there is none. */
static uint64_t finish(struct kern_call *call, int err, const void *value,
		       size_t size)
{
	if (!err && !call->fault)
		kern_call_write(call, call->arg[2], value, size);
	return (uint64_t)(int64_t)err;
}

uint64_t kern_x_kstrtoull(struct kern_call *call)
{
	uint64_t value;
	int err = parse_unsigned(call, &value);

	return finish(call, err, &value, sizeof(value));
}

uint64_t kern_x_kstrtoll(struct kern_call *call)
{
	int64_t value;
	int err = parse_signed(call, &value);

	return finish(call, err, &value, sizeof(value));
}

/* kstrtoint() and its like have the whole number read by another function. */
static void blame(struct kern_call *call, enum kern_touch_in in)
{
	if (call->fault)
		call->in = in;
}

uint64_t kern_x_kstrtouint(struct kern_call *call)
{
	uint64_t value = 0;
	int err = parse_unsigned(call, &value);
	unsigned int narrow = (unsigned int)value;

	blame(call, KERN_IN_KSTRTOULL);
	if (!err && narrow != value)
		err = -ERANGE;
	return finish(call, err, &narrow, sizeof(narrow));
}

uint64_t kern_x_kstrtoint(struct kern_call *call)
{
	int64_t value = 0;
	int err = parse_signed(call, &value);
	int narrow = (int)value;

	blame(call, KERN_IN_KSTRTOLL);
	if (!err && narrow != value)
		err = -ERANGE;
	return finish(call, err, &narrow, sizeof(narrow));
}

int kern_call_number_in(struct kern_call *call, bool is_signed, uint64_t *value)
{
	int64_t number = 0;
	int err;

	if (!is_signed)
		return parse_unsigned(call, value);
	err = parse_signed(call, &number);
	*value = (uint64_t)number;
	return err;
}

int kern_call_number(struct kern_call *call, uint64_t ptr, bool is_signed,
		     uint64_t *value)
{
	struct kern_call inner = *call;
	int err;

	inner.arg[0] = ptr;
	inner.arg[1] = 0;
	err = kern_call_number_in(&inner, is_signed, value);
	if (inner.fault)
		kern_call_fault(call, inner.fault_ptr, false);
	return err;
}
