/* SPDX-License-Identifier: GPL-2.0-or-later */
/* image_bug.h - the UD2s of the kernel image: image_bug.c, and what warns without
 * one: bug.c. */
#ifndef KERNEL_IMAGE_BUG_H
#define KERNEL_IMAGE_BUG_H

#include "kernel/kern.h"
#include "kernel/kimage_bug.h"

/* The entry of the UD2 at an address; NULL: none. */
const struct kimage_bug *kern_image_bug(uint64_t la);

/**
 * struct kern_warning - a warning that is given once
 * @where:    file and line in Linux
 * @function: the function that is named: image_layout.inc has it
 * @offset:   that of the UD2 in it
 */
struct kern_warning {
	const char *where, *function;
	unsigned int offset;
};

/* WARN_ON_ONCE(), for what the library performs. */
void kern_warn_once(struct kern *k, const struct kern_warning *warning);

#endif
