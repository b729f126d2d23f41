/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_hexdump.c - exported functions that print memory.
 *
 *   00000000: 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 0a  abcdefghijklmno.
 *
 * Reference: Linux 6.1, lib/hexdump.c.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "kernel/exports.h"

enum { WIDEST = 32, LINE = WIDEST * 3 + 2 + WIDEST + 1 };

/* enum, as its callers have it */
enum { PREFIX_NONE, PREFIX_ADDRESS, PREFIX_OFFSET };

/**
 * struct shape - how a line looks
 * @row, @group: bytes in a line, and in a number
 */
struct shape {
	int row, group;
	bool ascii;
};

static struct shape make_shape(uint64_t row, uint64_t group, bool ascii)
{
	struct shape shape = {.row = (int)row == WIDEST ? WIDEST : WIDEST / 2,
			      .group = (int)group,
			      .ascii = ascii};

	return shape;
}

/* A number that does not divide what there is would be cut. */
static int group_of(const struct shape *shape, int len)
{
	int group = shape->group;

	if (group < 1 || group > 8 || group & (group - 1) || len % group)
		return 1;
	return group;
}

static void make_line(const struct shape *shape, const unsigned char *data,
		      int len, char line[LINE])
{
	int group = group_of(shape, len), n = 0;
	int column = shape->row * 2 + shape->row / group + 1;

	line[0] = 0;
	for (int i = 0; i < len; i += group) {
		uint64_t number = 0;

		memcpy(&number, data + i, (size_t)group);
		n += snprintf(line + n, (size_t)(LINE - n), "%s%0*llx",
			      i ? " " : "", group * 2,
			      (unsigned long long)number);
	}
	if (!shape->ascii || !len)
		return;
	n += snprintf(line + n, (size_t)(LINE - n), "%*s", column - n, "");
	for (int i = 0; i < len && n < LINE - 1; i++)
		line[n++] = isascii(data[i]) && isprint(data[i]) ?
				    (char)data[i] :
				    '.';
	line[n] = 0;
}

static uint64_t stack_arg(struct kern_call *call, unsigned int i)
{
	uint64_t value = 0;

	kern_call_read(call, &value, call->sp + 8 + 8ull * i, sizeof(value));
	return value;
}

/* int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize,
 * char *linebuf, size_t linebuflen, bool ascii) */
uint64_t kern_x_hex_dump_to_buffer(struct kern_call *call)
{
	struct shape shape = make_shape(call->arg[2], call->arg[3],
					stack_arg(call, 0) & 0xff);
	uint64_t room = call->arg[5], len = call->arg[1];
	unsigned char data[WIDEST];
	char line[LINE];
	size_t n;

	if (len > (uint64_t)shape.row)
		len = (uint64_t)shape.row;
	if (call->fault || kern_call_read(call, data, call->arg[0], len))
		return 0;
	make_line(&shape, data, (int)len, line);
	n = strlen(line);
	if (room && n >= room)
		line[room - 1] = 0;
	if (room)
		kern_call_write(call, call->arg[4], line, strlen(line) + 1);
	return n;
}

static void print_line(struct kern_call *call, const char *before,
		       uint64_t offset, const char *line)
{
	uint64_t la = kern_call_la(call, call->arg[5] + offset);

	switch ((int)call->arg[2]) {
	case PREFIX_ADDRESS:
		kern_printk(call->kern, "%s%p: %s\n", before,
			    (void *)(uintptr_t)la, line);
		break;
	case PREFIX_OFFSET:
		kern_printk(call->kern, "%s%.8x: %s\n", before,
			    (unsigned int)offset, line);
		break;
	default:
		kern_printk(call->kern, "%s%s\n", before, line);
	}
}

/* void print_hex_dump(const char *level, const char *prefix_str, int prefix_type,
 * int rowsize, int groupsize, const void *buf, size_t len, bool ascii) */
uint64_t kern_x_print_hex_dump(struct kern_call *call)
{
	struct shape shape = make_shape(call->arg[3], call->arg[4],
					stack_arg(call, 1) & 0xff);
	uint64_t len = stack_arg(call, 0);
	char before[256], line[LINE];
	unsigned char data[WIDEST];
	size_t n;

	if (call->fault || kern_call_string(call, before, call->arg[0], 16))
		return 0;
	n = strlen(before);
	if (kern_call_string(call, before + n, call->arg[1],
			     sizeof(before) - n))
		return 0;
	for (uint64_t at = 0; at < len; at += (uint64_t)shape.row) {
		int here = len - at < (uint64_t)shape.row ? (int)(len - at) :
							    shape.row;

		if (kern_call_read(call, data, call->arg[5] + at,
				   (size_t)here)) {
			call->in = KERN_IN_HEX_DUMP;
			return 0;
		}
		make_line(&shape, data, here, line);
		print_line(call, before, at, line);
	}
	return 0;
}
