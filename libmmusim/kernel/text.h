/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.h - text that grows. */
#ifndef KERNEL_TEXT_H
#define KERNEL_TEXT_H

#include <stddef.h>
#include <stdio.h>

#include <mmusim/api.h>

struct kern;

/* .text is from malloc(), and NULL once memory ran out. Begin with kern_text(). */
struct kern_text {
	struct kern *kern;
	char *text;
	size_t len;
};

struct kern_text kern_text(struct kern *k);
void kern_text_add(struct kern_text *t, const char *format, ...)
	MMU_PRINTF(2, 3);

/* The same by means of a stream: NULL without memory. */
FILE *kern_text_open(struct kern *k, char **text, size_t *len);
/* Return: the text, from malloc(); NULL without memory. */
char *kern_text_close(FILE *file, char **text);

#endif
