/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gfp.h - the allocation flags that matter here, with Linux 6.1's values. */
#ifndef KERNEL_GFP_H
#define KERNEL_GFP_H

#define KERN_GFP_ZERO	0x100u
#define KERN_GFP_KERNEL 0xcc0u

/* Largest block of the page allocator: 2^10 pages (MAX_ORDER - 1). */
#define KERN_ORDER_MAX 10u

#endif
