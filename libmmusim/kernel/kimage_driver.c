/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_driver.c - drivers: registration, and the probe and remove functions that are
 * called for devices; as code of the kernel image.
 *
 * Simplified: a probe function that wants to be called later (EPROBE_DEFER) is not,
 * unless another driver is registered; modules are not linked.
 *
 * Reference: Linux 6.1, drivers/base/driver.c, drivers/base/dd.c, drivers/base/bus.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_device.h"

USES_TEXT(percent_s);
USES_TEXT(driver);
USES_TEXT(driver_twice);
USES_TEXT(driver_no_bus);
USES_TEXT(driver_failed);
USES_TEXT(driver_resources);
USES_TEXT(driver_unexpected);
USES_TEXT(driver_two_probes);

extern const struct kobj_type kimg_driver_ktype HIDDEN;

HIDDEN void kimg__dev_crit(const struct device *dev, const char *format, ...);

/* --- files ---------------------------------------------------------------------------------- */

KIMAGE_INLINE struct device_driver *driver_of(struct kobject *kobj)
{
	return OWNER_OF(kobj, struct driver_private, kobj)->driver;
}

KIMAGE_DEFINE_INNER(long, drv_attr_show, struct kobject *kobj,
		    struct attribute *attr, char *buf)
{
	struct any_attribute *own = OWNER_OF(attr, struct any_attribute, attr);

	return own->show ? own->show(driver_of(kobj), own, buf) : ERR_IO;
}

KIMAGE_DEFINE_INNER(long, drv_attr_store, struct kobject *kobj,
		    struct attribute *attr, const char *buf, size_t len)
{
	struct any_attribute *own = OWNER_OF(attr, struct any_attribute, attr);

	return own->store ? own->store(driver_of(kobj), own, buf, len) : ERR_IO;
}

KIMAGE_DEFINE(int, driver_create_file, struct device_driver *drv,
	      const struct any_attribute *attr)
{
	return drv ? kimg_sysfs_create_file_ns(&drv->p->kobj, &attr->attr,
					       NULL) :
		     ERR_INVAL;
}

KIMAGE_DEFINE(void, driver_remove_file, struct device_driver *drv,
	      const struct any_attribute *attr)
{
	if (drv)
		kimg_sysfs_remove_file_ns(&drv->p->kobj, &attr->attr, NULL);
}

KIMAGE_DEFINE_INNER(void, driver_release, struct kobject *kobj)
{
	kimg_kfree(OWNER_OF(kobj, struct driver_private, kobj));
}

/* --- a device and a driver --------------------------------------------------------------------- */

KIMAGE_INLINE int link_both(struct device_driver *drv, struct device *dev)
{
	int err = kimg_sysfs_create_link(&drv->p->kobj, &dev->kobj,
					 dev->kobj.name);

	if (err)
		return err;
	err = kimg_sysfs_create_link(&dev->kobj, &drv->p->kobj, TEXT(driver));
	if (err)
		kimg_sysfs_remove_link(&drv->p->kobj, dev->kobj.name);
	return err;
}

KIMAGE_INLINE void unlink_both(struct device_driver *drv, struct device *dev)
{
	kimg_sysfs_remove_link(&drv->p->kobj, dev->kobj.name);
	kimg_sysfs_remove_link(&dev->kobj, TEXT(driver));
}

KIMAGE_INLINE void part(struct device *dev)
{
	kimg_devres_release_all(dev);
	dev->driver = NULL;
	dev->driver_data = NULL;
}

KIMAGE_INLINE void call_remove(struct device_driver *drv, struct device *dev)
{
	if (dev->bus && dev->bus->remove)
		dev->bus->remove(dev);
	else if (drv->remove)
		drv->remove(dev);
}

KIMAGE_DEFINE_INNER(int, call_driver_probe, struct device *dev,
		    struct device_driver *drv)
{
	int err = 0;

	if (dev->bus->probe)
		err = dev->bus->probe(dev);
	else if (drv->probe)
		err = drv->probe(dev);
	if (err && err != ERR_PROBE_DEFER && err != ERR_NODEV &&
	    err != ERR_NXIO)
		kimg__printk(TEXT(driver_failed), drv->name, dev_name(dev),
			     err);
	return err;
}

KIMAGE_DEFINE_INNER(int, really_probe, struct device *dev,
		    struct device_driver *drv)
{
	int err;

	if (dev->devres_head.next != &dev->devres_head) {
		kimg__dev_crit(dev, TEXT(driver_resources));
		return ERR_BUSY;
	}
	dev->driver = drv;
	err = link_both(drv, dev);
	if (err) {
		part(dev);
		return err;
	}
	err = kimg_call_driver_probe(dev, drv);
	if (!err) {
		err = kimg_sysfs_create_groups(&dev->kobj, drv->dev_groups);
		if (err)
			call_remove(drv, dev);
	}
	if (err) {
		unlink_both(drv, dev);
		part(dev);
		return err;
	}
	list_add_before(&dev->p->in_driver, &drv->p->devices);
	kimg_kobject_uevent(&dev->kobj, KERN_KOBJ_BIND);
	return 0;
}

KIMAGE_DEFINE_INNER(int, driver_probe_device, struct device_driver *drv,
		    struct device *dev)
{
	int err = kimg_really_probe(dev, drv);

	__asm__ volatile("" ::: "memory"); /* it stays in the trace */
	return err;
}

KIMAGE_DEFINE(void, device_release_driver, struct device *dev)
{
	struct device_driver *drv = dev->driver;

	if (!drv)
		return;
	unlink_both(drv, dev);
	kimg_sysfs_remove_groups(&dev->kobj, drv->dev_groups);
	call_remove(drv, dev);
	part(dev);
	list_remove(&dev->p->in_driver);
	kimg_kobject_uevent(&dev->kobj, KERN_KOBJ_UNBIND);
}

/* --- registration -------------------------------------------------------------------------------- */

/* Each device of the bus that has no driver yet. */
KIMAGE_DEFINE_INNER(void, driver_attach, struct device_driver *drv)
{
	struct list *head = &drv->bus->p->devices, *at, *next;

	for (at = head->next; at != head; at = next) {
		struct device *dev =
			OWNER_OF(at, struct device_private, in_bus)->device;

		next = at->next;
		if (dev->driver)
			continue;
		if (drv->bus->match && !drv->bus->match(dev, drv))
			continue;
		kimg_driver_probe_device(drv, dev);
	}
}

KIMAGE_DEFINE_INNER(int, bus_add_driver, struct device_driver *drv)
{
	struct subsys_private *bus = drv->bus->p;
	struct driver_private *p = kimg___kmalloc(sizeof(*p), GFP_KERNEL_ZERO);
	int err;

	if (!p)
		return ERR_NOMEM;
	list_init(&p->devices);
	p->driver = drv;
	drv->p = p;
	p->kobj.kset = bus->drivers_kset;
	kimg_kobject_init(&p->kobj, image_constant(&kimg_driver_ktype));
	err = kimg_kobject_add(&p->kobj, NULL, TEXT(percent_s), drv->name);
	if (err) {
		kimg_kobject_put(&p->kobj);
		drv->p = NULL;
		return err;
	}
	kimg_kobject_get(&bus->subsys.kobj);
	list_add_before(&p->in_bus, &bus->drivers);
	kimg_driver_attach(drv);
	return kimg_sysfs_create_groups(&p->kobj, drv->bus->drv_groups);
}

KIMAGE_DEFINE(struct device_driver *, driver_find, const char *name,
	      struct bus_type *bus)
{
	struct kobject *kobj = kimg_kset_find_obj(bus->p->drivers_kset, name);

	if (!kobj)
		return NULL;
	kimg_kobject_put(kobj);
	return driver_of(kobj);
}

KIMAGE_DEFINE(int, driver_register, struct device_driver *drv)
{
	int err;

	if (!drv->bus->p) {
		kimg__printk(TEXT(driver_no_bus), drv->name, drv->bus->name);
		return ERR_INVAL;
	}
	if ((drv->bus->probe && drv->probe) ||
	    (drv->bus->remove && drv->remove))
		kimg__printk(TEXT(driver_two_probes), drv->name);
	if (kimg_driver_find(drv->name, drv->bus)) {
		kimg__printk(TEXT(driver_twice), drv->name);
		return ERR_BUSY;
	}
	err = kimg_bus_add_driver(drv);
	if (err)
		return err;
	err = kimg_sysfs_create_groups(&drv->p->kobj, drv->groups);
	if (err)
		kimg_driver_unregister(drv);
	else
		kimg_kobject_uevent(&drv->p->kobj, KERN_KOBJ_ADD);
	return err;
}

KIMAGE_DEFINE(void, driver_unregister, struct device_driver *drv)
{
	struct list *head;

	if (!drv || !drv->p) {
		kimg___warn_printk(TEXT(driver_unexpected));
		KIMAGE_WARN_SAID("driver_unregister",
				 "drivers/base/driver.c:270", 0x38);
		return;
	}
	kimg_sysfs_remove_groups(&drv->p->kobj, drv->groups);
	kimg_sysfs_remove_groups(&drv->p->kobj, drv->bus->drv_groups);
	list_remove(&drv->p->in_bus);
	head = &drv->p->devices;
	while (head->prev != head)
		kimg_device_release_driver(
			OWNER_OF(head->prev, struct device_private, in_driver)
				->device);
	kimg_kobject_put(&drv->bus->p->subsys.kobj);
	kimg_kobject_put(&drv->p->kobj);
}
