/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_sysfs.h - the tree of /sys, for code of the kernel image: gates of the
 * library (modfile_kernfs.c), and functions that files of kobjects and groups share.
 */
#ifndef KERNEL_KIMAGE_SYSFS_H
#define KERNEL_KIMAGE_SYSFS_H

#include "kernel/kimage_kobject.h"

/* An error pointer when there is one of that name, or no memory. */
HIDDEN struct kernfs_node *
kimg_kernfs_create(struct kernfs_node *parent, const char *name,
		   unsigned int kind, unsigned int mode, const void *what);
/* With all that is in it. */
HIDDEN void kimg_kernfs_remove(struct kernfs_node *node);
HIDDEN int kimg_kernfs_remove_by_name(struct kernfs_node *parent,
				      const char *name);
HIDDEN struct kernfs_node *kimg_kernfs_find(struct kernfs_node *parent,
					    const char *name);
HIDDEN void kimg_kernfs_path(struct kernfs_node *node, char *path, size_t size);
HIDDEN int kimg_kernfs_rename(struct kernfs_node *node,
			      struct kernfs_node *parent, const char *name);

static inline struct kernfs_node *sysfs_root(void)
{
	return (struct kernfs_node *)image_data()->sysfs[KERN_SYSFS_ROOT];
}

/* kimage_sysfs.c */
HIDDEN void kimg_sysfs_warn_dup(struct kernfs_node *parent, const char *name);
HIDDEN int kimg_sysfs_add_file_mode_ns(struct kernfs_node *parent,
				       const struct attribute *attr,
				       unsigned int mode);
HIDDEN int kimg_sysfs_add_bin_file_mode_ns(struct kernfs_node *parent,
					   const struct bin_attribute *attr,
					   unsigned int mode);

#endif
