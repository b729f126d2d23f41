/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_kobject.h - kobjects and nodes of sysfs, for code of the kernel image:
 * structures as Debian's Linux 6.1 for amd64 lays them out.
 */
#ifndef KERNEL_KIMAGE_KOBJECT_H
#define KERNEL_KIMAGE_KOBJECT_H

#include <stdarg.h>

#include "kernel/kimage_data.h"
#include "kernel/kimage_sync.h"

#define GFP_KERNEL	0xcc0u
#define GFP_KERNEL_ZERO 0xdc0u

#define ERR_NOENT	(-2)
#define ERR_NOMEM	(-12)
#define ERR_FAULT	(-14)
#define ERR_EXIST	(-17)
#define ERR_INVAL	(-22)

#define IS_ERR(ptr)	((unsigned long)(ptr) >= (unsigned long)-4095)
#define PTR_ERR(ptr)	((int)(long)(ptr))
#define ERR_PTR(err)	((void *)(long)(err))

#define OWNER_OF(ptr, type, member) \
	((type *)((char *)(ptr)-offsetof(type, member)))

/* Bits of kobject.state */
#define STATE_INITIALIZED	 1u
#define STATE_IN_SYSFS		 2u
#define STATE_ADD_UEVENT_SENT	 4u
#define STATE_REMOVE_UEVENT_SENT 8u
#define STATE_UEVENT_SUPPRESS	 16u

struct kobject {
	const char *name;
	struct list entry;
	struct kobject *parent;
	struct kset *kset;
	const struct kobj_type *ktype;
	struct kernfs_node *sd;
	int kref;
	unsigned int state;
};

_Static_assert(sizeof(struct kobject) == 64, "as Linux has it");

struct attribute {
	const char *name;
	unsigned short mode;
};

struct bin_attribute {
	struct attribute attr;
	size_t size;
	void *private;
	void *(*mapping)(void);
	long (*read)(void *file, struct kobject *kobj,
		     struct bin_attribute *attr, char *buf, long pos,
		     size_t len);
	long (*write)(void *file, struct kobject *kobj,
		      struct bin_attribute *attr, char *buf, long pos,
		      size_t len);
	void *mmap;
};

struct attribute_group {
	const char *name;
	unsigned short (*is_visible)(struct kobject *kobj,
				     struct attribute *attr, int n);
	unsigned short (*is_bin_visible)(struct kobject *kobj,
					 struct bin_attribute *attr, int n);
	struct attribute **attrs;
	struct bin_attribute **bin_attrs;
};

struct sysfs_ops {
	long (*show)(struct kobject *kobj, struct attribute *attr, char *buf);
	long (*store)(struct kobject *kobj, struct attribute *attr,
		      const char *buf, size_t len);
};

struct kobj_type {
	void (*release)(struct kobject *kobj);
	const struct sysfs_ops *sysfs_ops;
	const struct attribute_group **default_groups;
	const void *(*child_ns_type)(struct kobject *kobj);
	const void *(*namespace)(struct kobject *kobj);
	void (*get_ownership)(struct kobject *kobj, unsigned int *uid,
			      unsigned int *gid);
};

struct kobj_attribute {
	struct attribute attr;
	long (*show)(struct kobject *kobj, struct kobj_attribute *attr,
		     char *buf);
	long (*store)(struct kobject *kobj, struct kobj_attribute *attr,
		      const char *buf, size_t len);
};

struct kset_uevent_ops;

struct kset {
	struct list list;
	unsigned int list_lock, gap;
	struct kobject kobj;
	const struct kset_uevent_ops *uevent_ops;
};

_Static_assert(sizeof(struct kset) == 96, "as Linux has it");

/* What is not named is the library's affair: it knows a node by its address. */
struct kernfs_node {
	int count, active;
	struct kernfs_node *parent;
	const char *name;
	unsigned long rest[9];
	void *priv;
	unsigned long id;
	unsigned short flags, mode;
	void *attributes;
};

_Static_assert(sizeof(struct kernfs_node) == KERN_KERNFS_NODE_SIZE,
	       "as Linux has it");

/* --- of the image ------------------------------------------------------------------- */

/* Texts of image_text.inc, by name. */
#define TEXT(name)	((const char *)image_constant(kimg_text_##name))
#define USES_TEXT(name) extern const char kimg_text_##name[] HIDDEN

HIDDEN void *kimg___kmalloc(size_t size, unsigned int flags);
HIDDEN void kimg_kfree(const void *object);
HIDDEN int kimg__printk(const char *format, ...);
HIDDEN int kimg_sprintf(char *buf, const char *format, ...);
HIDDEN int kimg_snprintf(char *buf, size_t size, const char *format, ...);
HIDDEN int kimg_vsnprintf(char *buf, size_t size, const char *format,
			  va_list ap);
HIDDEN void kimg_dump_stack(void);
HIDDEN void kimg___warn_printk(const char *format, ...);
HIDDEN void kimg_refcount_warn_saturate(int *count, int what);
HIDDEN char *kimg_kstrdup(const char *s, unsigned int flags);

/* enum kobject_action */
enum {
	KERN_KOBJ_ADD,
	KERN_KOBJ_REMOVE,
	KERN_KOBJ_CHANGE,
	KERN_KOBJ_MOVE,
	KERN_KOBJ_ONLINE,
	KERN_KOBJ_OFFLINE,
	KERN_KOBJ_BIND,
	KERN_KOBJ_UNBIND,
	KERN_KOBJ_ACTIONS
};

/* --- kimage_kobject.c ---------------------------------------------------------------- */

HIDDEN void kimg_kobject_init(struct kobject *kobj,
			      const struct kobj_type *ktype);
HIDDEN int kimg_kobject_add(struct kobject *kobj, struct kobject *parent,
			    const char *format, ...);
HIDDEN int kimg_kobject_add_internal(struct kobject *kobj);
HIDDEN int kimg_kobject_set_name(struct kobject *kobj, const char *format, ...);
HIDDEN int kimg_kobject_set_name_vargs(struct kobject *kobj, const char *format,
				       va_list ap);
HIDDEN struct kobject *kimg_kobject_get(struct kobject *kobj);
HIDDEN struct kobject *kimg_kobject_get_unless_zero(struct kobject *kobj);
HIDDEN void kimg_kobject_put(struct kobject *kobj);
HIDDEN void kimg_kobject_del(struct kobject *kobj);
HIDDEN int kimg_kobject_rename(struct kobject *kobj, const char *name);
HIDDEN char *kimg_kobject_get_path(const struct kobject *kobj,
				   unsigned int flags);

/* kimage_uevent.c */
HIDDEN int kimg_kobject_uevent(struct kobject *kobj, int action);
HIDDEN int kimg_kobject_uevent_env(struct kobject *kobj, int action,
				   char *envp[]);

/* kimage_kset.c */
HIDDEN void kimg_kset_init(struct kset *kset);
HIDDEN int kimg_kset_register(struct kset *kset);
HIDDEN struct kobject *kimg_kset_find_obj(struct kset *kset, const char *name);
HIDDEN void kimg_kset_unregister(struct kset *kset);
HIDDEN struct kset *kimg_kset_create_and_add(const char *name,
					     const struct kset_uevent_ops *ops,
					     struct kobject *parent);

/* kimage_sysfs.c */
HIDDEN int kimg_sysfs_create_dir_ns(struct kobject *kobj, const void *ns);
HIDDEN void kimg_sysfs_remove_dir(struct kobject *kobj);
HIDDEN int kimg_sysfs_create_file_ns(struct kobject *kobj,
				     const struct attribute *attr,
				     const void *ns);
HIDDEN void kimg_sysfs_remove_file_ns(struct kobject *kobj,
				      const struct attribute *attr,
				      const void *ns);
HIDDEN int kimg_sysfs_create_groups(struct kobject *kobj,
				    const struct attribute_group **groups);
HIDDEN void kimg_sysfs_remove_groups(struct kobject *kobj,
				     const struct attribute_group **groups);
HIDDEN int kimg_sysfs_create_link(struct kobject *kobj, struct kobject *target,
				  const char *name);
HIDDEN void kimg_sysfs_remove_link(struct kobject *kobj, const char *name);

#endif
