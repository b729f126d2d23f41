/* SPDX-License-Identifier: GPL-2.0-or-later */
/* buffer.c - see buffer.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/buffer.h"

void *must_grow(void *block, size_t n, size_t size)
{
	block = reallocarray(block, n, size);
	if (!block) {
		fprintf(stderr, "mmusim: no memory\n");
		exit(1);
	}
	return block;
}

void *must_alloc(size_t n, size_t size)
{
	void *block = must_grow(NULL, n ? n : 1, size);

	memset(block, 0, (n ? n : 1) * size);
	return block;
}

char *must_copy(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(must_alloc(size, 1), text, size);
}

void buffer_add(struct buffer *b, const char *text, size_t len)
{
	if (b->len + len + 1 > b->size) {
		b->size = 2 * (b->len + len + 1);
		b->text = must_grow(b->text, b->size, 1);
	}
	memcpy(b->text + b->len, text, len);
	b->len += len;
	b->text[b->len] = '\0';
}

void buffer_char(struct buffer *b, char c)
{
	buffer_add(b, &c, 1);
}

void buffer_printf(struct buffer *b, const char *format, ...)
{
	va_list ap, again;
	char *text;
	int n;

	va_start(ap, format);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	text = must_alloc((size_t)n + 1, 1);
	vsnprintf(text, (size_t)n + 1, format, again);
	va_end(again);
	buffer_add(b, text, (size_t)n);
	free(text);
}

void buffer_free(struct buffer *b)
{
	free(b->text);
	*b = (struct buffer){0};
}

char *buffer_take(struct buffer *b)
{
	char *text = b->text ? b->text : must_copy("");

	*b = (struct buffer){0};
	return text;
}
