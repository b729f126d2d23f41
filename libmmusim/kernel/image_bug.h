/* SPDX-License-Identifier: GPL-2.0-or-later */
/* image_bug.h - the UD2s of the kernel image: image_bug.c */
#ifndef KERNEL_IMAGE_BUG_H
#define KERNEL_IMAGE_BUG_H

#include "kernel/kern.h"
#include "kernel/kimage_bug.h"

/* The entry of the UD2 at an address; NULL: none. */
const struct kimage_bug *kern_image_bug(uint64_t la);

#endif
