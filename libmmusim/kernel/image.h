/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image.h - the parts of the kernel image: image.c, image_map.c.
 */
#ifndef KERNEL_IMAGE_H
#define KERNEL_IMAGE_H

#include <stdint.h>

struct kern;

enum kern_image_which {
	KERN_IMAGE_TEXT,
	KERN_IMAGE_CONSTANTS,
	KERN_IMAGE_VARIABLES,
	KERN_IMAGE_PARTS
};

/**
 * struct kern_image_part - one of them
 * @at:  its offset in the image
 * @len: in bytes
 * @pa:  where it lies in RAM
 */
struct kern_image_part {
	uint64_t at, len, pa;
};

/* Find frames for the parts, whose @at and @len are set; map them, and what is left of
 * the boot's code. -ENOMEM. */
int kern_image_map(struct kern *k, struct kern_image_part *part);

#endif
