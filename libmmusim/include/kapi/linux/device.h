/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices, as far as they make nodes in /dev.
 */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/build_bug.h>
#include <linux/dev_printk.h>
#include <linux/fs.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct bus_type;
struct class;
struct device_driver;
struct lock_class_key;

/* What is not named is the kernel's own. */
struct device {
	struct kobject kobj;
	struct device *parent;
	void *__kernel_only_1;
	const char *init_name; /* until it has another */
	void *__kernel_only_2;
	struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data;
	void *driver_data; /* dev_get_drvdata() */
	unsigned char __kernel_only_3[0x294 - 0x80];
	dev_t devt;
	u32 id;
	unsigned char __kernel_only_4[0x2b0 - 0x29c];
	struct class *class;
	const struct attribute_group **groups;
	void (*release)(struct device *dev);
	unsigned char __kernel_only_5[0x2f0 - 0x2c8];
};

static_assert(offsetof(struct device, init_name) == 0x50);
static_assert(offsetof(struct device, driver) == 0x68);
static_assert(offsetof(struct device, devt) == 0x294);
static_assert(offsetof(struct device, class) == 0x2b0);
static_assert(sizeof(struct device) == 0x2f0);

static inline const char *dev_name(const struct device *dev)
{
	return dev->init_name ? dev->init_name : kobject_name(&dev->kobj);
}

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline struct device *kobj_to_dev(struct kobject *kobj)
{
	return container_of(kobj, struct device, kobj);
}

struct class *__class_create(struct module *owner, const char *name,
			     struct lock_class_key *key);
#define class_create(owner, name) __class_create(owner, name, NULL)
void class_destroy(struct class *cls);

/* The node /dev/NAME. An error pointer if there is one of that name. */
__printf(5, 6) struct device *device_create(struct class *cls,
					    struct device *parent, dev_t devt,
					    void *drvdata, const char *fmt,
					    ...);
void device_destroy(struct class *cls, dev_t devt);

#endif
