/* SPDX-License-Identifier: GPL-2.0-or-later */
/* buffer.h - text that grows. Without memory the program ends, with a message. */
#ifndef TOOL_BUFFER_H
#define TOOL_BUFFER_H

#include <stddef.h>

#include <mmusim/api.h>

/* .text is NULL while nothing was added, and terminated after that. */
struct buffer {
	char *text;
	size_t len, size;
};

void buffer_add(struct buffer *b, const char *text, size_t len);
void buffer_char(struct buffer *b, char c);
void buffer_printf(struct buffer *b, const char *format, ...) MMU_PRINTF(2, 3);
void buffer_free(struct buffer *b);
/* The text, which belongs to the caller from now on; never NULL. */
char *buffer_take(struct buffer *b);

/* malloc() and strdup() that end the program when there is no memory. */
void *must_alloc(size_t n, size_t size);
void *must_grow(void *block, size_t n, size_t size);
char *must_copy(const char *text);

#endif
