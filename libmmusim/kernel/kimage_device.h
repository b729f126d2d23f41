/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_device.h - devices, classes, buses and drivers, for code of the kernel image:
 * structures as Debian's Linux 6.1 for amd64 lays them out.
 */
#ifndef KERNEL_KIMAGE_DEVICE_H
#define KERNEL_KIMAGE_DEVICE_H

#include "kernel/kimage_kobject.h"

#define ERR_IO		 (-5)
#define ERR_NXIO	 (-6)
#define ERR_BUSY	 (-16)
#define ERR_NODEV	 (-19)
#define ERR_PROBE_DEFER	 (-517)
#define DEVICE_DMA_32BIT 0xffffffffull

struct device;
struct device_driver;
struct uevent_env;

/* One for device, class, driver and bus: of is what it belongs to. */
struct any_attribute {
	struct attribute attr;
	long (*show)(void *of, struct any_attribute *attr, char *buf);
	long (*store)(void *of, struct any_attribute *attr, const char *buf,
		      size_t len);
};

struct device_type {
	const char *name;
	const struct attribute_group **groups;
	int (*uevent)(struct device *dev, struct uevent_env *env);
	char *(*devnode)(struct device *dev, unsigned short *mode,
			 unsigned int *uid, unsigned int *gid);
	void (*release)(struct device *dev);
	const void *pm;
};

struct class
{
	const char *name;
	void *owner;
	const struct attribute_group **class_groups, **dev_groups;
	struct kobject *dev_kobj;
	int (*dev_uevent)(struct device *dev, struct uevent_env *env);
	char *(*devnode)(struct device *dev, unsigned short *mode);
	void (*class_release)(struct class *class);
	void (*dev_release)(struct device *dev);
	void *rest[5];
	struct subsys_private *p;
};

_Static_assert(sizeof(struct class) == 120, "as Linux has it");

struct bus_type {
	const char *name, *dev_name;
	struct device *dev_root;
	const struct attribute_group **bus_groups, **dev_groups, **drv_groups;
	int (*match)(struct device *dev, struct device_driver *drv);
	int (*uevent)(struct device *dev, struct uevent_env *env);
	int (*probe)(struct device *dev);
	void (*sync_state)(struct device *dev);
	void (*remove)(struct device *dev);
	void *rest[10];
	struct subsys_private *p;
	unsigned long need_parent_lock;
};

_Static_assert(offsetof(struct bus_type, p) == 168, "as Linux has it");
_Static_assert(sizeof(struct bus_type) <= KERN_BUS_TYPE_SIZE, "there is room");

struct device_driver {
	const char *name;
	struct bus_type *bus;
	void *owner;
	const char *mod_name;
	bool suppress_bind_attrs;
	int probe_type;
	const void *of_match_table, *acpi_match_table;
	int (*probe)(struct device *dev);
	void (*sync_state)(struct device *dev);
	int (*remove)(struct device *dev);
	void *shutdown, *suspend, *resume;
	const struct attribute_group **groups, **dev_groups;
	const void *pm;
	void *coredump;
	struct driver_private *p;
};

_Static_assert(sizeof(struct device_driver) == 144, "as Linux has it");

struct device {
	struct kobject kobj;
	struct device *parent;
	struct device_private *p;
	const char *init_name;
	const struct device_type *type;
	struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data, *driver_data;
	struct {
		unsigned long owner;
		unsigned int lock, osq;
		struct list waiters;
	} mutex;
	struct list links[3];
	unsigned long status;
	char power[312];
	char between[48];
	unsigned long *dma_mask;
	unsigned long coherent_dma_mask;
	char more[64];
	int numa_node;
	unsigned int devt, id, devres_lock;
	struct list devres_head;
	struct class *class;
	const struct attribute_group **groups;
	void (*release)(struct device *dev);
	void *rest[5];
};

_Static_assert(offsetof(struct device, numa_node) == 656, "as Linux has it");
_Static_assert(offsetof(struct device, class) == 688, "as Linux has it");
_Static_assert(sizeof(struct device) == KERN_DEVICE_SIZE, "as Linux has it");

/* What the kernel keeps of a device, a class or a bus, and a driver. */
struct device_private {
	struct list in_parent, in_class, in_bus, in_driver;
	struct device *device;
	bool in[4];
	char rest[136];
};

_Static_assert(sizeof(struct device_private) == 216, "as Linux has it");

struct subsys_private {
	struct kset subsys;
	struct kset *devices_kset, *drivers_kset;
	struct list devices, drivers;
	struct bus_type *bus;
	struct class *class;
	struct kset glue_dirs;
	char rest[152];
};

_Static_assert(sizeof(struct subsys_private) == 408, "as Linux has it");

struct driver_private {
	struct kobject kobj;
	struct list devices, in_bus;
	void *module_kobject;
	struct device_driver *driver;
	char rest[40];
};

_Static_assert(sizeof(struct driver_private) == 152, "as Linux has it");

static inline struct device *device_of(struct kobject *kobj)
{
	return OWNER_OF(kobj, struct device, kobj);
}

static inline const char *dev_name(const struct device *dev)
{
	return dev->init_name ? dev->init_name : dev->kobj.name;
}

static inline void list_init(struct list *head)
{
	head->next = head->prev = head;
}

static inline struct kset *kset_of_folder(enum kern_sysfs_folder which)
{
	return (struct kset *)&image_data()->kset[which];
}

static inline struct kobject *kobject_of_folder(enum kern_sysfs_folder which)
{
	return &kset_of_folder(which)->kobj;
}

/* kimage_device.c */
HIDDEN void kimg_device_initialize(struct device *dev);
HIDDEN int kimg_device_add(struct device *dev);
HIDDEN int kimg_device_register(struct device *dev);
HIDDEN void kimg_device_del(struct device *dev);
HIDDEN void kimg_device_unregister(struct device *dev);
HIDDEN struct device *kimg_get_device(struct device *dev);
HIDDEN void kimg_put_device(struct device *dev);
HIDDEN int kimg_dev_set_name(struct device *dev, const char *format, ...);

/* kimage_device_file.c */
HIDDEN int kimg_device_create_file(struct device *dev,
				   const struct any_attribute *attr);
HIDDEN void kimg_device_remove_file(struct device *dev,
				    const struct any_attribute *attr);
HIDDEN int kimg_device_add_attrs(struct device *dev);
HIDDEN void kimg_device_remove_attrs(struct device *dev);

/* kimage_class.c */
HIDDEN int kimg___class_register(struct class *class, void *key);

/* kimage_bus.c, kimage_driver.c */
HIDDEN int kimg_bus_register(struct bus_type *bus);
HIDDEN int kimg_bus_add_device(struct device *dev);
HIDDEN void kimg_bus_probe_device(struct device *dev);
HIDDEN void kimg_bus_remove_device(struct device *dev);
HIDDEN int kimg_driver_register(struct device_driver *drv);
HIDDEN void kimg_driver_unregister(struct device_driver *drv);
HIDDEN int kimg_driver_probe_device(struct device_driver *drv,
				    struct device *dev);
HIDDEN void kimg_device_release_driver(struct device *dev);

/* kimage_devres.c */
HIDDEN void kimg_devres_release_all(struct device *dev);

/* Gates: the node in /dev; who is ready to run runs meanwhile. */
HIDDEN void kimg_devtmpfs_create_node(const char *name, unsigned int devt);
HIDDEN void kimg_devtmpfs_delete_node(const char *name, unsigned int devt);

#endif
