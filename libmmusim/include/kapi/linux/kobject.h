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
#include <linux/uidgid.h>
#include <linux/wait.h>

struct kernfs_node;
struct kobj_ns_type_operations;

#define UEVENT_NUM_ENVP	   64
#define UEVENT_BUFFER_SIZE 2048

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
	const struct kobj_ns_type_operations *(*child_ns_type)(
		struct kobject *kobj);
	const void *(*namespace)(struct kobject *kobj);
	void (*get_ownership)(struct kobject *kobj, kuid_t *uid, kgid_t *gid);
};

static_assert(sizeof(struct kobj_type) == 48);

/* The variables that programs get with an event: add_uevent_var(). */
struct kobj_uevent_env {
	char *argv[3];
	char *envp[UEVENT_NUM_ENVP];
	int envp_idx;
	char buf[UEVENT_BUFFER_SIZE];
	int buflen;
};

/* What a kset has to say of events of its kobjects. */
struct kset_uevent_ops {
	int (*const filter)(struct kobject *kobj);
	const char *(*const name)(struct kobject *kobj);
	int (*const uevent)(struct kobject *kobj, struct kobj_uevent_env *env);
};

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
extern struct kobject *mm_kobj;	    /* /sys/kernel/mm */
extern struct kobject *fs_kobj;	    /* /sys/fs */
extern struct kobject *firmware_kobj;

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
struct kobject *__must_check kobject_get_unless_zero(struct kobject *kobj);
void kobject_put(struct kobject *kobj);
int __must_check kobject_rename(struct kobject *kobj, const char *new_name);
char *kobject_get_path(const struct kobject *kobj, gfp_t flags);
int kobject_uevent(struct kobject *kobj, enum kobject_action action);
int kobject_uevent_env(struct kobject *kobj, enum kobject_action action,
		       char *envp[]);
__printf(2, 3) int add_uevent_var(struct kobj_uevent_env *env, const char *fmt,
				  ...);

struct kset *__must_check kset_create_and_add(const char *name,
					      const struct kset_uevent_ops *ops,
					      struct kobject *parent);
int __must_check kset_register(struct kset *kset);
void kset_unregister(struct kset *kset);
struct kobject *kset_find_obj(struct kset *kset, const char *name);

static inline const char *kobject_name(const struct kobject *kobj)
{
	return kobj->name;
}

static inline struct kset *to_kset(struct kobject *kobj)
{
	return kobj ? container_of(kobj, struct kset, kobj) : NULL;
}

static inline const struct kobj_type *get_ktype(struct kobject *kobj)
{
	return kobj->ktype;
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
