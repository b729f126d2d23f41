/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kobjects: folders of /sys, and the objects that they stand for. Who drops the last
 * reference has release() called.
 */
#ifndef _LINUX_KOBJECT_H
#define _LINUX_KOBJECT_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/sysfs.h>
#include <linux/types.h>
#include <linux/wait.h>

struct kernfs_node;

struct kobject {
	const char *name;
	struct list_head entry;
	struct kobject *parent;
	struct kset *kset;
	const struct kobj_type *ktype;
	struct kernfs_node *sd;
	struct kref kref;
	unsigned int state_initialized : 1;
	unsigned int state_in_sysfs : 1;
	unsigned int state_add_uevent_sent : 1;
	unsigned int state_remove_uevent_sent : 1;
	unsigned int uevent_suppress : 1;
};

static_assert(sizeof(struct kobject) == 64);

/**
 * struct kobj_type - what objects of one kind have in common
 * @release:        frees the object that the kobject is part of
 * @sysfs_ops:      how its attributes are read and written
 * @default_groups: its files; ends with NULL
 */
struct kobj_type {
	void (*release)(struct kobject *kobj);
	const struct sysfs_ops *sysfs_ops;
	const struct attribute_group **default_groups;
	void *__gap[3];
};

static_assert(sizeof(struct kobj_type) == 48);

/* Several kobjects, and the folder in which theirs are. */
struct kset {
	struct list_head list;
	spinlock_t list_lock;
	struct kobject kobj;
	const struct kset_uevent_ops *uevent_ops;
};

static_assert(sizeof(struct kset) == 96);

struct kobj_attribute {
	struct attribute attr;
	ssize_t (*show)(struct kobject *kobj, struct kobj_attribute *attr,
			char *buf);
	ssize_t (*store)(struct kobject *kobj, struct kobj_attribute *attr,
			 const char *buf, size_t count);
};

enum kobject_action {
	KOBJ_ADD,
	KOBJ_REMOVE,
	KOBJ_CHANGE,
	KOBJ_MOVE,
	KOBJ_ONLINE,
	KOBJ_OFFLINE,
	KOBJ_BIND,
	KOBJ_UNBIND,
};

/* Show and store of attributes that are each a struct kobj_attribute. */
extern const struct sysfs_ops kobj_sysfs_ops;

extern struct kobject *kernel_kobj; /* /sys/kernel */

void kobject_init(struct kobject *kobj, const struct kobj_type *ktype);
__printf(3, 4) int __must_check
	kobject_add(struct kobject *kobj, struct kobject *parent,
		    const char *fmt, ...);
__printf(4, 5) int __must_check
	kobject_init_and_add(struct kobject *kobj,
			     const struct kobj_type *ktype,
			     struct kobject *parent, const char *fmt, ...);
__printf(2, 3) int kobject_set_name(struct kobject *kobj, const char *fmt, ...);
void kobject_del(struct kobject *kobj);
struct kobject *__must_check kobject_create_and_add(const char *name,
						    struct kobject *parent);
struct kobject *kobject_get(struct kobject *kobj);
void kobject_put(struct kobject *kobj);
int kobject_uevent(struct kobject *kobj, enum kobject_action action);

struct kset *__must_check kset_create_and_add(const char *name,
					      const struct kset_uevent_ops *ops,
					      struct kobject *parent);
void kset_unregister(struct kset *kset);

static inline const char *kobject_name(const struct kobject *kobj)
{
	return kobj->name;
}

static inline struct kset *to_kset(struct kobject *kobj)
{
	return kobj ? container_of(kobj, struct kset, kobj) : NULL;
}

static inline struct kset *kset_get(struct kset *kset)
{
	return kset ? to_kset(kobject_get(&kset->kobj)) : NULL;
}

static inline void kset_put(struct kset *kset)
{
	kobject_put(&kset->kobj);
}

#endif
