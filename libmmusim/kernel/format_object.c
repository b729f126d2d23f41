/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format_object.c - conversions of %p that print what an object of the kernel is called.
 *
 *   %pr   a struct resource: [io  0x06f0-0x06f7 flags 0x80000100]
 *   %pR   its flags in words: [mem 0x30000000-0x3000ffff 64bit]
 *   %pd   the name of a struct dentry; %pd2 to %pd4: with its folders
 *   %pD   that of a struct file's
 *
 * Simplified: %pg and %pC print the pointer as %p does.
 *
 * Reference: Linux 6.1, lib/vsprintf.c, resource_string(), dentry_name().
 */
#include <stdio.h>
#include <string.h>

#include "kernel/format.h"
#include "kernel/image_data.h"

enum { FILE_DENTRY = 24, DENTRY_PARENT = 24, DENTRY_NAME = 40 };
enum { MOST_NAMES = 4, NAME_LEN = 256 };

typedef unsigned long long ull;

/* check_pointer(), and read what it leads to; false: that is all. */
static bool fetch(struct kern *k, struct kern_out *out, uint64_t ptr, void *to,
		  size_t len, struct kern_spec spec)
{
	const char *instead = NULL;

	if (!ptr)
		instead = "(null)";
	else if (ptr < KERN_PAGE || kern_is_err(ptr) ||
		 !kern_peek(k, kern_lift(k, ptr), to, len))
		instead = "(efault)";
	if (instead)
		kern_out_text(out, instead, spec);
	return !instead;
}

/* --- resources ----------------------------------------------------------------------- */

/* IORESOURCE_* */
static const struct {
	unsigned int flag;
	const char *name, *format;
} kinds[] = {
	{0x100, "io  ", "0x%04llx"}, {0x200, "mem ", "0x%08llx"},
	{0x400, "irq ", "%lld"},     {0x800, "dma ", "%lld"},
	{0x1000, "bus ", "%02llx"},  {0, "??? ", "0x%08llx"},
};

static const struct {
	unsigned int flag;
	const char *name;
} words[] = {
	{0x00100000, " 64bit"},
	{0x00002000, " pref"},
	{0x00200000, " window"},
	{0x10000000, " disabled"},
};

static size_t add_number(char *text, size_t n, size_t size, const char *format,
			 uint64_t value)
{
	char number[32];

	snprintf(number, sizeof(number), format, (ull)value);
	return n + (size_t)snprintf(text + n, size - n, "%s", number);
}

static void out_resource(struct kern *k, struct kern_out *out, char how,
			 uint64_t ptr, struct kern_spec spec)
{
	enum { UNSET = 0x20000000 };
	struct resource res;
	char text[160];
	unsigned int kind = 0;
	size_t n;

	if (!fetch(k, out, ptr, &res, sizeof(res), spec))
		return;
	while (kinds[kind].flag && !(res.flags & kinds[kind].flag))
		kind++;
	n = (size_t)snprintf(text, sizeof(text), "[%s", kinds[kind].name);
	if (how == 'R' && kinds[kind].flag && res.flags & UNSET) {
		n += (size_t)snprintf(text + n, sizeof(text) - n, "size ");
		n = add_number(text, n, sizeof(text), kinds[kind].format,
			       res.end - res.start + 1);
	} else {
		n = add_number(text, n, sizeof(text), kinds[kind].format,
			       res.start);
		if (res.start != res.end) {
			text[n++] = '-';
			n = add_number(text, n, sizeof(text),
				       kinds[kind].format, res.end);
		}
	}
	if (how == 'r' || !kinds[kind].flag)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      " flags 0x%llx", (ull)res.flags);
	else
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (res.flags & words[i].flag)
				n += (size_t)snprintf(text + n,
						      sizeof(text) - n, "%s",
						      words[i].name);
	snprintf(text + n, sizeof(text) - n, "]");
	kern_out_text(out, text, spec);
}

/* --- names of files ------------------------------------------------------------------- */

static bool read_name(struct kern *k, uint64_t dentry, char name[NAME_LEN])
{
	uint64_t ptr, la;

	if (!kern_peek(k, dentry + DENTRY_NAME, &ptr, sizeof(ptr)))
		return false;
	la = kern_lift(k, ptr);
	for (size_t i = 0; i < NAME_LEN - 1; i++) {
		if (!kern_peek(k, la + i, &name[i], 1))
			return false;
		if (!name[i])
			return true;
	}
	name[NAME_LEN - 1] = 0;
	return true;
}

/* "folder/file": from the last one on. */
static void out_names(struct kern_out *out, char name[][NAME_LEN], int n,
		      struct kern_spec spec)
{
	char text[MOST_NAMES * NAME_LEN] = "";

	while (n-- > 0) {
		strcat(text, name[n]);
		if (n)
			strcat(text, "/");
	}
	kern_out_text(out, text, spec);
}

static void out_dentry(struct kern *k, struct kern_out *out, const char *ext,
		       uint64_t ptr, struct kern_spec spec)
{
	char name[MOST_NAMES][NAME_LEN];
	int depth = ext[1] >= '2' && ext[1] <= '4' ? ext[1] - '0' : 1, n = 0;
	uint64_t parent;

	for (; n < depth; ptr = parent) {
		if (!fetch(k, out, ptr ? ptr + DENTRY_PARENT : 0, &parent,
			   sizeof(parent), spec))
			return;
		if (!read_name(k, kern_lift(k, ptr), name[n])) {
			kern_out_text(out, "(efault)", spec);
			return;
		}
		if (parent == ptr && n)
			name[n][0] = 0; /* the root */
		n++;
		if (parent == ptr)
			break;
	}
	out_names(out, name, n, spec);
}

bool kern_out_object(struct kern *k, struct kern_out *out, const char *ext,
		     uint64_t ptr, struct kern_spec spec)
{
	uint64_t dentry;

	switch (*ext) {
	case 'r':
	case 'R':
		out_resource(k, out, *ext, ptr, spec);
		return true;
	case 'd':
		out_dentry(k, out, ext, ptr, spec);
		return true;
	case 'D':
		if (fetch(k, out, ptr ? ptr + FILE_DENTRY : 0, &dentry,
			  sizeof(dentry), spec))
			out_dentry(k, out, ext, dentry, spec);
		return true;
	default:
		return false;
	}
}
