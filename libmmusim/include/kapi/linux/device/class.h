/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Classes: devices of one kind, whatever they are connected to: /sys/class/NAME.
 */
#ifndef _DEVICE_CLASS_H_
#define _DEVICE_CLASS_H_

#include <linux/build_bug.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>

struct device;
struct lock_class_key;
struct module;
struct subsys_private;

/* What is not named is the kernel's own. */
struct class
{
	const char *name;
	struct module *owner;
	const struct attribute_group **class_groups;
	const struct attribute_group **dev_groups;
	struct kobject *dev_kobj;
	int (*dev_uevent)(struct device *dev, struct kobj_uevent_env *env);
	char *(*devnode)(struct device *dev, umode_t *mode);
	void (*class_release)(struct class *class);
	void (*dev_release)(struct device *dev);
	int (*shutdown_pre)(struct device *dev);
	void *__kernel_only[4];
	struct subsys_private *p;
};

static_assert(sizeof(struct class) == 120);

struct class_attribute {
	struct attribute attr;
	ssize_t (*show)(struct class *class, struct class_attribute *attr,
			char *buf);
	ssize_t (*store)(struct class *class, struct class_attribute *attr,
			 const char *buf, size_t count);
};

#define CLASS_ATTR_RW(_name) \
	struct class_attribute class_attr_##_name = __ATTR_RW(_name)
#define CLASS_ATTR_RO(_name) \
	struct class_attribute class_attr_##_name = __ATTR_RO(_name)
#define CLASS_ATTR_WO(_name) \
	struct class_attribute class_attr_##_name = __ATTR_WO(_name)

int __must_check __class_register(struct class *class,
				  struct lock_class_key *key);
#define class_register(class) __class_register(class, NULL)
void class_unregister(struct class *class);

struct class *__must_check __class_create(struct module *owner,
					  const char *name,
					  struct lock_class_key *key);
#define class_create(owner, name) __class_create(owner, name, NULL)
void class_destroy(struct class *cls);

int __must_check class_create_file_ns(struct class *class,
				      const struct class_attribute *attr,
				      const void *ns);
void class_remove_file_ns(struct class *class,
			  const struct class_attribute *attr, const void *ns);

static inline int __must_check
class_create_file(struct class *class, const struct class_attribute *attr)
{
	return class_create_file_ns(class, attr, NULL);
}

static inline void class_remove_file(struct class *class,
				     const struct class_attribute *attr)
{
	class_remove_file_ns(class, attr, NULL);
}

int class_for_each_device(struct class *class, struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data));
/* With a reference to it: put_device(). */
struct device *class_find_device(struct class *class, struct device *start,
				 const void *data,
				 int (*match)(struct device *, const void *));

#endif
