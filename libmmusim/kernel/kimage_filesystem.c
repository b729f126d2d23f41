/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_filesystem.c - the list of filesystem types, and /proc/filesystems; as code of
 * the kernel image: a type lies in the module that has registered it, and may be gone.
 *
 *   struct file_system_type  00 name  08 fs_flags  24 parameters  48 owner  56 next
 *
 * Simplified: nothing is mounted, and descriptions of parameters are not validated.
 *
 * Reference: Linux 6.1, fs/filesystems.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_kobject.h"

#define FS_REQUIRES_DEV 1

enum { ERR_BUSY = -16 };

struct file_system_type {
	const char *name;
	int flags;
	void *init_fs_context, *parameters, *mount, *kill_sb, *owner;
	struct file_system_type *next;
};

USES_TEXT(fs_line);
USES_TEXT(fs_nodev);
USES_TEXT(empty);
extern struct file_system_type kimg_fs_sysfs HIDDEN; /* the first one */

HIDDEN void kimg__raw_read_lock(void *lock);
HIDDEN void kimg__raw_read_unlock(void *lock);
HIDDEN void kimg__raw_write_lock(void *lock);
HIDDEN void kimg__raw_write_unlock(void *lock);
HIDDEN void kimg_synchronize_rcu(void);
HIDDEN void kimg_seq_printf(void *m, const char *format, ...);
HIDDEN _Bool kimg_try_module_get(void *module);

/* Those of the kernel itself are there from the beginning. */
KIMAGE_INLINE struct file_system_type *volatile *file_systems(void)
{
	struct file_system_type *volatile *first =
		(void *)&image_data()->file_systems;

	if (!*first)
		*first = image_variable(&kimg_fs_sysfs);
	return first;
}

KIMAGE_INLINE void *lock(void)
{
	return &image_data()->file_systems_lock;
}

/* Where the pointer to the type of that name is; or to the end. */
KIMAGE_DEFINE_INNER(struct file_system_type *volatile *, find_filesystem,
		    const char *name, size_t len)
{
	struct file_system_type *volatile *at = file_systems();

	for (; *at; at = &(*at)->next)
		if (!kimg_strncmp((*at)->name, name, len) && !(*at)->name[len])
			break;
	return at;
}

KIMAGE_DEFINE(int, register_filesystem, struct file_system_type *type)
{
	struct file_system_type *volatile *at;
	int err = 0;

	if (kimg_strchr(type->name, '.'))
		KIMAGE_BUG("register_filesystem", "fs/filesystems.c:81", 0xae);
	if (type->next)
		return ERR_BUSY;
	kimg__raw_write_lock(lock());
	at = kimg_find_filesystem(type->name, kimg_strlen(type->name));
	if (*at)
		err = ERR_BUSY;
	else
		*at = type;
	kimg__raw_write_unlock(lock());
	return err;
}

KIMAGE_DEFINE(int, unregister_filesystem, struct file_system_type *type)
{
	struct file_system_type *volatile *at = file_systems();
	bool found;

	kimg__raw_write_lock(lock());
	while (*at && *at != type)
		at = &(*at)->next;
	found = *at;
	if (found) {
		*at = type->next;
		type->next = NULL;
	}
	kimg__raw_write_unlock(lock());
	if (!found)
		return ERR_INVAL;
	kimg_synchronize_rcu();
	return 0;
}

KIMAGE_DEFINE_INNER(struct file_system_type *, __get_fs_type, const char *name,
		    int len)
{
	struct file_system_type *type;

	kimg__raw_read_lock(lock());
	type = *kimg_find_filesystem(name, (size_t)len);
	if (type && !kimg_try_module_get(type->owner))
		type = NULL;
	kimg__raw_read_unlock(lock());
	return type;
}

/* Simplified: nobody loads a module for it. */
KIMAGE_DEFINE(struct file_system_type *, get_fs_type, const char *name)
{
	const char *dot = kimg_strchr(name, '.');
	size_t len = dot ? (size_t)(dot - name) : kimg_strlen(name);
	struct file_system_type *type = kimg___get_fs_type(name, (int)len);

	__asm__ volatile("" ::: "memory"); /* it stays in the trace */
	return type;
}

KIMAGE_DEFINE_INNER(int, filesystems_proc_show, void *m, void *v)
{
	const volatile struct file_system_type *type;

	(void)v;
	kimg__raw_read_lock(lock());
	for (type = *file_systems(); type; type = type->next) {
		bool nodev = !(type->flags & FS_REQUIRES_DEV);

		kimg_seq_printf(m, TEXT(fs_line),
				nodev ? TEXT(fs_nodev) : TEXT(empty),
				type->name);
	}
	kimg__raw_read_unlock(lock());
	return 0;
}
