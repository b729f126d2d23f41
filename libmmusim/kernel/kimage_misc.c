/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_misc.c - misc devices: character devices that share a major number; as code
 * of the kernel image.
 *
 * Reference: Linux 6.1, drivers/char/misc.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_device.h"

USES_TEXT(misc);
USES_TEXT(percent_s);

enum { MISC_MAJOR = 10, MINOR_BITS = 20 };

#define LIST_POISON1 0xdead000000000100ul
#define LIST_POISON2 0xdead000000000122ul

struct miscdevice {
	int minor;
	const char *name;
	const void *fops;
	struct list list;
	struct device *parent, *this_device;
	const struct attribute_group **groups;
	const char *nodename;
	unsigned short mode;
};

_Static_assert(offsetof(struct miscdevice, this_device) == 48, "as Linux");

/* Gates: a minor number for it, that its functions serve; and none any more. */
HIDDEN int kimg_misc_take(struct miscdevice *misc, int minor);
HIDDEN void kimg_misc_give(struct miscdevice *misc);
HIDDEN bool kimg___list_del_entry_valid(struct list *entry);
HIDDEN bool kimg___list_add_valid(struct list *new, struct list *prev,
				  struct list *next);
HIDDEN struct device *
kimg_device_create_with_groups(struct class *class, struct device *parent,
			       unsigned int devt, void *data,
			       const struct attribute_group **groups,
			       const char *format, ...);
HIDDEN void kimg_device_destroy(struct class *class, unsigned int devt);

KIMAGE_INLINE unsigned int number_of(const struct miscdevice *misc)
{
	return MISC_MAJOR << MINOR_BITS | (unsigned int)misc->minor;
}

KIMAGE_DEFINE_INNER(char *, misc_devnode, struct device *dev,
		    unsigned short *mode)
{
	HIDDEN char *kimg_kstrdup(const char *s, unsigned int flags);
	const struct miscdevice *misc = dev->driver_data;

	if (mode && misc->mode)
		*mode = misc->mode;
	return misc->nodename ? kimg_kstrdup(misc->nodename, GFP_KERNEL) : NULL;
}

/* The class is made for the first of them. */
KIMAGE_INLINE struct class *misc_class(void)
{
	struct class *class = (struct class *)image_data()->misc_class;

	if (!class->p) {
		class->name = TEXT(misc);
		class->devnode = kimg_misc_devnode;
		kimg___class_register(class, NULL);
	}
	return class;
}

KIMAGE_INLINE struct list *misc_list(void)
{
	struct list *list = (struct list *)image_data()->misc_list;

	if (!list->next)
		list_init(list);
	return list;
}

KIMAGE_DEFINE(int, misc_register, struct miscdevice *misc)
{
	struct list *head = misc_list();
	int minor = kimg_misc_take(misc, misc->minor);

	list_init(&misc->list);
	if (minor < 0)
		return minor;
	misc->minor = minor;
	misc->this_device = kimg_device_create_with_groups(
		misc_class(), misc->parent, number_of(misc), misc, misc->groups,
		TEXT(percent_s), misc->name);
	if (IS_ERR(misc->this_device)) {
		kimg_misc_give(misc);
		return PTR_ERR(misc->this_device);
	}
	if (kimg___list_add_valid(&misc->list, head, head->next)) {
		misc->list.next = head->next;
		misc->list.prev = head;
		head->next->prev = &misc->list;
		head->next = &misc->list;
	}
	return 0;
}

KIMAGE_DEFINE(void, misc_deregister, struct miscdevice *misc)
{
	if (misc->list.next == &misc->list) {
		KIMAGE_WARN("misc_deregister", "drivers/char/misc.c:247", 0x92);
		return;
	}
	if (kimg___list_del_entry_valid(&misc->list)) {
		misc->list.prev->next = misc->list.next;
		misc->list.next->prev = misc->list.prev;
	}
	misc->list.next = (struct list *)LIST_POISON1;
	misc->list.prev = (struct list *)LIST_POISON2;
	kimg_device_destroy(misc_class(), number_of(misc));
	kimg_misc_give(misc);
}
