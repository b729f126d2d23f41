/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.c - see text.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel/text.h"

struct kern_text kern_text(void)
{
	return (struct kern_text){.text = calloc(1, 1)};
}

void kern_text_add(struct kern_text *t, const char *format, ...)
{
	va_list ap, again;
	char *grown;
	int n;

	if (!t->text)
		return;
	va_start(ap, format);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	grown = realloc(t->text, t->len + (size_t)n + 1);
	if (grown) {
		vsnprintf(grown + t->len, (size_t)n + 1, format, again);
		t->len += (size_t)n;
	} else {
		free(t->text);
	}
	t->text = grown;
	va_end(again);
	va_end(ap);
}
