/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dynamic_debug.c - pr_debug() of modules that were built for a kernel with
 * CONFIG_DYNAMIC_DEBUG: each is silent until somebody asks for it.
 *
 *   insmod x.ko dyndbg                   all of them
 *   insmod x.ko dyndbg="func probe +pf"  those of one function, with its name
 *
 *   struct _ddebug   00 modname  08 function  10 filename  18 format
 *                    20 lineno:18 class_id:6 flags:8       28 key
 *
 * Simplified: there is no /sys/kernel/debug/dynamic_debug/control.
 *
 * Reference: Linux 6.1, lib/dynamic_debug.c,
 * Documentation/admin-guide/dynamic-debug-howto.rst.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/exports.h"
#include "kernel/format.h"
#include "kernel/jump_label.h"
#include "kernel/task.h"

enum { PRINT = 1, MODNAME = 2, FUNCNAME = 4, LINENO = 8, TID = 16 };

enum { DEBUG_SIZE = 56, KEY = 0x28, TEXT = 256, MOST_WORDS = 9 };

/* As Linux has it; pointers are host pointers. */
struct ddebug {
	uint64_t modname, function, filename, format;
	uint32_t bits; /* lineno:18, class_id:6, flags:8 */
};

static unsigned int line_of(const struct ddebug *d)
{
	return d->bits & 0x3ffff;
}

static unsigned int flags_of(const struct ddebug *d)
{
	return d->bits >> 24;
}

static const char *text_at(struct kern *k, uint64_t ptr, char buf[TEXT])
{
	kern_peek_string(k, kern_lift(k, ptr), buf, TEXT);
	return buf;
}

/* --- which -------------------------------------------------------------------- */

/* "5", "5-9", "5-", "-9" */
static bool in_lines(const char *range, unsigned int line)
{
	const char *dash = strchr(range, '-');
	unsigned long first = strtoul(range, NULL, 10), last = first;

	if (dash)
		last = dash[1] ? strtoul(dash + 1, NULL, 10) : ~0ul;
	return line >= first && line <= last;
}

static bool is_file(const char *pattern, const char *path)
{
	const char *slash = strrchr(path, '/');

	return !fnmatch(pattern, path, 0) ||
	       (slash && !fnmatch(pattern, slash + 1, 0));
}

/* "func" "probe" */
static bool matches(struct kern *k, const struct ddebug *d, const char *what,
		    const char *value)
{
	char text[TEXT];

	if (!strcmp(what, "func"))
		return !fnmatch(value, text_at(k, d->function, text), 0);
	if (!strcmp(what, "file"))
		return is_file(value, text_at(k, d->filename, text));
	if (!strcmp(what, "module"))
		return !fnmatch(value, text_at(k, d->modname, text), 0);
	if (!strcmp(what, "format"))
		return strstr(text_at(k, d->format, text), value);
	return !strcmp(what, "line") && in_lines(value, line_of(d));
}

/* "+pf": the flags that follow from these. */
static unsigned int change_flags(const char *change, unsigned int flags)
{
	static const char letters[] = "pmflt";
	unsigned int given = 0;

	if (!change[0])
		return flags;
	for (const char *at = change + 1; *at; at++) {
		const char *letter = strchr(letters, *at);

		if (letter)
			given |= 1u << (letter - letters);
		else if (*at != '_')
			return flags;
	}
	switch (change[0]) {
	case '+':
		return flags | given;
	case '-':
		return flags & ~given;
	case '=':
		return given;
	default:
		return flags;
	}
}

/* --- queries ------------------------------------------------------------------- */

/* Cut the words apart; quotes keep blanks. How many; 0: too many. */
static size_t split(char *text, const char *word[MOST_WORDS])
{
	size_t n = 0;

	for (;;) {
		char quote = 0;

		text += strspn(text, " \t");
		if (!*text || *text == '#')
			return n;
		if (n == MOST_WORDS)
			return 0;
		if (*text == '"' || *text == '\'')
			quote = *text++;
		word[n++] = text;
		text += strcspn(text, quote ? (char[]){quote, 0} : " \t");
		if (*text)
			*text++ = 0;
	}
}

static void change_one(struct kern *k, uint64_t la, struct ddebug *d,
		       const char *change)
{
	unsigned int old = flags_of(d), flags = change_flags(change, old);

	if (flags == old)
		return;
	d->bits = (d->bits & 0xffffff) | flags << 24;
	kern_poke(k, la, d, sizeof(*d));
	kern_wrote(k, la, sizeof(*d));
	if ((flags ^ old) & PRINT)
		kern_static_key_set(k, la + KEY, flags & PRINT);
}

static void one_query(struct kern *k, const struct kern_module *mod, char *text)
{
	const char *word[MOST_WORDS];
	size_t n = split(text, word);
	struct ddebug d;

	if (n % 2 == 0) /* pairs, and the flags */
		return;
	for (uint64_t la = mod->dyndbg.start;
	     la + DEBUG_SIZE <= mod->dyndbg.end; la += DEBUG_SIZE) {
		bool all = kern_peek(k, la, &d, sizeof(d));

		for (size_t i = 0; i + 1 < n && all; i += 2)
			all = matches(k, &d, word[i], word[i + 1]);
		if (all)
			change_one(k, la, &d, word[n - 1]);
	}
}

void kern_dynamic_debug(struct kern *k, const struct kern_module *mod,
			const char *queries)
{
	char *copy = pool_strdup(k->pool, queries), *rest = NULL;

	for (char *query = copy ? strtok_r(copy, ";\n", &rest) : NULL; query;
	     query = strtok_r(NULL, ";\n", &rest))
		one_query(k, mod, query);
	pool_free(k->pool, copy);
}

/* --- printing -------------------------------------------------------------------- */

/* "[7] module:function:5: " */
static void make_prefix(struct kern *k, const struct ddebug *d, char *buf,
			size_t size)
{
	unsigned int flags = flags_of(d);
	char name[TEXT];
	size_t n = 0;

#define ADD(...)                                         \
	n += (size_t)snprintf(n < size ? buf + n : NULL, \
			      n < size ? size - n : 0, __VA_ARGS__)
	buf[0] = 0;
	if (flags & TID && kern_in_interrupt(k))
		ADD("<intr> ");
	else if (flags & TID)
		ADD("[%d] ", k->current ? k->current->pid : 0);
	if (flags & MODNAME)
		ADD("%s:", text_at(k, d->modname, name));
	if (flags & FUNCNAME)
		ADD("%s:", text_at(k, d->function, name));
	if (flags & LINENO)
		ADD("%u:", line_of(d));
	if (flags & (MODNAME | FUNCNAME | LINENO))
		ADD(" ");
#undef ADD
}

/* void __dynamic_pr_debug(struct _ddebug *descriptor, const char *fmt, ...) */
uint64_t kern_x___dynamic_pr_debug(struct kern_call *call)
{
	char prefix[64], text[KERN_LOG_LINE_MAX];
	struct ddebug d;

	if (kern_call_read(call, &d, call->arg[0], sizeof(d)) ||
	    kern_call_format_with(call, 1, 2, text, sizeof(text)) < 0)
		return 0;
	make_prefix(call->kern, &d, prefix, sizeof(prefix));
	kern_printk(call->kern, KERN_DEBUG "%s%s", prefix, text);
	return 0;
}

/* void __dynamic_dev_dbg(descriptor, const struct device *dev, const char *fmt, ...) */
uint64_t kern_x___dynamic_dev_dbg(struct kern_call *call)
{
	char prefix[64];
	struct ddebug d;

	if (kern_call_read(call, &d, call->arg[0], sizeof(d)))
		return 0;
	make_prefix(call->kern, &d, prefix, sizeof(prefix));
	return kern_say_of_device(call, KERN_DEBUG, 1, prefix);
}
