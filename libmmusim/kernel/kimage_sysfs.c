/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_sysfs.c - folders, files and links of kobjects in /sys, as code of the kernel
 * image: what a kobject says of itself is read here, and faults here. The tree of nodes
 * is the library's (modfile_kernfs.c).
 *
 * Reference: Linux 6.1, fs/sysfs/dir.c, fs/sysfs/file.c, fs/sysfs/symlink.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kernfs.h"
#include "kernel/kimage_kobject.h"
#include "kernel/kimage_sysfs.h"

USES_TEXT(sysfs_duplicate);
USES_TEXT(sysfs_no_ops);

enum { PATH_LEN = 4096 };

/* --- folders ------------------------------------------------------------------------ */

KIMAGE_DEFINE_INNER(void, sysfs_warn_dup, struct kernfs_node *parent,
		    const char *name)
{
	char *path = kimg___kmalloc(PATH_LEN, GFP_KERNEL_ZERO);

	if (path)
		kimg_kernfs_path(parent, path, PATH_LEN);
	kimg__printk(TEXT(sysfs_duplicate), path, name);
	kimg_dump_stack();
	kimg_kfree(path);
}

KIMAGE_DEFINE_INNER(int, sysfs_create_dir_ns, struct kobject *kobj,
		    const void *ns)
{
	struct kernfs_node *parent, *node;
	unsigned int uid = 0, gid = 0;

	(void)ns;
	if (!kobj) {
		KIMAGE_WARN("sysfs_create_dir_ns", "fs/sysfs/dir.c:45", 0x0);
		return ERR_INVAL;
	}
	parent = kobj->parent ? kobj->parent->sd : sysfs_root();
	if (!parent)
		return ERR_NOENT;
	if (kobj->ktype->get_ownership)
		kobj->ktype->get_ownership(kobj, &uid, &gid);
	node = kimg_kernfs_create(parent, kobj->name, KERN_KERNFS_DIR, 0755,
				  kobj);
	if (IS_ERR(node)) {
		if (PTR_ERR(node) == ERR_EXIST)
			kimg_sysfs_warn_dup(parent, kobj->name);
		return PTR_ERR(node);
	}
	kobj->sd = node;
	return 0;
}

KIMAGE_DEFINE_INNER(void, sysfs_remove_dir, struct kobject *kobj)
{
	struct kernfs_node *node = kobj->sd;

	kobj->sd = NULL;
	if (node)
		kimg_kernfs_remove(node);
}

KIMAGE_DEFINE_INNER(int, sysfs_rename_dir_ns, struct kobject *kobj,
		    const char *name, const void *ns)
{
	(void)ns;
	return kimg_kernfs_rename(kobj->sd, kobj->sd->parent, name);
}

/* --- files -------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(int, sysfs_add_file_mode_ns, struct kernfs_node *parent,
		    const struct attribute *attr, unsigned int mode)
{
	struct kobject *kobj = parent->priv;
	const struct sysfs_ops *ops = kobj->ktype->sysfs_ops;
	struct kernfs_node *node;
	unsigned int how = KERN_KERNFS_ATTR;

	if (!ops) {
		kimg___warn_printk(TEXT(sysfs_no_ops), kobj->name);
		KIMAGE_WARN_SAID("sysfs_add_file_mode_ns",
				 "fs/sysfs/file.c:269", 0xb4);
		return ERR_INVAL;
	}
	if (ops->show)
		how |= KERN_KERNFS_READ;
	if (ops->store)
		how |= KERN_KERNFS_WRITE;
	node = kimg_kernfs_create(parent, attr->name, how, mode & 0777, attr);
	if (!IS_ERR(node))
		return 0;
	if (PTR_ERR(node) == ERR_EXIST)
		kimg_sysfs_warn_dup(parent, attr->name);
	return PTR_ERR(node);
}

KIMAGE_DEFINE_INNER(int, sysfs_add_bin_file_mode_ns, struct kernfs_node *parent,
		    const struct bin_attribute *attr, unsigned int mode)
{
	struct kernfs_node *node;
	unsigned int how = KERN_KERNFS_BINARY;

	if (attr->read)
		how |= KERN_KERNFS_READ;
	if (attr->write)
		how |= KERN_KERNFS_WRITE;
	node = kimg_kernfs_create(parent, attr->attr.name, how, mode & 0777,
				  attr);
	if (!IS_ERR(node))
		return 0;
	if (PTR_ERR(node) == ERR_EXIST)
		kimg_sysfs_warn_dup(parent, attr->attr.name);
	return PTR_ERR(node);
}

KIMAGE_DEFINE(int, sysfs_create_file_ns, struct kobject *kobj,
	      const struct attribute *attr, const void *ns)
{
	unsigned int uid = 0, gid = 0;

	(void)ns;
	if (!kobj || !kobj->sd || !attr) {
		KIMAGE_WARN("sysfs_create_file_ns", "fs/sysfs/file.c:355",
			    0x8b);
		return ERR_INVAL;
	}
	if (kobj->ktype->get_ownership)
		kobj->ktype->get_ownership(kobj, &uid, &gid);
	return kimg_sysfs_add_file_mode_ns(kobj->sd, attr, attr->mode);
}

KIMAGE_DEFINE(void, sysfs_remove_file_ns, struct kobject *kobj,
	      const struct attribute *attr, const void *ns)
{
	(void)ns;
	kimg_kernfs_remove_by_name(kobj->sd, attr->name);
}

KIMAGE_DEFINE(void, sysfs_remove_files, struct kobject *kobj,
	      const struct attribute *const *attr)
{
	for (; *attr; attr++)
		kimg_sysfs_remove_file_ns(kobj, *attr, NULL);
}

KIMAGE_DEFINE(int, sysfs_create_files, struct kobject *kobj,
	      const struct attribute *const *attr)
{
	int err = 0, i;

	for (i = 0; attr[i] && !err; i++)
		err = kimg_sysfs_create_file_ns(kobj, attr[i], NULL);
	while (err && --i >= 0)
		kimg_sysfs_remove_file_ns(kobj, attr[i], NULL);
	return err;
}

KIMAGE_DEFINE(int, sysfs_create_bin_file, struct kobject *kobj,
	      const struct bin_attribute *attr)
{
	if (!kobj || !kobj->sd || !attr) {
		KIMAGE_WARN("sysfs_create_bin_file", "fs/sysfs/file.c:570",
			    0x84);
		return ERR_INVAL;
	}
	return kimg_sysfs_add_bin_file_mode_ns(kobj->sd, attr, attr->attr.mode);
}

KIMAGE_DEFINE(void, sysfs_remove_bin_file, struct kobject *kobj,
	      const struct bin_attribute *attr)
{
	kimg_kernfs_remove_by_name(kobj->sd, attr->attr.name);
}

/* Those who wait by poll() would hear of it: nobody does. */
KIMAGE_DEFINE(void, sysfs_notify, struct kobject *kobj, const char *dir,
	      const char *attr)
{
	struct kernfs_node *node = kobj->sd;

	if (node && dir)
		node = kimg_kernfs_find(node, dir);
	if (node && attr)
		kimg_kernfs_find(node, attr);
}

/* --- links --------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(int, sysfs_do_create_link_sd, struct kernfs_node *parent,
		    struct kobject *target, const char *name, bool warn)
{
	struct kernfs_node *node;

	if (!name || !parent) {
		KIMAGE_WARN("sysfs_do_create_link_sd", "fs/sysfs/symlink.c:26",
			    0xa4);
		return ERR_INVAL;
	}
	if (!target->sd)
		return ERR_NOENT;
	node = kimg_kernfs_create(parent, name, KERN_KERNFS_LINK, 0777,
				  target->sd);
	if (!IS_ERR(node))
		return 0;
	if (warn && PTR_ERR(node) == ERR_EXIST)
		kimg_sysfs_warn_dup(parent, name);
	return PTR_ERR(node);
}

KIMAGE_INLINE int create_link(struct kobject *kobj, struct kobject *target,
			      const char *name, bool warn)
{
	struct kernfs_node *parent = kobj ? kobj->sd : sysfs_root();

	if (!parent)
		return ERR_FAULT;
	return kimg_sysfs_do_create_link_sd(parent, target, name, warn);
}

KIMAGE_DEFINE(int, sysfs_create_link, struct kobject *kobj,
	      struct kobject *target, const char *name)
{
	return create_link(kobj, target, name, true);
}

KIMAGE_DEFINE(int, sysfs_create_link_nowarn, struct kobject *kobj,
	      struct kobject *target, const char *name)
{
	return create_link(kobj, target, name, false);
}

KIMAGE_DEFINE(void, sysfs_remove_link, struct kobject *kobj, const char *name)
{
	kimg_kernfs_remove_by_name(kobj ? kobj->sd : sysfs_root(), name);
}
