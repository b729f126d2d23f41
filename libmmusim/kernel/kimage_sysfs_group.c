/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_sysfs_group.c - groups of attributes, with a folder of their own or without,
 * as code of the kernel image.
 *
 * Reference: Linux 6.1, fs/sysfs/group.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kernfs.h"
#include "kernel/kimage_sysfs.h"

USES_TEXT(sysfs_group_empty);
USES_TEXT(sysfs_group_mode);
USES_TEXT(sysfs_group_gone);
USES_TEXT(sysfs_group_unknown);
USES_TEXT(empty);

enum { MODES = 0664, PREALLOC = 010000 };

typedef const struct attribute_group group;

KIMAGE_INLINE void remove_files(struct kernfs_node *parent, group *g)
{
	for (size_t i = 0; g->attrs && g->attrs[i]; i++)
		kimg_kernfs_remove_by_name(parent, g->attrs[i]->name);
	for (size_t i = 0; g->bin_attrs && g->bin_attrs[i]; i++)
		kimg_kernfs_remove_by_name(parent, g->bin_attrs[i]->attr.name);
}

/* What others may do is not for sysfs to say. */
KIMAGE_INLINE unsigned int check_mode(const char *name, unsigned int mode)
{
	if (mode & ~(unsigned int)(PREALLOC | MODES)) {
		kimg___warn_printk(TEXT(sysfs_group_mode), name, mode);
		KIMAGE_WARN_SAID("internal_create_group", "fs/sysfs/group.c:59",
				 0x2f5);
	}
	return mode & MODES;
}

KIMAGE_INLINE int create_attrs(struct kernfs_node *parent, struct kobject *kobj,
			       group *g, bool update)
{
	int err = 0;

	for (int i = 0; g->attrs && g->attrs[i] && !err; i++) {
		struct attribute *attr = g->attrs[i];
		unsigned int mode = attr->mode;

		if (update)
			kimg_kernfs_remove_by_name(parent, attr->name);
		if (g->is_visible)
			mode = g->is_visible(kobj, attr, i);
		if (!mode && g->is_visible)
			continue;
		mode = check_mode(attr->name, mode);
		err = kimg_sysfs_add_file_mode_ns(parent, attr, mode);
	}
	return err;
}

KIMAGE_INLINE int create_bin_attrs(struct kernfs_node *parent,
				   struct kobject *kobj, group *g, bool update)
{
	int err = 0;

	for (int i = 0; g->bin_attrs && g->bin_attrs[i] && !err; i++) {
		struct bin_attribute *attr = g->bin_attrs[i];
		unsigned int mode = attr->attr.mode;

		if (update)
			kimg_kernfs_remove_by_name(parent, attr->attr.name);
		if (g->is_bin_visible)
			mode = g->is_bin_visible(kobj, attr, i);
		if (!mode && g->is_bin_visible)
			continue;
		mode = check_mode(attr->attr.name, mode);
		err = kimg_sysfs_add_bin_file_mode_ns(parent, attr, mode);
	}
	return err;
}

/* The folder that its files go to. */
KIMAGE_INLINE struct kernfs_node *folder_of(struct kobject *kobj, group *g,
					    bool update)
{
	struct kernfs_node *node = kobj->sd;

	if (!g->name)
		return node;
	if (update) {
		node = kimg_kernfs_find(kobj->sd, g->name);
		if (!node)
			kimg__printk(TEXT(sysfs_group_unknown), kobj->name,
				     g->name);
		return node ? node : ERR_PTR(ERR_INVAL);
	}
	node = kimg_kernfs_create(kobj->sd, g->name, KERN_KERNFS_DIR, 0755,
				  kobj);
	if (PTR_ERR(node) == ERR_EXIST)
		kimg_sysfs_warn_dup(kobj->sd, g->name);
	return node;
}

KIMAGE_DEFINE_INNER(int, internal_create_group, struct kobject *kobj,
		    bool update, group *g)
{
	struct kernfs_node *node;
	int err;

	if (!kobj || (!update && !kobj->sd)) {
		KIMAGE_WARN("internal_create_group", "fs/sysfs/group.c:115",
			    0x27e);
		return ERR_INVAL;
	}
	if (!kobj->sd)
		return ERR_INVAL;
	if (!g->attrs && !g->bin_attrs) {
		kimg___warn_printk(TEXT(sysfs_group_empty), kobj->name,
				   g->name ? g->name : TEXT(empty));
		KIMAGE_WARN_SAID("internal_create_group",
				 "fs/sysfs/group.c:122", 0x27a);
		return ERR_INVAL;
	}
	node = folder_of(kobj, g, update);
	if (IS_ERR(node))
		return PTR_ERR(node);
	err = create_attrs(node, kobj, g, update);
	if (!err)
		err = create_bin_attrs(node, kobj, g, update);
	if (err)
		remove_files(node, g);
	if (err && g->name && !update)
		kimg_kernfs_remove(node);
	return err;
}

KIMAGE_DEFINE(int, sysfs_create_group, struct kobject *kobj, group *g)
{
	return kimg_internal_create_group(kobj, false, g);
}

KIMAGE_DEFINE(int, sysfs_update_group, struct kobject *kobj, group *g)
{
	return kimg_internal_create_group(kobj, true, g);
}

KIMAGE_DEFINE(void, sysfs_remove_group, struct kobject *kobj, group *g)
{
	struct kernfs_node *parent = kobj->sd, *node = parent;

	if (g->name) {
		node = kimg_kernfs_find(parent, g->name);
		if (!node) {
			kimg___warn_printk(TEXT(sysfs_group_gone), g->name,
					   kobj->name);
			KIMAGE_WARN_SAID("sysfs_remove_group",
					 "fs/sysfs/group.c:278", 0x71);
			return;
		}
	}
	remove_files(node, g);
	if (g->name)
		kimg_kernfs_remove(node);
}

KIMAGE_DEFINE(int, sysfs_create_groups, struct kobject *kobj, group **groups)
{
	int err = 0, i;

	for (i = 0; groups && groups[i]; i++) {
		err = kimg_internal_create_group(kobj, false, groups[i]);
		if (err)
			break;
	}
	while (err && --i >= 0)
		kimg_sysfs_remove_group(kobj, groups[i]);
	return err;
}

KIMAGE_DEFINE(void, sysfs_remove_groups, struct kobject *kobj, group **groups)
{
	for (int i = 0; groups && groups[i]; i++)
		kimg_sysfs_remove_group(kobj, groups[i]);
}
