/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attributes: files of /sys, each of one value.
 */
#ifndef _LINUX_SYSFS_H
#define _LINUX_SYSFS_H

#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/stringify.h>
#include <linux/types.h>

struct kobject;
struct bin_attribute;

struct attribute {
	const char *name;
	umode_t mode;
};

struct attribute_group {
	const char *name; /* NULL: no folder of its own */
	umode_t (*is_visible)(struct kobject *kobj, struct attribute *attr,
			      int n);
	void *__gap;
	struct attribute **attrs; /* ends with NULL */
	struct bin_attribute **bin_attrs;
};

static_assert(sizeof(struct attribute_group) == 40);

#define __ATTR(_name, _mode, _show, _store)                            \
	{                                                              \
		.attr = {.name = __stringify(_name), .mode = (_mode)}, \
		.show = _show, .store = _store,                        \
	}
#define __ATTR_RO(_name) __ATTR(_name, 0444, _name##_show, NULL)
#define __ATTR_WO(_name) __ATTR(_name, 0200, NULL, _name##_store)
#define __ATTR_RW(_name) __ATTR(_name, 0644, _name##_show, _name##_store)

int sysfs_create_file_ns(struct kobject *kobj, const struct attribute *attr,
			 const void *ns);
void sysfs_remove_file_ns(struct kobject *kobj, const struct attribute *attr,
			  const void *ns);
int sysfs_create_files(struct kobject *kobj,
		       const struct attribute *const *attr);
void sysfs_remove_files(struct kobject *kobj,
			const struct attribute *const *attr);
int sysfs_create_group(struct kobject *kobj, const struct attribute_group *grp);
void sysfs_remove_group(struct kobject *kobj,
			const struct attribute_group *grp);
int sysfs_emit(char *buf, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static inline int sysfs_create_file(struct kobject *kobj,
				    const struct attribute *attr)
{
	return sysfs_create_file_ns(kobj, attr, NULL);
}

static inline void sysfs_remove_file(struct kobject *kobj,
				     const struct attribute *attr)
{
	sysfs_remove_file_ns(kobj, attr, NULL);
}

#endif
