/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_lib.c - exports of the kernel's library: strings that are allocated, numbers
 * of other sizes, random numbers, dumps of memory, reference counts.
 *
 * Reference: Linux 6.1, lib/kasprintf.c, lib/kstrtox.c, lib/hexdump.c,
 * lib/refcount.c, drivers/char/random.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/gfp.h"
#include "kernel/module.h"

/* --- strings -------------------------------------------------------------------- */

/* The text in memory of the module's; 0 without memory. */
static uint64_t give(struct kern_call *call, const char *text, size_t len,
		     uint64_t flags)
{
	struct kern *k = call->kern;
	uint64_t la = kern_kmalloc(k, len + 1, (unsigned int)flags);

	if (!la)
		return 0;
	kern_poke(k, la, text, len);
	kern_poke(k, la + len, "", 1);
	kern_wrote(k, la, len + 1);
	return kern_host(k, la);
}

/* char *kasprintf(gfp_t flags, const char *format, ...) */
uint64_t kern_x_kasprintf(struct kern_call *call)
{
	char text[1024];
	int len = kern_call_format_with(call, 1, 2, text, sizeof(text));

	return len < 0 ? 0 : give(call, text, strlen(text), call->arg[0]);
}

/* char *kstrndup(const char *s, size_t max, gfp_t flags) */
uint64_t kern_x_kstrndup(struct kern_call *call)
{
	char text[1024];
	size_t max = call->arg[1] < sizeof(text) - 1 ? call->arg[1] :
						       sizeof(text) - 1;

	if (!call->arg[0] ||
	    kern_call_string(call, text, call->arg[0], max + 1))
		return 0;
	return give(call, text, strnlen(text, max), call->arg[2]);
}

/* --- numbers ------------------------------------------------------------------------ */

/* int kstrto*(const char *s, unsigned int base, TYPE *value) */
static uint64_t narrow(struct kern_call *call, bool is_signed, size_t size)
{
	uint64_t value = 0, limit = 1ull << (8 * size - is_signed);
	struct kern_call inner = *call;
	int64_t number;
	int err;

	err = kern_call_number_in(&inner, is_signed, &value);
	if (inner.fault) {
		kern_call_fault(call, inner.fault_ptr, false);
		return 0;
	}
	number = (int64_t)value;
	if (!err &&
	    (is_signed ? number < -(int64_t)limit || number >= (int64_t)limit :
			 value >= limit))
		err = -ERANGE;
	if (!err)
		kern_call_write(call, call->arg[2], &value, size);
	return (uint64_t)(int64_t)err;
}

uint64_t kern_x_kstrtou8(struct kern_call *call)
{
	return narrow(call, false, 1);
}

uint64_t kern_x_kstrtos8(struct kern_call *call)
{
	return narrow(call, true, 1);
}

uint64_t kern_x_kstrtou16(struct kern_call *call)
{
	return narrow(call, false, 2);
}

uint64_t kern_x_kstrtos16(struct kern_call *call)
{
	return narrow(call, true, 2);
}

static int truth(const char *s, bool *value)
{
	if (strchr("yY1tT", s[0]) && s[0])
		*value = true;
	else if (strchr("nN0fF", s[0]) && s[0])
		*value = false;
	else if ((s[0] | 0x20) == 'o' && (s[1] | 0x20) == 'n')
		*value = true;
	else if ((s[0] | 0x20) == 'o' && (s[1] | 0x20) == 'f')
		*value = false;
	else
		return -EINVAL;
	return 0;
}

/* int kstrtobool(const char *s, bool *value) */
uint64_t kern_x_kstrtobool(struct kern_call *call)
{
	char text[3] = "";
	bool value;

	if (!call->arg[0])
		return (uint64_t)-EINVAL;
	if (kern_call_string(call, text, call->arg[0], sizeof(text)))
		return 0;
	if (truth(text, &value))
		return (uint64_t)-EINVAL;
	kern_call_write(call, call->arg[1], &value, 1);
	return 0;
}

/* --- random numbers ------------------------------------------------------------------- */

/* splitmix64, by Vigna. The same ones after each boot, so that runs repeat. */
static uint64_t draw(struct kern *k)
{
	uint64_t z = k->random += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* void get_random_bytes(void *buf, size_t len) */
uint64_t kern_x_get_random_bytes(struct kern_call *call)
{
	for (uint64_t done = 0; done < call->arg[1]; done += 8) {
		uint64_t left = call->arg[1] - done, word = draw(call->kern);

		if (kern_call_write(call, call->arg[0] + done, &word,
				    left < 8 ? left : 8))
			break;
	}
	return 0;
}

uint64_t kern_x_get_random_u8(struct kern_call *call)
{
	return (uint8_t)draw(call->kern);
}

uint64_t kern_x_get_random_u16(struct kern_call *call)
{
	return (uint16_t)draw(call->kern);
}

uint64_t kern_x_get_random_u32(struct kern_call *call)
{
	return (uint32_t)draw(call->kern);
}

uint64_t kern_x_get_random_u64(struct kern_call *call)
{
	return draw(call->kern);
}

/* --- dumps -------------------------------------------------------------------------------- */

enum { PREFIX_NONE, PREFIX_ADDRESS, PREFIX_OFFSET };

/* What print_hex_dump() has on the stack, behind the six in registers. */
struct dump {
	char level[8], prefix[64];
	unsigned int row, group;
	uint64_t buf, len;
	bool ascii;
};

static int read_dump(struct kern_call *call, struct dump *d)
{
	uint64_t word[3];

	/* above the return address */
	if (kern_call_read(call, word, call->sp + 8, sizeof(word)) ||
	    kern_call_string(call, d->level, call->arg[0], sizeof(d->level)) ||
	    kern_call_string(call, d->prefix, call->arg[1], sizeof(d->prefix)))
		return -EFAULT;
	d->row = call->arg[3] == 32 ? 32 : 16;
	d->group = (unsigned int)call->arg[4];
	if (d->group != 2 && d->group != 4 && d->group != 8)
		d->group = 1;
	d->buf = call->arg[5];
	d->len = word[0];
	d->ascii = word[1] & 1;
	return 0;
}

/* hex_dump_to_buffer() */
static void hex_line(const struct dump *d, const unsigned char *data, size_t n,
		     char *text, size_t size)
{
	size_t at = 0, column = d->row * 2 + d->row / d->group + 1;
	unsigned int group = n % d->group ? 1 : d->group;

	for (size_t i = 0; i < n; i += group) {
		if (i)
			text[at++] = ' ';
		for (unsigned int j = group; j--;) /* little endian */
			at += (size_t)snprintf(text + at, size - at, "%02x",
					       data[i + j]);
	}
	while (d->ascii && at < column)
		text[at++] = ' ';
	for (size_t i = 0; d->ascii && i < n; i++)
		text[at++] = data[i] >= 32 && data[i] < 127 ? (char)data[i] :
							      '.';
	text[at] = 0;
}

/* void print_hex_dump(level, prefix, prefix_type, row, group, buf, len, ascii) */
uint64_t kern_x_print_hex_dump(struct kern_call *call)
{
	unsigned char data[32];
	char text[256], where[24] = "";
	struct dump d;

	if (read_dump(call, &d))
		return 0;
	for (uint64_t at = 0; at < d.len; at += d.row) {
		size_t n = d.len - at < d.row ? d.len - at : d.row;

		if (kern_call_read(call, data, d.buf + at, n))
			return 0;
		hex_line(&d, data, n, text, sizeof(text));
		if (call->arg[2] == PREFIX_OFFSET)
			snprintf(where, sizeof(where),
				 "%.8llx: ", (unsigned long long)at);
		else if (call->arg[2] == PREFIX_ADDRESS)
			snprintf(where, sizeof(where), "%016llx: ",
				 (unsigned long long)kern_call_la(call,
								  d.buf + at));
		kern_printk(call->kern, "%s%s%s%s\n", d.level, d.prefix, where,
			    text);
	}
	return 0;
}

/* void __dynamic_pr_debug(struct _ddebug *, const char *format, ...): called where
 * it was enabled, which nobody can do here yet */
uint64_t kern_x___dynamic_pr_debug(struct kern_call *call)
{
	char text[KERN_LOG_LINE_MAX];

	if (kern_call_format_with(call, 1, 2, text, sizeof(text)) >= 0)
		kern_printk(call->kern, KERN_DEBUG "%s", text);
	return 0;
}

/* void fortify_panic(const char *name): a copy is larger than what it goes to */
uint64_t kern_x_fortify_panic(struct kern_call *call)
{
	char name[64];

	if (kern_call_string(call, name, call->arg[0], sizeof(name)))
		return 0;
	kern_printk(call->kern, KERN_EMERG "detected buffer overflow in %s\n",
		    name);
	kern_call_bug(call, "lib/string_helpers.c:1027");
	return 0;
}

/* --- reference counts ---------------------------------------------------------------------- */

/* refcount_warn_saturate(refcount_t *r, type): r was set; each is said once */
uint64_t kern_e_refcount_warn(struct kern_call *call)
{
	static const struct {
		const char *text, *where;
	} events[] = {
		{"saturated; leaking memory", "lib/refcount.c:19"},
		{"saturated; leaking memory", "lib/refcount.c:22"},
		{"addition on 0; use-after-free", "lib/refcount.c:25"},
		{"underflow; use-after-free", "lib/refcount.c:28"},
		{"decrement hit 0; leaking memory", "lib/refcount.c:31"},
	};
	struct kern *k = call->kern;
	uint64_t type = call->arg[1];

	if (type >= sizeof(events) / sizeof(events[0]) ||
	    k->warned_refcount & 1u << type)
		return 0;
	k->warned_refcount |= 1u << type;
	kern_cut_here(k);
	kern_printk(k, KERN_WARNING "refcount_t: %s.\n", events[type].text);
	kern_warn(k, events[type].where);
	return 0;
}
