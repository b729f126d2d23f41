/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_devres.c - what a driver takes for its device, and is given back when they
 * part, the last one first; as code of the kernel image.
 *
 *   struct devres   00 entry  10 release  18 name  20 size  28 the data
 *
 * Reference: Linux 6.1, drivers/base/devres.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_device.h"

struct devres {
	struct list entry;
	void (*release)(struct device *dev, void *data);
	const char *name;
	size_t size;
	char data[];
};

struct action {
	void *data;
	void (*action)(void *data);
};

#define GFP_ZERO 0x100u

typedef void release_fn(struct device *dev, void *data);
typedef int match_fn(struct device *dev, void *data, void *match);

HIDDEN char *kimg_kvasprintf(unsigned int flags, const char *format,
			     va_list ap);

KIMAGE_INLINE struct devres *devres_of(void *data)
{
	return OWNER_OF(data, struct devres, data);
}

/* --- any kind ------------------------------------------------------------------------------ */

KIMAGE_DEFINE(void *, __devres_alloc_node, release_fn *release, size_t size,
	      unsigned int flags, int node, const char *name)
{
	struct devres *res;

	(void)node;
	if (size > ~0ul - sizeof(*res))
		return NULL;
	res = kimg___kmalloc(sizeof(*res) + size, flags | GFP_ZERO);
	if (!res)
		return NULL;
	list_init(&res->entry);
	res->release = release;
	res->name = name;
	res->size = size;
	return res->data;
}

KIMAGE_DEFINE(void, devres_free, void *data)
{
	if (data)
		kimg_kfree(devres_of(data));
}

KIMAGE_DEFINE(void, devres_add, struct device *dev, void *data)
{
	list_add_before(&devres_of(data)->entry, &dev->devres_head);
}

/* The last one of that kind, which match says yes to; NULL. */
KIMAGE_DEFINE(void *, devres_find, struct device *dev, release_fn *release,
	      match_fn *match, void *wanted)
{
	struct list *head = &dev->devres_head, *at;

	for (at = head->prev; at != head; at = at->prev) {
		struct devres *res = OWNER_OF(at, struct devres, entry);

		if (res->release == release &&
		    (!match || match(dev, res->data, wanted)))
			return res->data;
	}
	return NULL;
}

KIMAGE_DEFINE(void *, devres_remove, struct device *dev, release_fn *release,
	      match_fn *match, void *wanted)
{
	void *data = kimg_devres_find(dev, release, match, wanted);

	if (data)
		list_remove(&devres_of(data)->entry);
	return data;
}

KIMAGE_DEFINE(int, devres_destroy, struct device *dev, release_fn *release,
	      match_fn *match, void *wanted)
{
	void *data = kimg_devres_remove(dev, release, match, wanted);

	kimg_devres_free(data);
	return data ? 0 : ERR_NOENT;
}

KIMAGE_DEFINE(int, devres_release, struct device *dev, release_fn *release,
	      match_fn *match, void *wanted)
{
	void *data = kimg_devres_remove(dev, release, match, wanted);

	if (!data)
		return ERR_NOENT;
	release(dev, data);
	kimg_devres_free(data);
	return 0;
}

KIMAGE_DEFINE_INNER(void, devres_release_all, struct device *dev)
{
	struct list *head = &dev->devres_head;

	if (!head->next) { /* never initialised */
		KIMAGE_WARN("devres_release_all", "drivers/base/devres.c:530",
			    0x0);
		return;
	}
	while (head->prev != head) {
		struct devres *res = OWNER_OF(head->prev, struct devres, entry);

		list_remove(&res->entry);
		res->release(dev, res->data);
		kimg_kfree(res);
	}
}

/* --- memory ----------------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(void, devm_kmalloc_release, struct device *dev, void *data)
{
	(void)dev;
	(void)data;
}

KIMAGE_DEFINE_INNER(int, devm_kmalloc_match, struct device *dev, void *data,
		    void *wanted)
{
	(void)dev;
	return data == wanted;
}

KIMAGE_DEFINE(void *, devm_kmalloc, struct device *dev, size_t size,
	      unsigned int flags)
{
	struct devres *res;

	if (!size)
		return (void *)16; /* ZERO_SIZE_PTR */
	if (size > ~0ul - sizeof(*res))
		return NULL;
	res = kimg___kmalloc(sizeof(*res) + size, flags);
	if (!res)
		return NULL;
	res->release = kimg_devm_kmalloc_release;
	res->name = NULL;
	res->size = size;
	list_add_before(&res->entry, &dev->devres_head);
	return res->data;
}

KIMAGE_DEFINE(void, devm_kfree, struct device *dev, const void *data)
{
	if ((unsigned long)data <= 16)
		return;
	if (kimg_devres_destroy(dev, kimg_devm_kmalloc_release,
				kimg_devm_kmalloc_match,
				(void *)(uintptr_t)data))
		KIMAGE_WARN("devm_kfree", "drivers/base/devres.c:1073", 0x4a);
}

KIMAGE_DEFINE(void *, devm_kmemdup, struct device *dev, const void *from,
	      size_t len, unsigned int flags)
{
	void *copy = kimg_devm_kmalloc(dev, len, flags);

	if (copy)
		kimg_memcpy(copy, from, len);
	return copy;
}

KIMAGE_DEFINE(char *, devm_kstrdup, struct device *dev, const char *s,
	      unsigned int flags)
{
	return s ? kimg_devm_kmemdup(dev, s, kimg_strlen(s) + 1, flags) : NULL;
}

KIMAGE_DEFINE(char *, devm_kasprintf, struct device *dev, unsigned int flags,
	      const char *format, ...)
{
	char *text, *copy;
	va_list ap;

	va_start(ap, format);
	text = kimg_kvasprintf(flags, format, ap);
	va_end(ap);
	copy = kimg_devm_kstrdup(dev, text, flags);
	kimg_kfree(text);
	return copy;
}

/* --- actions ------------------------------------------------------------------------------------ */

KIMAGE_DEFINE_INNER(void, devm_action_release, struct device *dev, void *data)
{
	const struct action *action = data;

	(void)dev;
	action->action(action->data);
	__asm__ volatile("" ::: "memory");
}

KIMAGE_DEFINE_INNER(int, devm_action_match, struct device *dev, void *data,
		    void *wanted)
{
	const struct action *action = data, *other = wanted;

	(void)dev;
	return action->data == other->data && action->action == other->action;
}

KIMAGE_DEFINE(int, devm_add_action, struct device *dev, void (*fn)(void *data),
	      void *data)
{
	struct action *action =
		kimg___devres_alloc_node(kimg_devm_action_release,
					 sizeof(*action), GFP_KERNEL, -1, NULL);

	if (!action)
		return ERR_NOMEM;
	action->data = data;
	action->action = fn;
	kimg_devres_add(dev, action);
	return 0;
}

KIMAGE_DEFINE(void, devm_remove_action, struct device *dev,
	      void (*fn)(void *data), void *data)
{
	struct action action = {.data = data, .action = fn};

	if (kimg_devres_destroy(dev, kimg_devm_action_release,
				kimg_devm_action_match, &action))
		KIMAGE_WARN("devm_remove_action", "drivers/base/devres.c:771",
			    0x68);
}

KIMAGE_DEFINE(void, devm_release_action, struct device *dev,
	      void (*fn)(void *data), void *data)
{
	struct action action = {.data = data, .action = fn};

	if (kimg_devres_release(dev, kimg_devm_action_release,
				kimg_devm_action_match, &action))
		KIMAGE_WARN("devm_release_action", "drivers/base/devres.c:793",
			    0x79);
}
