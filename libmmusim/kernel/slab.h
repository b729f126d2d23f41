/* SPDX-License-Identifier: GPL-2.0-or-later */
/* slab.h - what callers of kern_kmalloc() need besides kern.h. */
#ifndef KERNEL_SLAB_H
#define KERNEL_SLAB_H

/* What kmalloc(0) returns. It faults when used, and kfree() ignores it. */
#define KERN_ZERO_SIZE_PTR 16ull

#endif
