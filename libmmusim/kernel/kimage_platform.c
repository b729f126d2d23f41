/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_platform.c - platform devices and their drivers, which meet by their names;
 * as code of the kernel image. The bus is made for the first of them.
 *
 * Reference: Linux 6.1, drivers/base/platform.c.
 */
#include "kernel/kimage_device.h"

USES_TEXT(platform);
USES_TEXT(percent_s);
USES_TEXT(platform_number);
USES_TEXT(platform_auto);
USES_TEXT(platform_modalias);
USES_TEXT(platform_no_irq);
USES_TEXT(platform_remove_failed);
USES_TEXT(platform_claim);

HIDDEN void kimg__dev_err(const struct device *dev, const char *format, ...);
HIDDEN void kimg__dev_warn(const struct device *dev, const char *format, ...);
HIDDEN int kimg_add_uevent_var(void *env, const char *format, ...);
HIDDEN void *kimg_kmemdup(const void *from, size_t len, unsigned int flags);
HIDDEN int kimg_ida_alloc_range(void *ida, unsigned int min, unsigned int max,
				unsigned int flags);

enum { ID_NONE = -1, ID_AUTO = -2, NAME_SIZE = 24 };

#define IORESOURCE_TYPE_BITS 0x1f00ul
#define IORESOURCE_IRQ	     0x400ul

struct platform_id {
	char name[NAME_SIZE];
	unsigned long driver_data;
};

struct platform_device {
	const char *name;
	int id;
	bool id_auto;
	struct device dev;
	unsigned long dma_mask;
	void *dma_parms[2];
	unsigned int num_resources;
	struct resource *resource;
	const struct platform_id *id_entry;
	const char *driver_override;
	void *mfd_cell;
};

_Static_assert(sizeof(struct platform_device) == 832, "as Linux has it");

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	int (*remove)(struct platform_device *pdev);
	void (*remove_new)(struct platform_device *pdev);
	void *shutdown, *suspend, *resume;
	struct device_driver driver;
	const struct platform_id *id_table;
	bool prevent_deferred_probe;
};

_Static_assert(sizeof(struct platform_driver) == 208, "as Linux has it");

struct platform_device_info {
	struct device *parent;
	void *fwnode;
	bool of_node_reused;
	const char *name;
	int id;
	const struct resource *res;
	unsigned int num_res;
	const void *data;
	size_t size_data;
	unsigned long dma_mask;
	const void *properties;
};

struct platform_object {
	struct platform_device pdev;
	char name[];
};

KIMAGE_INLINE struct platform_device *pdev_of(struct device *dev)
{
	return OWNER_OF(dev, struct platform_device, dev);
}

KIMAGE_INLINE struct platform_driver *pdrv_of(struct device_driver *drv)
{
	return OWNER_OF(drv, struct platform_driver, driver);
}

/* --- the bus --------------------------------------------------------------------------------- */

KIMAGE_INLINE const struct platform_id *find_id(const struct platform_id *id,
						const char *name)
{
	for (; id && id->name[0]; id++)
		if (!kimg_strcmp(name, id->name))
			return id;
	return NULL;
}

KIMAGE_DEFINE_INNER(int, platform_match, struct device *dev,
		    struct device_driver *drv)
{
	struct platform_device *pdev = pdev_of(dev);
	const struct platform_driver *pdrv = pdrv_of(drv);

	if (pdev->driver_override)
		return !kimg_strcmp(pdev->driver_override, drv->name);
	if (pdrv->id_table) {
		pdev->id_entry = find_id(pdrv->id_table, pdev->name);
		return pdev->id_entry != NULL;
	}
	return !kimg_strcmp(pdev->name, drv->name);
}

KIMAGE_DEFINE_INNER(int, platform_uevent, struct device *dev, void *env)
{
	kimg_add_uevent_var(env, TEXT(platform_modalias), pdev_of(dev)->name);
	return 0;
}

KIMAGE_DEFINE_INNER(int, platform_probe, struct device *dev)
{
	const struct platform_driver *pdrv = pdrv_of(dev->driver);
	int err = 0;

	if (pdrv->probe)
		err = pdrv->probe(pdev_of(dev));
	__asm__ volatile("" ::: "memory");
	return err;
}

KIMAGE_DEFINE_INNER(void, platform_remove, struct device *dev)
{
	const struct platform_driver *pdrv = pdrv_of(dev->driver);

	if (pdrv->remove_new) {
		pdrv->remove_new(pdev_of(dev));
	} else if (pdrv->remove) {
		if (pdrv->remove(pdev_of(dev)))
			kimg__dev_warn(dev, TEXT(platform_remove_failed));
	}
}

KIMAGE_INLINE struct bus_type *platform_bus(void)
{
	return (struct bus_type *)image_data()->platform_bus_type;
}

KIMAGE_INLINE struct device *platform_root(void)
{
	return (struct device *)image_data()->platform_bus;
}

KIMAGE_DEFINE_INNER(void, platform_bus_init, void)
{
	struct bus_type *bus = platform_bus();

	if (bus->p)
		return;
	bus->name = TEXT(platform);
	bus->match = kimg_platform_match;
	bus->uevent = (int (*)(struct device *,
			       struct uevent_env *))kimg_platform_uevent;
	bus->probe = kimg_platform_probe;
	bus->remove = kimg_platform_remove;
	platform_root()->init_name = TEXT(platform);
	kimg_device_register(platform_root());
	kimg_bus_register(bus);
}

/* --- devices --------------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(void, platform_device_release, struct device *dev)
{
	struct platform_device *pdev = pdev_of(dev);

	kimg_kfree(dev->platform_data);
	kimg_kfree(pdev->resource);
	kimg_kfree(pdev->driver_override);
	kimg_kfree(OWNER_OF(pdev, struct platform_object, pdev));
}

KIMAGE_INLINE void set_masks(struct platform_device *pdev)
{
	if (!pdev->dev.coherent_dma_mask)
		pdev->dev.coherent_dma_mask = DEVICE_DMA_32BIT;
	if (!pdev->dev.dma_mask) {
		pdev->dma_mask = DEVICE_DMA_32BIT;
		pdev->dev.dma_mask = &pdev->dma_mask;
	}
}

KIMAGE_DEFINE(struct platform_device *, platform_device_alloc, const char *name,
	      int id)
{
	size_t len = kimg_strlen(name) + 1;
	struct platform_object *object =
		kimg___kmalloc(sizeof(*object) + len, GFP_KERNEL_ZERO);

	if (!object)
		return NULL;
	kimg_memcpy(object->name, name, len);
	object->pdev.name = object->name;
	object->pdev.id = id;
	kimg_device_initialize(&object->pdev.dev);
	object->pdev.dev.release = kimg_platform_device_release;
	set_masks(&object->pdev);
	return &object->pdev;
}

KIMAGE_DEFINE(void, platform_device_put, struct platform_device *pdev)
{
	if (pdev && !IS_ERR(pdev))
		kimg_put_device(&pdev->dev);
}

KIMAGE_DEFINE(int, platform_device_add_resources, struct platform_device *pdev,
	      const struct resource *res, unsigned int n)
{
	struct resource *copy = NULL;

	if (res) {
		copy = kimg_kmemdup(res, sizeof(*res) * n, GFP_KERNEL);
		if (!copy)
			return ERR_NOMEM;
	}
	kimg_kfree(pdev->resource);
	pdev->resource = copy;
	pdev->num_resources = n;
	return 0;
}

KIMAGE_DEFINE(int, platform_device_add_data, struct platform_device *pdev,
	      const void *data, size_t size)
{
	void *copy = NULL;

	if (data) {
		copy = kimg_kmemdup(data, size, GFP_KERNEL);
		if (!copy)
			return ERR_NOMEM;
	}
	kimg_kfree(pdev->dev.platform_data);
	pdev->dev.platform_data = copy;
	return 0;
}

/* A PC has one such device itself, number 0. Simplified: numbers that were given out
 * once are not given again. */
KIMAGE_INLINE void set_name(struct platform_device *pdev)
{
	if (pdev->id == ID_NONE) {
		kimg_dev_set_name(&pdev->dev, TEXT(percent_s), pdev->name);
	} else if (pdev->id == ID_AUTO) {
		pdev->id = (int)++image_data()->platform_next_id;
		pdev->id_auto = true;
		kimg_dev_set_name(&pdev->dev, TEXT(platform_auto), pdev->name,
				  pdev->id);
	} else {
		kimg_dev_set_name(&pdev->dev, TEXT(platform_number), pdev->name,
				  pdev->id);
	}
}

KIMAGE_INLINE void name_resources(struct platform_device *pdev)
{
	for (unsigned int i = 0; i < pdev->num_resources; i++)
		if (!pdev->resource[i].name)
			pdev->resource[i].name = dev_name(&pdev->dev);
}

KIMAGE_DEFINE(int, platform_device_add, struct platform_device *pdev)
{
	int err;

	if (!pdev)
		return ERR_INVAL;
	kimg_platform_bus_init();
	if (!pdev->dev.parent)
		pdev->dev.parent = platform_root();
	pdev->dev.bus = platform_bus();
	set_name(pdev);
	name_resources(pdev);
	err = kimg_device_add(&pdev->dev);
	if (err && pdev->id_auto)
		pdev->id = ID_AUTO;
	return err;
}

KIMAGE_DEFINE(void, platform_device_del, struct platform_device *pdev)
{
	if (!pdev || IS_ERR(pdev))
		return;
	kimg_device_del(&pdev->dev);
	if (pdev->id_auto)
		pdev->id = ID_AUTO;
}

KIMAGE_DEFINE(int, platform_device_register, struct platform_device *pdev)
{
	kimg_device_initialize(&pdev->dev);
	set_masks(pdev);
	return kimg_platform_device_add(pdev);
}

KIMAGE_DEFINE(void, platform_device_unregister, struct platform_device *pdev)
{
	kimg_platform_device_del(pdev);
	kimg_platform_device_put(pdev);
}

KIMAGE_DEFINE(struct platform_device *, platform_device_register_full,
	      const struct platform_device_info *info)
{
	struct platform_device *pdev =
		kimg_platform_device_alloc(info->name, info->id);
	int err;

	if (!pdev)
		return ERR_PTR(ERR_NOMEM);
	pdev->dev.parent = info->parent;
	if (info->dma_mask) {
		pdev->dma_mask = info->dma_mask;
		pdev->dev.coherent_dma_mask = info->dma_mask;
	}
	err = kimg_platform_device_add_resources(pdev, info->res,
						 info->num_res);
	if (!err)
		err = kimg_platform_device_add_data(pdev, info->data,
						    info->size_data);
	if (!err)
		err = kimg_platform_device_add(pdev);
	if (!err)
		return pdev;
	kimg_platform_device_put(pdev);
	return ERR_PTR(err);
}

KIMAGE_DEFINE(int, platform_add_devices, struct platform_device **pdev, int n)
{
	int err = 0, i;

	for (i = 0; i < n && !err; i++)
		err = kimg_platform_device_register(pdev[i]);
	for (i--; err && --i >= 0;)
		kimg_platform_device_unregister(pdev[i]);
	return err;
}

/* --- resources --------------------------------------------------------------------------------- */

KIMAGE_DEFINE(struct resource *, platform_get_resource,
	      struct platform_device *pdev, unsigned int type, unsigned int n)
{
	for (unsigned int i = 0; i < pdev->num_resources; i++)
		if ((pdev->resource[i].flags & IORESOURCE_TYPE_BITS) == type &&
		    !n--)
			return &pdev->resource[i];
	return NULL;
}

KIMAGE_DEFINE(struct resource *, platform_get_resource_byname,
	      struct platform_device *pdev, unsigned int type, const char *name)
{
	for (unsigned int i = 0; i < pdev->num_resources; i++)
		if ((pdev->resource[i].flags & IORESOURCE_TYPE_BITS) == type &&
		    pdev->resource[i].name &&
		    !kimg_strcmp(pdev->resource[i].name, name))
			return &pdev->resource[i];
	return NULL;
}

KIMAGE_DEFINE(int, platform_get_irq_optional, struct platform_device *pdev,
	      unsigned int n)
{
	const struct resource *res =
		kimg_platform_get_resource(pdev, IORESOURCE_IRQ, n);

	return res ? (int)res->start : ERR_NXIO;
}

KIMAGE_DEFINE(int, platform_get_irq, struct platform_device *pdev,
	      unsigned int n)
{
	int irq = kimg_platform_get_irq_optional(pdev, n);

	if (irq < 0)
		kimg__dev_err(&pdev->dev, TEXT(platform_no_irq), n);
	return irq;
}

/* --- drivers ------------------------------------------------------------------------------------- */

KIMAGE_DEFINE(int, __platform_driver_register, struct platform_driver *pdrv,
	      void *owner)
{
	kimg_platform_bus_init();
	pdrv->driver.owner = owner;
	pdrv->driver.bus = platform_bus();
	return kimg_driver_register(&pdrv->driver);
}

KIMAGE_DEFINE(void, platform_driver_unregister, struct platform_driver *pdrv)
{
	kimg_driver_unregister(&pdrv->driver);
}
