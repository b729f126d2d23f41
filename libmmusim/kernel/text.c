/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.c - see text.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel/fault_inject.h"
#include "kernel/text.h"

struct kern_text kern_text(struct kern *k)
{
	return (struct kern_text){
		.kern = k,
		.text = kern_should_fail_host(k, 1) ? NULL : calloc(1, 1)};
}

static char *grow(const struct kern_text *t, size_t n)
{
	return kern_should_fail_host(t->kern, n) ? NULL : realloc(t->text, n);
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
	grown = grow(t, t->len + (size_t)n + 1);
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

FILE *kern_text_open(struct kern *k, char **text, size_t *len)
{
	*text = NULL;
	return kern_should_fail_host(k, BUFSIZ) ? NULL :
						  open_memstream(text, len);
}

char *kern_text_close(FILE *file, char **text)
{
	bool failed = ferror(file);

	if (!fclose(file) && !failed)
		return *text;
	free(*text);
	return NULL;
}
