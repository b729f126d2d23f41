/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_device_file.c - attributes of devices, and what stands in their file uevent;
 * as code of the kernel image.
 *
 * Reference: Linux 6.1, drivers/base/core.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_device.h"
#include "kernel/kimage_uevent.h"

enum { PAGE = 4096, MINOR_BITS = 20 };

USES_TEXT(dev_attr_bad_count);
USES_TEXT(dev_attr_no_store);
USES_TEXT(dev_attr_no_show);
USES_TEXT(devt_line);
USES_TEXT(percent_s_line);
USES_TEXT(uevent_major);
USES_TEXT(uevent_minor);
USES_TEXT(uevent_devname);
USES_TEXT(uevent_devtype);
USES_TEXT(uevent_driver);

HIDDEN int kimg_sysfs_emit(char *buf, const char *format, ...);
HIDDEN int kimg_sysfs_emit_at(char *buf, int at, const char *format, ...);

/* --- show and store ----------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(long, dev_attr_show, struct kobject *kobj,
		    struct attribute *attr, char *buf)
{
	struct any_attribute *own = OWNER_OF(attr, struct any_attribute, attr);
	long n = ERR_IO;

	if (own->show)
		n = own->show(device_of(kobj), own, buf);
	if (n >= PAGE)
		kimg__printk(TEXT(dev_attr_bad_count), own->show);
	return n;
}

KIMAGE_DEFINE_INNER(long, dev_attr_store, struct kobject *kobj,
		    struct attribute *attr, const char *buf, size_t len)
{
	struct any_attribute *own = OWNER_OF(attr, struct any_attribute, attr);
	long n = ERR_IO;

	if (own->store)
		n = own->store(device_of(kobj), own, buf, len);
	__asm__ volatile("" ::: "memory");
	return n;
}

KIMAGE_DEFINE(int, device_create_file, struct device *dev,
	      const struct any_attribute *attr)
{
	if (!dev)
		return 0;
	if (attr->attr.mode & 0222 && !attr->store) {
		kimg___warn_printk(TEXT(dev_attr_no_store), attr->attr.name);
		KIMAGE_WARN_SAID("device_create_file",
				 "drivers/base/core.c:3050", 0x53);
	}
	if (attr->attr.mode & 0444 && !attr->show) {
		kimg___warn_printk(TEXT(dev_attr_no_show), attr->attr.name);
		KIMAGE_WARN_SAID("device_create_file",
				 "drivers/base/core.c:3053", 0x70);
	}
	return kimg_sysfs_create_file_ns(&dev->kobj, &attr->attr, NULL);
}

KIMAGE_DEFINE(void, device_remove_file, struct device *dev,
	      const struct any_attribute *attr)
{
	if (dev)
		kimg_sysfs_remove_file_ns(&dev->kobj, &attr->attr, NULL);
}

KIMAGE_DEFINE(int, device_add_groups, struct device *dev,
	      const struct attribute_group **groups)
{
	return kimg_sysfs_create_groups(&dev->kobj, groups);
}

KIMAGE_DEFINE(void, device_remove_groups, struct device *dev,
	      const struct attribute_group **groups)
{
	kimg_sysfs_remove_groups(&dev->kobj, groups);
}

/* Those of its class, its type, and its own. */
KIMAGE_DEFINE_INNER(int, device_add_attrs, struct device *dev)
{
	int err = 0;

	if (dev->class)
		err = kimg_device_add_groups(dev, dev->class->dev_groups);
	if (err)
		return err;
	if (dev->type)
		err = kimg_device_add_groups(dev, dev->type->groups);
	if (!err) {
		err = kimg_device_add_groups(dev, dev->groups);
		if (!err)
			return 0;
		if (dev->type)
			kimg_device_remove_groups(dev, dev->type->groups);
	}
	if (dev->class)
		kimg_device_remove_groups(dev, dev->class->dev_groups);
	return err;
}

KIMAGE_DEFINE_INNER(void, device_remove_attrs, struct device *dev)
{
	kimg_device_remove_groups(dev, dev->groups);
	if (dev->type)
		kimg_device_remove_groups(dev, dev->type->groups);
	if (dev->class)
		kimg_device_remove_groups(dev, dev->class->dev_groups);
}

/* --- the kernel's own ----------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(long, dev_show, struct device *dev,
		    struct any_attribute *attr, char *buf)
{
	(void)attr;
	return kimg_sysfs_emit(buf, TEXT(devt_line), dev->devt >> MINOR_BITS,
			       dev->devt & ((1u << MINOR_BITS) - 1));
}

KIMAGE_DEFINE_INNER(long, uevent_show, struct device *dev,
		    struct any_attribute *attr, char *buf)
{
	struct uevent_env *env = kimg___kmalloc(sizeof(*env), GFP_KERNEL_ZERO);
	int len = 0;

	(void)attr;
	if (!env)
		return ERR_NOMEM;
	if ((dev->bus || dev->class) && !kimg_dev_uevent(&dev->kobj, env))
		for (int i = 0; i < env->n; i++)
			len += kimg_sysfs_emit_at(
				buf, len, TEXT(percent_s_line), env->envp[i]);
	kimg_kfree(env);
	return len;
}

/* Simplified: what is not the name of an action is taken, too. */
KIMAGE_DEFINE_INNER(long, uevent_store, struct device *dev,
		    struct any_attribute *attr, const char *buf, size_t len)
{
	(void)attr;
	(void)buf;
	kimg_kobject_uevent(&dev->kobj, KERN_KOBJ_CHANGE);
	return (long)len;
}

KIMAGE_DEFINE_INNER(int, dev_uevent_filter, struct kobject *kobj)
{
	extern const struct kobj_type kimg_device_ktype HIDDEN;
	const struct device *dev = device_of(kobj);

	return kobj->ktype == image_constant(&kimg_device_ktype) &&
	       (dev->bus || dev->class);
}

KIMAGE_DEFINE_INNER(const char *, dev_uevent_name, struct kobject *kobj)
{
	const struct device *dev = device_of(kobj);

	if (dev->bus)
		return dev->bus->name;
	return dev->class ? dev->class->name : NULL;
}

KIMAGE_DEFINE_INNER(int, dev_uevent, struct kobject *kobj,
		    struct uevent_env *env)
{
	struct device *dev = device_of(kobj);
	int err = 0;

	if (dev->devt >> MINOR_BITS) {
		kimg_add_uevent_var(env, TEXT(uevent_major),
				    dev->devt >> MINOR_BITS);
		kimg_add_uevent_var(env, TEXT(uevent_minor),
				    dev->devt & ((1u << MINOR_BITS) - 1));
		kimg_add_uevent_var(env, TEXT(uevent_devname), dev_name(dev));
	}
	if (dev->type && dev->type->name)
		kimg_add_uevent_var(env, TEXT(uevent_devtype), dev->type->name);
	if (dev->driver)
		kimg_add_uevent_var(env, TEXT(uevent_driver),
				    dev->driver->name);
	if (dev->bus && dev->bus->uevent)
		err = dev->bus->uevent(dev, env);
	if (dev->class && dev->class->dev_uevent)
		err = dev->class->dev_uevent(dev, env);
	if (dev->type && dev->type->uevent)
		err = dev->type->uevent(dev, env);
	return err;
}
