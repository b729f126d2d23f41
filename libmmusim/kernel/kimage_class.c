/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_class.c - classes of devices, and devices that are made for a class; as code
 * of the kernel image.
 *
 * Reference: Linux 6.1, drivers/base/class.c, drivers/base/core.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_device.h"

USES_TEXT(percent_s);
USES_TEXT(class_not_there);

extern const struct kobj_type kimg_class_ktype HIDDEN;

/* --- files -------------------------------------------------------------------------------- */

KIMAGE_INLINE struct class *class_of(struct kobject *kobj)
{
	return OWNER_OF(kobj, struct subsys_private, subsys.kobj)->class;
}

KIMAGE_DEFINE_INNER(long, class_attr_show, struct kobject *kobj,
		    struct attribute *attr, char *buf)
{
	struct any_attribute *own = OWNER_OF(attr, struct any_attribute, attr);
	long n = ERR_IO;

	if (own->show)
		n = own->show(class_of(kobj), own, buf);
	__asm__ volatile("" ::: "memory");
	return n;
}

KIMAGE_DEFINE_INNER(long, class_attr_store, struct kobject *kobj,
		    struct attribute *attr, const char *buf, size_t len)
{
	struct any_attribute *own = OWNER_OF(attr, struct any_attribute, attr);
	long n = ERR_IO;

	if (own->store)
		n = own->store(class_of(kobj), own, buf, len);
	__asm__ volatile("" ::: "memory");
	return n;
}

KIMAGE_DEFINE(int, class_create_file_ns, struct class *class,
	      const struct any_attribute *attr, const void *ns)
{
	if (!class)
		return ERR_INVAL;
	return kimg_sysfs_create_file_ns(&class->p->subsys.kobj, &attr->attr,
					 ns);
}

KIMAGE_DEFINE(void, class_remove_file_ns, struct class *class,
	      const struct any_attribute *attr, const void *ns)
{
	if (class)
		kimg_sysfs_remove_file_ns(&class->p->subsys.kobj, &attr->attr,
					  ns);
}

/* --- registration ---------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(void, class_release, struct kobject *kobj)
{
	struct subsys_private *p =
		OWNER_OF(kobj, struct subsys_private, subsys.kobj);
	struct class *class = p->class;

	if (class->class_release)
		class->class_release(class);
	kimg_kfree(p);
}

KIMAGE_DEFINE(int, __class_register, struct class *class, void *key)
{
	struct subsys_private *p = kimg___kmalloc(sizeof(*p), GFP_KERNEL_ZERO);
	int err;

	(void)key;
	if (!p)
		return ERR_NOMEM;
	list_init(&p->devices);
	kimg_kset_init(&p->glue_dirs);
	err = kimg_kobject_set_name(&p->subsys.kobj, TEXT(percent_s),
				    class->name);
	if (err) {
		kimg_kfree(p);
		return err;
	}
	if (!class->dev_kobj)
		class->dev_kobj = kobject_of_folder(KERN_SYSFS_DEV_CHAR);
	p->subsys.kobj.kset = kset_of_folder(KERN_SYSFS_CLASS);
	p->subsys.kobj.ktype = image_constant(&kimg_class_ktype);
	p->class = class;
	class->p = p;
	err = kimg_kset_register(&p->subsys);
	if (err) {
		kimg_kfree(p);
		return err;
	}
	err = kimg_sysfs_create_groups(&p->subsys.kobj, class->class_groups);
	if (err) {
		kimg_kobject_del(&p->subsys.kobj);
		kimg_kfree(p->subsys.kobj.name);
		kimg_kfree(p);
	}
	return err;
}

KIMAGE_DEFINE(void, class_unregister, struct class *class)
{
	kimg_sysfs_remove_groups(&class->p->subsys.kobj, class->class_groups);
	kimg_kset_unregister(&class->p->subsys);
}

KIMAGE_DEFINE_INNER(void, class_create_release, struct class *class)
{
	kimg_kfree(class);
}

KIMAGE_DEFINE(struct class *, __class_create, void *owner, const char *name,
	      void *key)
{
	struct class *class = kimg___kmalloc(sizeof(*class), GFP_KERNEL_ZERO);
	int err = ERR_NOMEM;

	if (class) {
		class->name = name;
		class->owner = owner;
		class->class_release = kimg_class_create_release;
		err = kimg___class_register(class, key);
	}
	if (!err)
		return class;
	kimg_kfree(class);
	return ERR_PTR(err);
}

KIMAGE_DEFINE(void, class_destroy, struct class *class)
{
	if (class && !IS_ERR(class))
		kimg_class_unregister(class);
}

/* --- its devices ------------------------------------------------------------------------------- */

KIMAGE_INLINE struct device *in_class(struct list *at)
{
	return OWNER_OF(at, struct device_private, in_class)->device;
}

/* The one that the function says yes to, with a reference; NULL. */
KIMAGE_DEFINE(struct device *, class_find_device, struct class *class,
	      struct device *start, const void *data,
	      int (*match)(struct device *dev, const void *data))
{
	struct list *head, *at;

	if (!class)
		return NULL;
	if (!class->p) {
		kimg___warn_printk(TEXT(class_not_there), class->name);
		KIMAGE_WARN_SAID("class_find_device",
				 "drivers/base/class.c:414", 0x10c);
		return NULL;
	}
	head = &class->p->devices;
	for (at = start ? start->p->in_class.next : head->next; at != head;
	     at = at->next)
		if (match(in_class(at), data))
			return kimg_get_device(in_class(at));
	return NULL;
}

KIMAGE_DEFINE(int, class_for_each_device, struct class *class,
	      struct device *start, void *data,
	      int (*fn)(struct device *dev, void *data))
{
	struct list *head, *at, *next;
	int err = 0;

	if (!class || !class->p)
		return ERR_INVAL;
	head = &class->p->devices;
	for (at = start ? start->p->in_class.next : head->next;
	     at != head && !err; at = next) {
		next = at->next;
		err = fn(in_class(at), data);
	}
	return err;
}

KIMAGE_DEFINE_INNER(void, device_create_release, struct device *dev)
{
	kimg_kfree(dev);
}

KIMAGE_INLINE struct device *create(struct class *class, struct device *parent,
				    unsigned int devt, void *data,
				    const struct attribute_group **groups,
				    const char *format, va_list ap)
{
	struct device *dev;
	int err;

	if (!class || IS_ERR(class))
		return ERR_PTR(ERR_NODEV);
	dev = kimg___kmalloc(sizeof(*dev), GFP_KERNEL_ZERO);
	if (!dev)
		return ERR_PTR(ERR_NOMEM);
	kimg_device_initialize(dev);
	dev->devt = devt;
	dev->class = class;
	dev->parent = parent;
	dev->groups = groups;
	dev->release = kimg_device_create_release;
	dev->driver_data = data;
	err = kimg_kobject_set_name_vargs(&dev->kobj, format, ap);
	if (!err)
		err = kimg_device_add(dev);
	if (!err)
		return dev;
	kimg_put_device(dev);
	return ERR_PTR(err);
}

KIMAGE_DEFINE(struct device *, device_create, struct class *class,
	      struct device *parent, unsigned int devt, void *data,
	      const char *format, ...)
{
	struct device *dev;
	va_list ap;

	va_start(ap, format);
	dev = create(class, parent, devt, data, NULL, format, ap);
	va_end(ap);
	return dev;
}

KIMAGE_DEFINE(struct device *, device_create_with_groups, struct class *class,
	      struct device *parent, unsigned int devt, void *data,
	      const struct attribute_group **groups, const char *format, ...)
{
	struct device *dev;
	va_list ap;

	va_start(ap, format);
	dev = create(class, parent, devt, data, groups, format, ap);
	va_end(ap);
	return dev;
}

KIMAGE_DEFINE_INNER(int, device_match_devt, struct device *dev,
		    const void *devt)
{
	return dev->devt == *(const unsigned int *)devt;
}

KIMAGE_DEFINE(void, device_destroy, struct class *class, unsigned int devt)
{
	struct device *dev = kimg_class_find_device(class, NULL, &devt,
						    kimg_device_match_devt);

	if (dev) {
		kimg_put_device(dev);
		kimg_device_unregister(dev);
	}
}
