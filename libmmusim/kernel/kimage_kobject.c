/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_kobject.c - kobjects: names, folders of /sys, references, and the release
 * function that the last one calls; as code of the kernel image, so that it faults
 * where Linux does when there is no kobject.
 *
 * Simplified: no namespaces, all belong to root.
 *
 * Reference: Linux 6.1, lib/kobject.c, include/linux/refcount.h.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_kobject.h"

enum { ADD_OVERFLOW = 1, ADD_UAF = 2, SUB_UAF = 3 }; /* of refcounts */

USES_TEXT(percent_s);
USES_TEXT(null);
USES_TEXT(kobject_empty_name);
USES_TEXT(kobject_no_pointer);
USES_TEXT(kobject_no_ktype);
USES_TEXT(kobject_init_twice);
USES_TEXT(kobject_add_uninitialized);
USES_TEXT(kobject_no_name);
USES_TEXT(kobject_exists);
USES_TEXT(kobject_add_failed);
USES_TEXT(kobject_none);
USES_TEXT(kobject_create_failed);
USES_TEXT(kobject_get_uninitialized);
USES_TEXT(kobject_put_uninitialized);
USES_TEXT(devpath_old);

HIDDEN char *kimg_kvasprintf(unsigned int flags, const char *format,
			     va_list ap);
HIDDEN int kimg_sysfs_rename_dir_ns(struct kobject *kobj, const char *name,
				    const void *ns);

extern const struct kobj_type kimg_dynamic_kobj_ktype HIDDEN;

/* --- names ------------------------------------------------------------------------- */

KIMAGE_INLINE void replace_slashes(char *text)
{
	for (; *text; text++)
		if (*text == '/')
			*text = '!';
}

KIMAGE_INLINE bool is_percent_s(const char *format)
{
	return format[0] == '%' && format[1] == 's' && !format[2];
}

/* kvasprintf_const(): what needs no formatting is copied. */
KIMAGE_INLINE char *format_name(const char *format, va_list ap)
{
	if (!kimg_strchr(format, '%'))
		return kimg_kstrdup(format, GFP_KERNEL);
	if (is_percent_s(format))
		return kimg_kstrdup(va_arg(ap, const char *), GFP_KERNEL);
	return kimg_kvasprintf(GFP_KERNEL, format, ap);
}

KIMAGE_DEFINE_INNER(int, kobject_set_name_vargs, struct kobject *kobj,
		    const char *format, va_list ap)
{
	char *name;

	if (kobj->name && !format)
		return 0;
	name = format_name(format, ap);
	if (!name)
		return ERR_NOMEM;
	replace_slashes(name);
	kimg_kfree(kobj->name);
	kobj->name = name;
	return 0;
}

KIMAGE_DEFINE(int, kobject_set_name, struct kobject *kobj, const char *format,
	      ...)
{
	va_list ap;
	int err;

	va_start(ap, format);
	err = kimg_kobject_set_name_vargs(kobj, format, ap);
	va_end(ap);
	return err;
}

KIMAGE_INLINE size_t path_length(const struct kobject *kobj)
{
	size_t len = 1;

	for (; kobj; kobj = kobj->parent) {
		if (!kobj->name)
			return 0;
		len += kimg_strlen(kobj->name) + 1;
	}
	return len;
}

/* "/devices/virtual/NAME": the caller frees it. */
KIMAGE_DEFINE(char *, kobject_get_path, const struct kobject *kobj,
	      unsigned int flags)
{
	size_t len = path_length(kobj);
	char *path = len ? kimg___kmalloc(len, flags | GFP_KERNEL_ZERO) : NULL;

	if (!path)
		return NULL;
	for (len--; kobj; kobj = kobj->parent) {
		size_t n = kimg_strlen(kobj->name);

		len -= n;
		kimg_memcpy(path + len, kobj->name, n);
		path[--len] = '/';
	}
	return path;
}

/* --- folders ------------------------------------------------------------------------ */

KIMAGE_INLINE void init_internal(struct kobject *kobj)
{
	kobj->kref = 1;
	kobj->entry.next = kobj->entry.prev = &kobj->entry;
	kobj->state &= STATE_UEVENT_SUPPRESS;
	kobj->state |= STATE_INITIALIZED;
}

KIMAGE_INLINE void kset_join(struct kobject *kobj)
{
	if (!kobj->kset)
		return;
	kimg_kobject_get(&kobj->kset->kobj);
	list_add_before(&kobj->entry, &kobj->kset->list);
}

KIMAGE_INLINE void kset_leave(struct kobject *kobj)
{
	if (!kobj->kset)
		return;
	list_remove(&kobj->entry);
	kimg_kobject_put(&kobj->kset->kobj);
}

KIMAGE_INLINE int create_dir(struct kobject *kobj)
{
	int err = kimg_sysfs_create_dir_ns(kobj, NULL);

	if (err || !kobj->ktype)
		return err;
	err = kimg_sysfs_create_groups(kobj, kobj->ktype->default_groups);
	if (err)
		kimg_sysfs_remove_dir(kobj);
	return err;
}

KIMAGE_INLINE void complain(const struct kobject *kobj,
			    const struct kobject *parent, int err)
{
	if (err == ERR_EXIST)
		kimg__printk(TEXT(kobject_exists), kobj->name);
	else
		kimg__printk(TEXT(kobject_add_failed), kobj->name, err,
			     parent ? parent->name : TEXT(kobject_none));
}

KIMAGE_DEFINE_INNER(int, kobject_add_internal, struct kobject *kobj)
{
	struct kobject *parent;
	int err;

	if (!kobj)
		return ERR_NOENT;
	if (!kobj->name || !kobj->name[0]) {
		kimg___warn_printk(TEXT(kobject_empty_name), kobj);
		KIMAGE_WARN_SAID("kobject_add_internal", "lib/kobject.c:210",
				 0x241);
		return ERR_INVAL;
	}
	parent = kimg_kobject_get(kobj->parent);
	if (kobj->kset) {
		if (!parent)
			parent = kimg_kobject_get(&kobj->kset->kobj);
		kset_join(kobj);
		kobj->parent = parent;
	}
	err = create_dir(kobj);
	if (!err) {
		kobj->state |= STATE_IN_SYSFS;
		return 0;
	}
	kset_leave(kobj);
	kimg_kobject_put(parent);
	kobj->parent = NULL;
	complain(kobj, parent, err);
	return err;
}

KIMAGE_INLINE void init_failed(struct kobject *kobj, const char *why)
{
	kimg__printk(TEXT(kobject_no_pointer), kobj, why);
	kimg_dump_stack();
}

KIMAGE_DEFINE(void, kobject_init, struct kobject *kobj,
	      const struct kobj_type *ktype)
{
	if (!kobj) {
		init_failed(kobj, TEXT(null));
		return;
	}
	if (!ktype) {
		init_failed(kobj, TEXT(kobject_no_ktype));
		return;
	}
	if (kobj->state & STATE_INITIALIZED) {
		kimg__printk(TEXT(kobject_init_twice), kobj);
		kimg_dump_stack();
	}
	init_internal(kobj);
	kobj->ktype = ktype;
}

KIMAGE_INLINE int add_varg(struct kobject *kobj, struct kobject *parent,
			   const char *format, va_list ap)
{
	int err = kimg_kobject_set_name_vargs(kobj, format, ap);

	if (err) {
		kimg__printk(TEXT(kobject_no_name));
		return err;
	}
	kobj->parent = parent;
	return kimg_kobject_add_internal(kobj);
}

KIMAGE_DEFINE(int, kobject_add, struct kobject *kobj, struct kobject *parent,
	      const char *format, ...)
{
	va_list ap;
	int err;

	if (!kobj)
		return ERR_INVAL;
	if (!(kobj->state & STATE_INITIALIZED)) {
		kimg__printk(TEXT(kobject_add_uninitialized), kobj->name, kobj);
		kimg_dump_stack();
		return ERR_INVAL;
	}
	va_start(ap, format);
	err = add_varg(kobj, parent, format, ap);
	va_end(ap);
	return err;
}

KIMAGE_DEFINE(int, kobject_init_and_add, struct kobject *kobj,
	      const struct kobj_type *ktype, struct kobject *parent,
	      const char *format, ...)
{
	va_list ap;
	int err;

	kimg_kobject_init(kobj, ktype);
	va_start(ap, format);
	err = add_varg(kobj, parent, format, ap);
	va_end(ap);
	return err;
}

/* What programs hear of it is the old path. */
KIMAGE_INLINE int rename_dir(struct kobject *kobj, const char *name)
{
	char *old = kimg_kobject_get_path(kobj, GFP_KERNEL), *variable, *copy;
	char *envp[2];
	int err = ERR_NOMEM;

	variable = old ? kimg___kmalloc(kimg_strlen(old) + 15, GFP_KERNEL) :
			 NULL;
	copy = variable ? kimg_kstrdup(name, GFP_KERNEL) : NULL;
	if (copy) {
		kimg_sprintf(variable, TEXT(devpath_old), old);
		envp[0] = variable;
		envp[1] = NULL;
		err = kimg_sysfs_rename_dir_ns(kobj, name, NULL);
	}
	if (!err) {
		const char *before = kobj->name;

		kobj->name = copy;
		copy = (char *)(uintptr_t)before;
		kimg_kobject_uevent_env(kobj, KERN_KOBJ_MOVE, envp);
	}
	kimg_kfree(copy);
	kimg_kfree(variable);
	kimg_kfree(old);
	return err;
}

KIMAGE_DEFINE(int, kobject_rename, struct kobject *kobj, const char *name)
{
	int err = ERR_INVAL;

	kobj = kimg_kobject_get(kobj);
	if (!kobj)
		return ERR_INVAL;
	if (kobj->parent)
		err = rename_dir(kobj, name);
	kimg_kobject_put(kobj);
	return err;
}

KIMAGE_DEFINE_INNER(void, __kobject_del, struct kobject *kobj)
{
	const struct kobj_type *ktype = kobj->ktype;

	if (ktype)
		kimg_sysfs_remove_groups(kobj, ktype->default_groups);
	if (kobj->state & STATE_ADD_UEVENT_SENT &&
	    !(kobj->state & STATE_REMOVE_UEVENT_SENT))
		kimg_kobject_uevent(kobj, KERN_KOBJ_REMOVE);
	kimg_sysfs_remove_dir(kobj);
	kobj->state &= ~STATE_IN_SYSFS;
	kset_leave(kobj);
	kobj->parent = NULL;
}

KIMAGE_DEFINE(void, kobject_del, struct kobject *kobj)
{
	struct kobject *parent;

	if (!kobj)
		return;
	parent = kobj->parent;
	kimg___kobject_del(kobj);
	kimg_kobject_put(parent);
}

/* --- references ---------------------------------------------------------------------- */

KIMAGE_DEFINE(struct kobject *, kobject_get, struct kobject *kobj)
{
	int old;

	if (!kobj)
		return NULL;
	if (!(kobj->state & STATE_INITIALIZED)) {
		kimg___warn_printk(TEXT(kobject_get_uninitialized), kobj->name,
				   kobj);
		KIMAGE_WARN_SAID("kobject_get", "lib/kobject.c:632", 0x43);
	}
	old = __atomic_fetch_add(&kobj->kref, 1, __ATOMIC_SEQ_CST);
	if (!old)
		kimg_refcount_warn_saturate(&kobj->kref, ADD_UAF);
	else if (old < 0 || old == 0x7fffffff)
		kimg_refcount_warn_saturate(&kobj->kref, ADD_OVERFLOW);
	return kobj;
}

KIMAGE_DEFINE(struct kobject *, kobject_get_unless_zero, struct kobject *kobj)
{
	if (!kobj || !kobj->kref)
		return NULL;
	if (__atomic_fetch_add(&kobj->kref, 1, __ATOMIC_SEQ_CST) < 0)
		kimg_refcount_warn_saturate(&kobj->kref, 0);
	return kobj;
}

KIMAGE_INLINE void cleanup(struct kobject *kobj)
{
	struct kobject *parent = kobj->parent;
	const struct kobj_type *ktype = kobj->ktype;
	const char *name = kobj->name;

	if (kobj->state & STATE_IN_SYSFS)
		kimg___kobject_del(kobj);
	else
		parent = NULL;
	if (ktype && ktype->release)
		ktype->release(kobj);
	if (name)
		kimg_kfree(name);
	kimg_kobject_put(parent);
}

KIMAGE_DEFINE(void, kobject_put, struct kobject *kobj)
{
	int old;

	if (!kobj)
		return;
	if (!(kobj->state & STATE_INITIALIZED)) {
		kimg___warn_printk(TEXT(kobject_put_uninitialized), kobj->name,
				   kobj);
		KIMAGE_WARN_SAID("kobject_put", "lib/kobject.c:726", 0xbd);
	}
	old = __atomic_fetch_sub(&kobj->kref, 1, __ATOMIC_SEQ_CST);
	if (old == 1)
		cleanup(kobj);
	else if (old <= 0)
		kimg_refcount_warn_saturate(&kobj->kref, SUB_UAF);
}

/* --- those that are nothing else ------------------------------------------------------ */

KIMAGE_DEFINE_INNER(void, dynamic_kobj_release, struct kobject *kobj)
{
	kimg_kfree(kobj);
}

KIMAGE_DEFINE(struct kobject *, kobject_create_and_add, const char *name,
	      struct kobject *parent)
{
	struct kobject *kobj = kimg___kmalloc(sizeof(*kobj), GFP_KERNEL_ZERO);
	int err;

	if (!kobj)
		return NULL;
	kimg_kobject_init(kobj, image_constant(&kimg_dynamic_kobj_ktype));
	err = kimg_kobject_add(kobj, parent, TEXT(percent_s), name);
	if (!err)
		return kobj;
	kimg__printk(TEXT(kobject_create_failed), err);
	kimg_kobject_put(kobj);
	return NULL;
}

/* --- attributes of the common kind ------------------------------------------------------ */

KIMAGE_DEFINE_INNER(long, kobj_attr_show, struct kobject *kobj,
		    struct attribute *attr, char *buf)
{
	struct kobj_attribute *own =
		OWNER_OF(attr, struct kobj_attribute, attr);
	long n = -5; /* EIO */

	if (own->show)
		n = own->show(kobj, own, buf);
	__asm__ volatile("" ::: "memory"); /* it stays in the trace */
	return n;
}

KIMAGE_DEFINE_INNER(long, kobj_attr_store, struct kobject *kobj,
		    struct attribute *attr, const char *buf, size_t len)
{
	struct kobj_attribute *own =
		OWNER_OF(attr, struct kobj_attribute, attr);
	long n = -5;

	if (own->store)
		n = own->store(kobj, own, buf, len);
	__asm__ volatile("" ::: "memory");
	return n;
}
