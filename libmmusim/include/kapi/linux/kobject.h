/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kobjects: folders of /sys, as far as a module makes one.
 */
#ifndef _LINUX_KOBJECT_H
#define _LINUX_KOBJECT_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/sysfs.h>

struct kobject {
	const char *name;
	struct list_head entry;
	struct kobject *parent;
	void *__gap[3];
	struct kref kref;
	unsigned int __flags;
};

static_assert(sizeof(struct kobject) == 64);

struct kobj_attribute {
	struct attribute attr;
	ssize_t (*show)(struct kobject *kobj, struct kobj_attribute *attr,
			char *buf);
	ssize_t (*store)(struct kobject *kobj, struct kobj_attribute *attr,
			 const char *buf, size_t count);
};

extern struct kobject *kernel_kobj; /* /sys/kernel */

struct kobject *kobject_create_and_add(const char *name,
				       struct kobject *parent);
struct kobject *kobject_get(struct kobject *kobj);
void kobject_put(struct kobject *kobj);

#endif
