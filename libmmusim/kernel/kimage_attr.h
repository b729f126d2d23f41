/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_attr.h - how kimage_attr.c shows a variable: file->private_data of such
 * a file. The lowest bits are its size in bytes.
 */
#ifndef KERNEL_KIMAGE_ATTR_H
#define KERNEL_KIMAGE_ATTR_H

#define KERN_ATTR_SIZE	   15u
#define KERN_ATTR_HEX	   16u
#define KERN_ATTR_SIGNED   32u
#define KERN_ATTR_BOOL	   64u
#define KERN_ATTR_BLOB	   128u /* it is a struct debugfs_blob_wrapper */
#define KERN_ATTR_WRITABLE 256u
#define KERN_ATTR_ULONG	   512u /* one of 8 bytes that is called so */
#define KERN_ATTR_SIZE_T   1024u

#endif
