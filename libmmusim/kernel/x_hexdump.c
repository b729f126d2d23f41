/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_hexdump.c - print_hex_dump(): bytes as numbers, a line for 16 or 32 of them.
 *
 *   prefix00000010: 6b 6b 6b a5                          kkk.
 *
 * Reference: Linux 6.1, lib/hexdump.c.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/exports.h"

enum { PREFIX_NONE, PREFIX_ADDRESS, PREFIX_OFFSET };
enum { ROW_MAX = 32, LINE_MAX_LEN = 160 };

/**
 * struct dump - how lines look
 * @level:  "\0016", what printk() takes off
 * @row:    bytes of a line, 16 or 32
 * @group:  bytes of a number
 */
struct dump {
	struct kern_call *call;
	char level[8], prefix[48];
	unsigned int type, row, group;
	bool ascii;
};

static bool is_printable(unsigned char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* Numbers are little endian, as the CPU would load them. */
static int put_numbers(char *line, const unsigned char *bytes, unsigned int len,
		       unsigned int group)
{
	int n = 0;

	for (unsigned int i = 0; i < len; i += group) {
		uint64_t value = 0;

		memcpy(&value, bytes + i, group);
		n += sprintf(line + n, "%s%0*llx", i ? " " : "", (int)group * 2,
			     (unsigned long long)value);
	}
	return n;
}

/* hex_dump_to_buffer() */
static void format_row(const struct dump *d, const unsigned char *bytes,
		       unsigned int len, char line[LINE_MAX_LEN])
{
	unsigned int group = len % d->group ? 1 : d->group;
	int n = put_numbers(line, bytes, len, group);
	int column = (int)(d->row * 2 + d->row / group + 1);

	if (!d->ascii)
		return;
	n += sprintf(line + n, "%*s", column - n, "");
	for (unsigned int i = 0; i < len; i++)
		line[n++] = is_printable(bytes[i]) ? (char)bytes[i] : '.';
	line[n] = '\0';
}

static void print_row(const struct dump *d, uint64_t ptr, uint64_t offset,
		      const unsigned char *bytes, unsigned int len)
{
	struct kern *k = d->call->kern;
	char line[LINE_MAX_LEN];

	format_row(d, bytes, len, line);
	if (d->type == PREFIX_ADDRESS)
		kern_printk(k, "%s%s%p: %s\n", d->level, d->prefix,
			    (void *)(uintptr_t)(ptr + offset), line);
	else if (d->type == PREFIX_OFFSET)
		kern_printk(k, "%s%s%.8x: %s\n", d->level, d->prefix,
			    (unsigned int)offset, line);
	else
		kern_printk(k, "%s%s%s\n", d->level, d->prefix, line);
}

static bool is_group(uint64_t n)
{
	return n == 1 || n == 2 || n == 4 || n == 8;
}

/* void print_hex_dump(level, prefix_str, prefix_type, rowsize, groupsize, buf,
 * len, ascii): the last two lie on the stack. */
uint64_t kern_x_print_hex_dump(struct kern_call *call)
{
	struct dump d = {
		.call = call,
		.type = (unsigned int)call->arg[2],
		.row = call->arg[3] == ROW_MAX ? ROW_MAX : 16,
		.group = is_group(call->arg[4]) ? (unsigned int)call->arg[4] :
						  1,
	};
	uint64_t ptr = call->arg[5], stack[2];
	unsigned char bytes[ROW_MAX];

	if (kern_call_string(call, d.level, call->arg[0], sizeof(d.level)) ||
	    kern_call_string(call, d.prefix, call->arg[1], sizeof(d.prefix)) ||
	    kern_call_read(call, stack, call->sp + 8, sizeof(stack)))
		return 0;
	d.ascii = stack[1] & 1;
	for (uint64_t i = 0; i < stack[0]; i += d.row) {
		unsigned int len = stack[0] - i < d.row ?
					   (unsigned int)(stack[0] - i) :
					   d.row;

		if (kern_call_read(call, bytes, ptr + i, len))
			break;
		print_row(&d, ptr, i, bytes, len);
	}
	return 0;
}
