/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernfs.h - what kinds of nodes code of the kernel image has the library make:
 * kimage_sysfs.c, modfile_kernfs.c.
 */
#ifndef KERNEL_KERNFS_H
#define KERNEL_KERNFS_H

#define KERN_KERNFS_DIR	   1u
#define KERN_KERNFS_LINK   2u /* what it leads to comes with it */
#define KERN_KERNFS_ATTR   3u
#define KERN_KERNFS_BINARY 4u
#define KERN_KERNFS_KIND   7u
#define KERN_KERNFS_READ   8u /* there is a function for that */
#define KERN_KERNFS_WRITE  16u

#endif
