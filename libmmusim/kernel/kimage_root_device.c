/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_root_device.c - devices that are there for others to be below them, in
 * /sys/devices; as code of the kernel image.
 *
 * Simplified: no link leads to the module, which has no folder that links can lead to.
 *
 * Reference: Linux 6.1, drivers/base/core.c.
 */
#include "kernel/kimage_device.h"

USES_TEXT(percent_s);

struct root_device {
	struct device dev;
	void *owner;
};

KIMAGE_DEFINE_INNER(void, root_device_release, struct device *dev)
{
	kimg_kfree(OWNER_OF(dev, struct root_device, dev));
}

KIMAGE_DEFINE(struct device *, __root_device_register, const char *name,
	      void *owner)
{
	struct root_device *root =
		kimg___kmalloc(sizeof(*root), GFP_KERNEL_ZERO);
	int err;

	if (!root)
		return ERR_PTR(ERR_NOMEM);
	err = kimg_dev_set_name(&root->dev, TEXT(percent_s), name);
	if (err) {
		kimg_kfree(root);
		return ERR_PTR(err);
	}
	root->dev.release = kimg_root_device_release;
	err = kimg_device_register(&root->dev);
	if (err) {
		kimg_put_device(&root->dev);
		return ERR_PTR(err);
	}
	root->owner = owner;
	return &root->dev;
}

KIMAGE_DEFINE(void, root_device_unregister, struct device *dev)
{
	kimg_device_unregister(dev);
}
