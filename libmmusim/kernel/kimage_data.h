/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_data.h - constants and variables of the kernel image, for code of the image:
 * they lie at the same distance from it wherever it is. That is not the distance that
 * the linker knows: so what assembly has defined is found by its place in its section.
 */
#ifndef KERNEL_KIMAGE_DATA_H
#define KERNEL_KIMAGE_DATA_H

#include "kernel/image_data.h"
#include "kernel/kimage.h"

/* Not const: a compiler may leave out what is written to it. */
extern char __start_kimage_text[] __attribute__((visibility("hidden")));
extern char __start_kimage_rodata[] __attribute__((visibility("hidden")));
extern char __start_kimage_data[] __attribute__((visibility("hidden")));

/* What is at an offset of the image that is behind its text. */
KIMAGE_INLINE char *image_at(unsigned long offset)
{
	return __start_kimage_text + (offset - KERN_IMAGE_TEXT_OFFSET);
}

KIMAGE_INLINE struct image_data *image_data(void)
{
	return (struct image_data *)image_at(KERN_IMAGE_DATA_OFFSET);
}

/* What stands between "constants" and .popsection: image_asm.inc. */
KIMAGE_INLINE const void *image_constant(const void *linked)
{
	return image_at(KERN_IMAGE_RODATA_OFFSET) +
	       ((const char *)linked - __start_kimage_rodata);
}

/* What stands behind "variables". */
KIMAGE_INLINE void *image_variable(const void *linked)
{
	return image_at(KERN_IMAGE_VARIABLES_OFFSET) +
	       ((const char *)linked - __start_kimage_data);
}

#endif
