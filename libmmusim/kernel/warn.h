/* SPDX-License-Identifier: GPL-2.0-or-later */
/* warn.h - WARN() of the kernel's own: warn_once.c; private to kernel/. */
#ifndef KERNEL_WARN_H
#define KERNEL_WARN_H

#include "kernel/kern.h"

/**
 * struct kern_warning - where it stands
 * @where:    "FILE:LINE" in Linux
 * @function: which the warning names, and @offset of its UD2 in that, in bytes:
 *            as in image_layout.inc
 */
struct kern_warning {
	const char *where, *function;
	unsigned int offset;
};

/* Of who has called the library; with a text of its own before it, or NULL. */
void kern_warning(struct kern *k, const struct kern_warning *warning,
		  const char *format, ...) MMU_PRINTF(3, 4);
/* The same, once for each place. */
void kern_warning_once(struct kern *k, const struct kern_warning *warning,
		       const char *format, ...) MMU_PRINTF(3, 4);

#endif
