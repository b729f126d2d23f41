/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.h - text that grows. */
#ifndef KERNEL_TEXT_H
#define KERNEL_TEXT_H

#include <stddef.h>

#include <mmusim/api.h>

/* .text is from malloc(), and NULL once memory ran out. Begin with kern_text(). */
struct kern_text {
	char *text;
	size_t len;
};

struct kern_text kern_text(void);
void kern_text_add(struct kern_text *t, const char *format, ...)
	MMU_PRINTF(2, 3);

#endif
