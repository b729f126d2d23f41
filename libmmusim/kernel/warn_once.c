/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * warn_once.c - warnings of the kernel's that are given for each place, or once
 * for each.
 *
 * Reference: Linux 6.1, include/asm-generic/bug.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kernel/warn.h"

#define PLACES (sizeof(((struct kern *)0)->warned) / sizeof(const char *))

static void say(struct kern *k, const struct kern_warning *warning,
		const char *format, va_list ap)
{
	char text[200];

	kern_cut_here(k);
	if (format) {
		vsnprintf(text, sizeof(text), format, ap);
		kern_printk(k, KERN_WARNING "%s", text);
	}
	kern_warn_in(k, warning->where, warning->function, warning->offset);
}

void kern_warning(struct kern *k, const struct kern_warning *warning,
		  const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(k, warning, format, ap);
	va_end(ap);
}

/* The first time for this place? */
static bool is_new(struct kern *k, const char *where)
{
	size_t i;

	for (i = 0; i < PLACES && k->warned[i]; i++)
		if (!strcmp(k->warned[i], where))
			return false;
	if (i < PLACES)
		k->warned[i] = where;
	return true;
}

void kern_warning_once(struct kern *k, const struct kern_warning *warning,
		       const char *format, ...)
{
	va_list ap;

	if (!is_new(k, warning->where))
		return;
	va_start(ap, format);
	say(k, warning, format, ap);
	va_end(ap);
}
