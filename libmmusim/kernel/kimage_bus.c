/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_bus.c - buses: the devices and drivers that are on one, and who is asked
 * when a device meets a driver; as code of the kernel image.
 *
 * Reference: Linux 6.1, drivers/base/bus.c.
 */
#include "kernel/kimage_device.h"

USES_TEXT(percent_s);
USES_TEXT(devices);
USES_TEXT(drivers);
USES_TEXT(subsystem);

extern const struct kobj_type kimg_bus_ktype HIDDEN;

/* --- files -------------------------------------------------------------------------------- */

KIMAGE_INLINE struct bus_type *bus_of(struct kobject *kobj)
{
	return OWNER_OF(kobj, struct subsys_private, subsys.kobj)->bus;
}

KIMAGE_DEFINE_INNER(long, bus_attr_show, struct kobject *kobj,
		    struct attribute *attr, char *buf)
{
	struct any_attribute *own = OWNER_OF(attr, struct any_attribute, attr);

	return own->show ? own->show(bus_of(kobj), own, buf) : 0;
}

KIMAGE_DEFINE_INNER(long, bus_attr_store, struct kobject *kobj,
		    struct attribute *attr, const char *buf, size_t len)
{
	struct any_attribute *own = OWNER_OF(attr, struct any_attribute, attr);

	return own->store ? own->store(bus_of(kobj), own, buf, len) : 0;
}

KIMAGE_DEFINE(int, bus_create_file, struct bus_type *bus,
	      const struct any_attribute *attr)
{
	return bus ? kimg_sysfs_create_file_ns(&bus->p->subsys.kobj,
					       &attr->attr, NULL) :
		     ERR_INVAL;
}

KIMAGE_DEFINE(void, bus_remove_file, struct bus_type *bus,
	      const struct any_attribute *attr)
{
	if (bus)
		kimg_sysfs_remove_file_ns(&bus->p->subsys.kobj, &attr->attr,
					  NULL);
}

/* --- registration ---------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(void, bus_release, struct kobject *kobj)
{
	struct bus_type *bus = bus_of(kobj);

	kimg_kfree(OWNER_OF(kobj, struct subsys_private, subsys.kobj));
	bus->p = NULL;
}

KIMAGE_INLINE int add_sets(struct subsys_private *p, struct bus_type *bus)
{
	p->devices_kset =
		kimg_kset_create_and_add(TEXT(devices), NULL, &p->subsys.kobj);
	p->drivers_kset = p->devices_kset ?
				  kimg_kset_create_and_add(TEXT(drivers), NULL,
							   &p->subsys.kobj) :
				  NULL;
	if (!p->drivers_kset) {
		kimg_kset_unregister(p->devices_kset);
		return ERR_NOMEM;
	}
	return kimg_sysfs_create_groups(&p->subsys.kobj, bus->bus_groups);
}

KIMAGE_DEFINE(int, bus_register, struct bus_type *bus)
{
	struct subsys_private *p = kimg___kmalloc(sizeof(*p), GFP_KERNEL_ZERO);
	int err;

	if (!p)
		return ERR_NOMEM;
	p->bus = bus;
	bus->p = p;
	list_init(&p->devices);
	list_init(&p->drivers);
	err = kimg_kobject_set_name(&p->subsys.kobj, TEXT(percent_s),
				    bus->name);
	if (!err) {
		p->subsys.kobj.kset = kset_of_folder(KERN_SYSFS_BUS);
		p->subsys.kobj.ktype = image_constant(&kimg_bus_ktype);
		err = kimg_kset_register(&p->subsys);
	}
	if (err) {
		kimg_kfree(p);
		bus->p = NULL;
		return err;
	}
	err = add_sets(p, bus);
	if (err)
		kimg_kset_unregister(&p->subsys);
	return err;
}

KIMAGE_DEFINE(void, bus_unregister, struct bus_type *bus)
{
	kimg_sysfs_remove_groups(&bus->p->subsys.kobj, bus->bus_groups);
	kimg_kset_unregister(bus->p->drivers_kset);
	kimg_kset_unregister(bus->p->devices_kset);
	kimg_kset_unregister(&bus->p->subsys);
}

/* --- devices ----------------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(int, bus_add_device, struct device *dev)
{
	struct bus_type *bus = dev->bus;
	int err;

	if (!bus)
		return 0;
	kimg_kobject_get(&bus->p->subsys.kobj);
	err = kimg_sysfs_create_groups(&dev->kobj, bus->dev_groups);
	if (!err)
		err = kimg_sysfs_create_link(&bus->p->devices_kset->kobj,
					     &dev->kobj, dev_name(dev));
	if (!err)
		err = kimg_sysfs_create_link(&dev->kobj, &bus->p->subsys.kobj,
					     TEXT(subsystem));
	if (err)
		return err;
	kimg_get_device(dev);
	list_add_before(&dev->p->in_bus, &bus->p->devices);
	dev->p->in[2] = true;
	return 0;
}

/* The first driver that wants it gets it. */
KIMAGE_DEFINE_INNER(void, bus_probe_device, struct device *dev)
{
	struct bus_type *bus = dev->bus;
	struct list *at;

	if (!bus || dev->driver)
		return;
	for (at = bus->p->drivers.next; at != &bus->p->drivers; at = at->next) {
		struct driver_private *p =
			OWNER_OF(at, struct driver_private, in_bus);

		if (bus->match && !bus->match(dev, p->driver))
			continue;
		kimg_driver_probe_device(p->driver, dev);
		if (dev->driver)
			break;
	}
}

KIMAGE_DEFINE_INNER(void, bus_remove_device, struct device *dev)
{
	struct bus_type *bus = dev->bus;

	if (!bus)
		return;
	kimg_sysfs_remove_link(&dev->kobj, TEXT(subsystem));
	kimg_sysfs_remove_link(&bus->p->devices_kset->kobj, dev_name(dev));
	kimg_sysfs_remove_groups(&dev->kobj, bus->dev_groups);
	if (dev->p->in[2]) {
		dev->p->in[2] = false;
		list_remove(&dev->p->in_bus);
		kimg_put_device(dev);
	}
	kimg_device_release_driver(dev);
	kimg_kobject_put(&bus->p->subsys.kobj);
}

KIMAGE_DEFINE(struct device *, bus_find_device, struct bus_type *bus,
	      struct device *start, const void *data,
	      int (*match)(struct device *dev, const void *data))
{
	struct list *head, *at;

	if (!bus || !bus->p)
		return NULL;
	head = &bus->p->devices;
	for (at = start ? start->p->in_bus.next : head->next; at != head;
	     at = at->next) {
		struct device *dev =
			OWNER_OF(at, struct device_private, in_bus)->device;

		if (match(dev, data))
			return kimg_get_device(dev);
	}
	return NULL;
}

KIMAGE_DEFINE(int, bus_for_each_dev, struct bus_type *bus, struct device *start,
	      void *data, int (*fn)(struct device *dev, void *data))
{
	struct list *head, *at, *next;
	int err = 0;

	if (!bus || !bus->p)
		return ERR_INVAL;
	head = &bus->p->devices;
	for (at = start ? start->p->in_bus.next : head->next;
	     at != head && !err; at = next) {
		next = at->next;
		err = fn(OWNER_OF(at, struct device_private, in_bus)->device,
			 data);
	}
	return err;
}
