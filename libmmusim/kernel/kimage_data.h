/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_data.h - the variables of the kernel image, for code of the image: they
 * lie at the same distance from it wherever it is.
 */
#ifndef KERNEL_KIMAGE_DATA_H
#define KERNEL_KIMAGE_DATA_H

#include "kernel/image_data.h"
#include "kernel/kimage.h"

/* Not const: a compiler may leave out what is written to it. */
extern char __start_kimage_text[] __attribute__((visibility("hidden")));

KIMAGE_INLINE struct image_data *image_data(void)
{
	return (struct image_data *)(__start_kimage_text -
				     KERN_IMAGE_TEXT_OFFSET +
				     KERN_IMAGE_DATA_OFFSET);
}

#endif
