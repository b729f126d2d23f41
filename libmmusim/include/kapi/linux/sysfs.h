/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attributes: files of /sys, each of one value.
 */
#ifndef _LINUX_SYSFS_H
#define _LINUX_SYSFS_H

#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/stat.h>
#include <linux/stddef.h>
#include <linux/stringify.h>
#include <linux/types.h>

struct bin_attribute;
struct file;
struct kobject;
struct vm_area_struct;

struct attribute {
	const char *name;
	umode_t mode;
};

struct attribute_group {
	const char *name; /* NULL: no folder of its own */
	umode_t (*is_visible)(struct kobject *kobj, struct attribute *attr,
			      int n);
	umode_t (*is_bin_visible)(struct kobject *kobj,
				  struct bin_attribute *attr, int n);
	struct attribute **attrs; /* ends with NULL */
	struct bin_attribute **bin_attrs;
};

static_assert(sizeof(struct attribute_group) == 40);

/* An attribute of any size, which read() gives from an offset on. */
struct bin_attribute {
	struct attribute attr;
	size_t size;
	void *private;
	void *__gap;
	ssize_t (*read)(struct file *file, struct kobject *kobj,
			struct bin_attribute *attr, char *buf, loff_t off,
			size_t count);
	ssize_t (*write)(struct file *file, struct kobject *kobj,
			 struct bin_attribute *attr, char *buf, loff_t off,
			 size_t count);
	int (*mmap)(struct file *file, struct kobject *kobj,
		    struct bin_attribute *attr, struct vm_area_struct *vma);
};

static_assert(sizeof(struct bin_attribute) == 64);

struct sysfs_ops {
	ssize_t (*show)(struct kobject *kobj, struct attribute *attr,
			char *buf);
	ssize_t (*store)(struct kobject *kobj, struct attribute *attr,
			 const char *buf, size_t count);
};

#define sysfs_attr_init(attr)	  ((void)(attr))
#define sysfs_bin_attr_init(attr) ((void)(attr))

/* Does not compile where anybody may write, or who may write may not read. */
#define VERIFY_OCTAL_PERMISSIONS(perms)                                       \
	(BUILD_BUG_ON_ZERO((perms) < 0) + BUILD_BUG_ON_ZERO((perms) > 0777) + \
	 BUILD_BUG_ON_ZERO((((perms) >> 6) & 4) < (((perms) >> 3) & 4)) +     \
	 BUILD_BUG_ON_ZERO((((perms) >> 3) & 4) < ((perms)&4)) +              \
	 BUILD_BUG_ON_ZERO((((perms) >> 6) & 2) < (((perms) >> 3) & 2)) +     \
	 BUILD_BUG_ON_ZERO((perms)&2) + (perms))

#define __ATTR(_name, _mode, _show, _store)                        \
	{                                                          \
		.attr = {.name = __stringify(_name),               \
			 .mode = VERIFY_OCTAL_PERMISSIONS(_mode)}, \
		.show = _show, .store = _store,                    \
	}
#define __ATTR_RO(_name)	     __ATTR(_name, 0444, _name##_show, NULL)
#define __ATTR_RO_MODE(_name, _mode) __ATTR(_name, _mode, _name##_show, NULL)
#define __ATTR_RW_MODE(_name, _mode) \
	__ATTR(_name, _mode, _name##_show, _name##_store)
#define __ATTR_NULL                     \
	{                               \
		.attr = {.name = NULL } \
	}
#define __ATTR_WO(_name) __ATTR(_name, 0200, NULL, _name##_store)
#define __ATTR_RW(_name) __ATTR(_name, 0644, _name##_show, _name##_store)

/* From an array NAME_attrs: NAME_group, and NAME_groups, which has that one. */
#define __ATTRIBUTE_GROUPS(_name)                                 \
	static const struct attribute_group *_name##_groups[] = { \
		&_name##_group,                                   \
		NULL,                                             \
	}
#define ATTRIBUTE_GROUPS(_name)                               \
	static const struct attribute_group _name##_group = { \
		.attrs = _name##_attrs,                       \
	};                                                    \
	__ATTRIBUTE_GROUPS(_name)

#define BIN_ATTR(_name, _mode, _read, _write, _size)                   \
	struct bin_attribute bin_attr_##_name = {                      \
		.attr = {.name = __stringify(_name), .mode = (_mode)}, \
		.read = _read,                                         \
		.write = _write,                                       \
		.size = _size,                                         \
	}
#define BIN_ATTR_RO(_name, _size) \
	BIN_ATTR(_name, 0444, _name##_read, NULL, _size)
#define BIN_ATTR_RW(_name, _size) \
	BIN_ATTR(_name, 0644, _name##_read, _name##_write, _size)

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
int sysfs_update_group(struct kobject *kobj, const struct attribute_group *grp);
int __must_check sysfs_create_groups(struct kobject *kobj,
				     const struct attribute_group **groups);
void sysfs_remove_groups(struct kobject *kobj,
			 const struct attribute_group **groups);
int __must_check sysfs_create_bin_file(struct kobject *kobj,
				       const struct bin_attribute *attr);
void sysfs_remove_bin_file(struct kobject *kobj,
			   const struct bin_attribute *attr);
int __must_check sysfs_create_link(struct kobject *kobj, struct kobject *target,
				   const char *name);
int __must_check sysfs_create_link_nowarn(struct kobject *kobj,
					  struct kobject *target,
					  const char *name);
void sysfs_remove_link(struct kobject *kobj, const char *name);
void sysfs_notify(struct kobject *kobj, const char *dir, const char *attr);
int sysfs_emit_at(char *buf, int at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
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
