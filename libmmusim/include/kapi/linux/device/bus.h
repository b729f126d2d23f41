/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Buses: which driver serves which device.
 */
#ifndef _DEVICE_BUS_H_
#define _DEVICE_BUS_H_

#include <linux/build_bug.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>

struct device;
struct device_driver;
struct subsys_private;

/* What is not named is the kernel's own. */
struct bus_type {
	const char *name;
	const char *dev_name;
	struct device *dev_root;
	const struct attribute_group **bus_groups;
	const struct attribute_group **dev_groups;
	const struct attribute_group **drv_groups;
	int (*match)(struct device *dev, struct device_driver *drv);
	int (*uevent)(struct device *dev, struct kobj_uevent_env *env);
	int (*probe)(struct device *dev);
	void (*sync_state)(struct device *dev);
	void (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	void *__kernel_only[9];
	struct subsys_private *p;
	char lock_key[0];
	bool need_parent_lock;
};

static_assert(offsetof(struct bus_type, p) == 168);
static_assert(sizeof(struct bus_type) == 184);

struct bus_attribute {
	struct attribute attr;
	ssize_t (*show)(struct bus_type *bus, char *buf);
	ssize_t (*store)(struct bus_type *bus, const char *buf, size_t count);
};

#define BUS_ATTR_RW(_name) \
	struct bus_attribute bus_attr_##_name = __ATTR_RW(_name)
#define BUS_ATTR_RO(_name) \
	struct bus_attribute bus_attr_##_name = __ATTR_RO(_name)
#define BUS_ATTR_WO(_name) \
	struct bus_attribute bus_attr_##_name = __ATTR_WO(_name)

int __must_check bus_register(struct bus_type *bus);
void bus_unregister(struct bus_type *bus);
int __must_check bus_create_file(struct bus_type *bus,
				 struct bus_attribute *attr);
void bus_remove_file(struct bus_type *bus, struct bus_attribute *attr);
int bus_for_each_dev(struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data));
struct device *
bus_find_device(struct bus_type *bus, struct device *start, const void *data,
		int (*match)(struct device *dev, const void *data));

#endif
