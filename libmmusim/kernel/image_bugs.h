/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image_bugs.h - where Linux has the BUGs of functions that are code of the kernel
 * image: x_bug.c.
 */
#ifndef KERNEL_IMAGE_BUGS_H
#define KERNEL_IMAGE_BUGS_H

enum kern_image_bug {
	KERN_BUG_POOL_IN_USE,
	KERN_BUG_POOL_ALGORITHM,
	KERN_BUG_POOL_BEYOND,
	KERN_BUG_POOL_FREE,
	KERN_BUG_POOL_STRANGER,
	KERN_BUG_SG_LAST,
	KERN_BUG_LRU_STATUS,
};

#endif
