/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_device.c - devices: what is registered gets a folder in /sys, links to it,
 * and a node in /dev; as code of the kernel image.
 *
 * Simplified: nothing of power management; no locks.
 *
 * Reference: Linux 6.1, drivers/base/core.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_device.h"

USES_TEXT(percent_s);
USES_TEXT(bus_number);
USES_TEXT(devt_format);
USES_TEXT(subsystem);
USES_TEXT(device);
USES_TEXT(device_no_release);

extern const struct kobj_type kimg_device_ktype HIDDEN;
extern const struct kobj_type kimg_class_dir_ktype HIDDEN;
extern const struct any_attribute kimg_dev_attr_uevent HIDDEN;
extern const struct any_attribute kimg_dev_attr_dev HIDDEN;

struct class_dir {
	struct kobject kobj;
	struct class *class;
};

enum { MINOR_BITS = 20 };

/* --- references ----------------------------------------------------------------------- */

KIMAGE_DEFINE(struct device *, get_device, struct device *dev)
{
	return dev ? device_of(kimg_kobject_get(&dev->kobj)) : NULL;
}

KIMAGE_DEFINE(void, put_device, struct device *dev)
{
	if (dev)
		kimg_kobject_put(&dev->kobj);
}

KIMAGE_DEFINE_INNER(void, device_release, struct kobject *kobj)
{
	struct device *dev = device_of(kobj);
	struct device_private *p = dev->p;

	kimg_devres_release_all(dev);
	if (dev->release) {
		dev->release(dev);
	} else if (dev->type && dev->type->release) {
		dev->type->release(dev);
	} else if (dev->class && dev->class->dev_release) {
		dev->class->dev_release(dev);
	} else {
		kimg___warn_printk(TEXT(device_no_release), dev_name(dev));
		KIMAGE_WARN_SAID("device_release", "drivers/base/core.c:2510",
				 0x79);
	}
	kimg_kfree(p);
}

KIMAGE_DEFINE(int, dev_set_name, struct device *dev, const char *format, ...)
{
	va_list ap;
	int err;

	va_start(ap, format);
	err = kimg_kobject_set_name_vargs(&dev->kobj, format, ap);
	va_end(ap);
	return err;
}

/* --- where it is in /sys ---------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(void, class_dir_release, struct kobject *kobj)
{
	kimg_kfree(OWNER_OF(kobj, struct class_dir, kobj));
}

KIMAGE_INLINE struct kobject *make_class_dir(struct class *class,
					     struct kobject *parent)
{
	struct class_dir *dir = kimg___kmalloc(sizeof(*dir), GFP_KERNEL_ZERO);
	int err;

	if (!dir)
		return ERR_PTR(ERR_NOMEM);
	dir->class = class;
	kimg_kobject_init(&dir->kobj, image_constant(&kimg_class_dir_ktype));
	dir->kobj.kset = &class->p->glue_dirs;
	err = kimg_kobject_add(&dir->kobj, parent, TEXT(percent_s),
			       class->name);
	if (!err)
		return &dir->kobj;
	kimg_kobject_put(&dir->kobj);
	return ERR_PTR(err);
}

/* A class has a folder of its own below the parent of its devices. */
KIMAGE_DEFINE_INNER(struct kobject *, get_device_parent, struct device *dev,
		    struct device *parent)
{
	struct kobject *above;
	struct list *head, *at;

	if (!dev->class) {
		if (!parent && dev->bus && dev->bus->dev_root)
			return &dev->bus->dev_root->kobj;
		return parent ? &parent->kobj : NULL;
	}
	if (parent && parent->class)
		return &parent->kobj;
	above = parent ? &parent->kobj : kobject_of_folder(KERN_SYSFS_VIRTUAL);
	head = &dev->class->p->glue_dirs.list;
	for (at = head->next; at != head; at = at->next)
		if (OWNER_OF(at, struct kobject, entry)->parent == above)
			return kimg_kobject_get(
				OWNER_OF(at, struct kobject, entry));
	return make_class_dir(dev->class, above);
}

/* The folder of the class goes with the last device in it. */
KIMAGE_INLINE void cleanup_glue_dir(struct device *dev, struct kobject *glue)
{
	if (!glue || !dev->class || glue->kset != &dev->class->p->glue_dirs)
		return;
	if (glue->kref == 1 && glue->sd)
		kimg_kobject_del(glue);
	kimg_kobject_put(glue);
}

KIMAGE_INLINE int add_class_links(struct device *dev)
{
	struct kobject *subsys;
	int err;

	if (!dev->class)
		return 0;
	subsys = &dev->class->p->subsys.kobj;
	err = kimg_sysfs_create_link(&dev->kobj, subsys, TEXT(subsystem));
	if (!err && dev->parent)
		err = kimg_sysfs_create_link(&dev->kobj, &dev->parent->kobj,
					     TEXT(device));
	if (!err)
		err = kimg_sysfs_create_link(subsys, &dev->kobj, dev_name(dev));
	return err;
}

KIMAGE_INLINE void remove_class_links(struct device *dev)
{
	if (!dev->class)
		return;
	if (dev->parent)
		kimg_sysfs_remove_link(&dev->kobj, TEXT(device));
	kimg_sysfs_remove_link(&dev->kobj, TEXT(subsystem));
	kimg_sysfs_remove_link(&dev->class->p->subsys.kobj, dev_name(dev));
}

/* --- its number ------------------------------------------------------------------------- */

KIMAGE_INLINE struct kobject *number_folder(struct device *dev, char text[16])
{
	kimg_sprintf(text, TEXT(devt_format), dev->devt >> MINOR_BITS,
		     dev->devt & ((1u << MINOR_BITS) - 1));
	return dev->class ? dev->class->dev_kobj :
			    kobject_of_folder(KERN_SYSFS_DEV_CHAR);
}

KIMAGE_DEFINE_INNER(int, device_create_sys_dev_entry, struct device *dev)
{
	char text[16];
	struct kobject *folder = number_folder(dev, text);

	return folder ? kimg_sysfs_create_link(folder, &dev->kobj, text) : 0;
}

/* A class may say where the node is. */
KIMAGE_INLINE char *node_name(struct device *dev)
{
	unsigned short mode = 0;

	return dev->class && dev->class->devnode ?
		       dev->class->devnode(dev, &mode) :
		       NULL;
}

KIMAGE_INLINE void make_node(struct device *dev)
{
	char *own = node_name(dev);

	kimg_devtmpfs_create_node(own ? own : dev_name(dev), dev->devt);
	kimg_kfree(own);
}

KIMAGE_INLINE int add_number(struct device *dev)
{
	int err;

	if (!(dev->devt >> MINOR_BITS))
		return 0;
	err = kimg_device_create_file(dev, image_constant(&kimg_dev_attr_dev));
	if (err)
		return err;
	err = kimg_device_create_sys_dev_entry(dev);
	if (err)
		kimg_device_remove_file(dev,
					image_constant(&kimg_dev_attr_dev));
	else
		make_node(dev);
	return err;
}

KIMAGE_INLINE void remove_number(struct device *dev)
{
	struct kobject *folder;
	char text[16], *own;

	if (!(dev->devt >> MINOR_BITS))
		return;
	own = node_name(dev);
	kimg_devtmpfs_delete_node(own ? own : dev_name(dev), dev->devt);
	kimg_kfree(own);
	folder = number_folder(dev, text);
	if (folder)
		kimg_sysfs_remove_link(folder, text);
	kimg_device_remove_file(dev, image_constant(&kimg_dev_attr_dev));
}

/* --- registration ----------------------------------------------------------------------- */

KIMAGE_DEFINE(void, device_initialize, struct device *dev)
{
	dev->kobj.kset = kset_of_folder(KERN_SYSFS_DEVICES);
	kimg_kobject_init(&dev->kobj, image_constant(&kimg_device_ktype));
	dev->mutex.owner = 0;
	dev->mutex.lock = dev->mutex.osq = 0;
	list_init(&dev->mutex.waiters);
	dev->devres_lock = 0;
	list_init(&dev->devres_head);
	for (int i = 0; i < 3; i++)
		list_init(&dev->links[i]);
	dev->numa_node = -1;
}

KIMAGE_INLINE int set_own_name(struct device *dev)
{
	if (dev->init_name) {
		kimg_dev_set_name(dev, TEXT(percent_s), dev->init_name);
		dev->init_name = NULL;
	}
	if (!dev_name(dev) && dev->bus && dev->bus->dev_name)
		kimg_dev_set_name(dev, TEXT(bus_number), dev->bus->dev_name,
				  dev->id);
	return dev_name(dev) ? 0 : ERR_INVAL;
}

KIMAGE_INLINE int init_private(struct device *dev)
{
	if (dev->p)
		return 0;
	dev->p = kimg___kmalloc(sizeof(*dev->p), GFP_KERNEL_ZERO);
	if (!dev->p)
		return ERR_NOMEM;
	dev->p->device = dev;
	return 0;
}

/* What it is in holds it. */
KIMAGE_INLINE void join(struct device *dev, struct device *parent)
{
	if (parent) {
		kimg_get_device(dev);
		dev->p->in[0] = true;
	}
	if (dev->class) {
		kimg_get_device(dev);
		list_add_before(&dev->p->in_class, &dev->class->p->devices);
		dev->p->in[1] = true;
	}
}

KIMAGE_INLINE void leave(struct device *dev)
{
	if (dev->p->in[0]) {
		dev->p->in[0] = false;
		kimg_put_device(dev);
	}
	if (dev->p->in[1]) {
		dev->p->in[1] = false;
		list_remove(&dev->p->in_class);
		kimg_put_device(dev);
	}
}

/* All that there is of it in /sys, and its node. What failed is undone. */
KIMAGE_INLINE int add_files(struct device *dev)
{
	int err = kimg_device_create_file(
		dev, image_constant(&kimg_dev_attr_uevent));

	if (err)
		return err;
	err = add_class_links(dev);
	if (err)
		goto no_links;
	err = kimg_device_add_attrs(dev);
	if (err)
		goto no_attrs;
	err = kimg_bus_add_device(dev);
	if (err)
		goto no_bus;
	err = add_number(dev);
	if (!err)
		return 0;
	dev->driver = NULL;
	kimg_bus_remove_device(dev);
no_bus:
	kimg_device_remove_attrs(dev);
no_attrs:
	remove_class_links(dev);
no_links:
	kimg_device_remove_file(dev, image_constant(&kimg_dev_attr_uevent));
	return err;
}

KIMAGE_INLINE int add_to_parent(struct device *dev, struct device *parent)
{
	struct kobject *kobj = kimg_get_device_parent(dev, parent);
	int err;

	if (IS_ERR(kobj))
		return PTR_ERR(kobj);
	if (kobj)
		dev->kobj.parent = kobj;
	err = kimg_kobject_add(&dev->kobj, dev->kobj.parent, NULL);
	if (err) {
		cleanup_glue_dir(dev, kobj);
		return err;
	}
	err = add_files(dev);
	if (!err)
		return 0;
	kimg_kobject_uevent(&dev->kobj, KERN_KOBJ_REMOVE);
	kobj = dev->kobj.parent;
	kimg_kobject_del(&dev->kobj);
	cleanup_glue_dir(dev, kobj);
	return err;
}

KIMAGE_DEFINE(int, device_add, struct device *dev)
{
	struct device *parent;
	int err;

	dev = kimg_get_device(dev);
	if (!dev)
		return ERR_INVAL;
	err = init_private(dev);
	if (err)
		goto done;
	err = set_own_name(dev);
	if (err)
		goto no_name;
	parent = kimg_get_device(dev->parent);
	err = add_to_parent(dev, parent);
	if (err) {
		kimg_put_device(parent);
		goto no_name;
	}
	kimg_kobject_uevent(&dev->kobj, KERN_KOBJ_ADD);
	kimg_bus_probe_device(dev);
	join(dev, parent);
	goto done;
no_name:
	kimg_kfree(dev->p);
	dev->p = NULL;
done:
	kimg_put_device(dev);
	return err;
}

KIMAGE_DEFINE(int, device_register, struct device *dev)
{
	kimg_device_initialize(dev);
	return kimg_device_add(dev);
}

KIMAGE_DEFINE(void, device_del, struct device *dev)
{
	struct device *parent = dev->parent;
	struct kobject *glue;

	leave(dev);
	remove_number(dev);
	remove_class_links(dev);
	kimg_device_remove_file(dev, image_constant(&kimg_dev_attr_uevent));
	kimg_device_remove_attrs(dev);
	kimg_bus_remove_device(dev);
	kimg_kobject_uevent(&dev->kobj, KERN_KOBJ_REMOVE);
	glue = dev->kobj.parent;
	kimg_kobject_del(&dev->kobj);
	cleanup_glue_dir(dev, glue);
	kimg_put_device(parent);
}

KIMAGE_DEFINE(void, device_unregister, struct device *dev)
{
	kimg_device_del(dev);
	kimg_put_device(dev);
}
