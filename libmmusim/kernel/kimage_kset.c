/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_kset.c - sets of kobjects, as code of the kernel image.
 *
 * Reference: Linux 6.1, lib/kobject.c.
 */
#include "kernel/kimage_kobject.h"

USES_TEXT(percent_s);
USES_TEXT(kset_no_ktype);

extern const struct kobj_type kimg_kset_ktype HIDDEN;

KIMAGE_DEFINE_INNER(void, kset_init, struct kset *kset)
{
	kset->kobj.kref = 1;
	kset->kobj.entry.next = kset->kobj.entry.prev = &kset->kobj.entry;
	kset->kobj.state &= STATE_UEVENT_SUPPRESS;
	kset->kobj.state |= STATE_INITIALIZED;
	kset->list.next = kset->list.prev = &kset->list;
	kset->list_lock = 0;
}

KIMAGE_DEFINE(int, kset_register, struct kset *kset)
{
	int err;

	if (!kset)
		return ERR_INVAL;
	if (!kset->kobj.ktype) {
		kimg__printk(TEXT(kset_no_ktype));
		return ERR_INVAL;
	}
	kimg_kset_init(kset);
	err = kimg_kobject_add_internal(&kset->kobj);
	if (!err)
		kimg_kobject_uevent(&kset->kobj, KERN_KOBJ_ADD);
	return err;
}

KIMAGE_DEFINE(void, kset_unregister, struct kset *kset)
{
	if (!kset)
		return;
	kimg_kobject_del(&kset->kobj);
	kimg_kobject_put(&kset->kobj);
}

/* With a reference to it. */
KIMAGE_DEFINE(struct kobject *, kset_find_obj, struct kset *kset,
	      const char *name)
{
	struct list *at = kset->list.next;

	for (; at != &kset->list; at = at->next) {
		struct kobject *kobj = OWNER_OF(at, struct kobject, entry);

		if (kobj->name && !kimg_strcmp(kobj->name, name))
			return kimg_kobject_get_unless_zero(kobj);
	}
	return NULL;
}

KIMAGE_DEFINE_INNER(void, kset_release, struct kobject *kobj)
{
	kimg_kfree(OWNER_OF(kobj, struct kset, kobj));
}

KIMAGE_DEFINE(struct kset *, kset_create_and_add, const char *name,
	      const struct kset_uevent_ops *ops, struct kobject *parent)
{
	struct kset *kset = kimg___kmalloc(sizeof(*kset), GFP_KERNEL_ZERO);

	if (!kset)
		return NULL;
	if (kimg_kobject_set_name(&kset->kobj, TEXT(percent_s), name)) {
		kimg_kfree(kset);
		return NULL;
	}
	kset->uevent_ops = ops;
	kset->kobj.parent = parent;
	kset->kobj.ktype = image_constant(&kimg_kset_ktype);
	if (kimg_kset_register(kset)) {
		kimg_kfree(kset);
		return NULL;
	}
	return kset;
}
