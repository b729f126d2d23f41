/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile_sysfs.c - folders and attributes of modules in /sys: kobjects.
 *
 *   struct kobject            00 name  18 parent  38 reference count
 *   struct attribute          00 name  08 mode
 *   struct attribute_group    00 name  18 attrs
 *
 * Simplified: kobjects without a type of their own, as kobject_create_and_add()
 * makes them; all attributes are struct kobj_attribute.
 *
 * Reference: Linux 6.1, lib/kobject.c, fs/sysfs/file.c, fs/sysfs/group.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/exports.h"
#include "kernel/image_data.h"
#include "kernel/modfile.h"

enum { KOBJECT_KREF = 56, KOBJECT_STATE = 60, STATE_INITIALIZED = 1 };
enum { ATTR_MODE = 8, GROUP_ATTRS = 24, MAX_ATTRS = 64 };

/* The folder of a kobject; "sys" when there is none. */
static const char *folder(struct kern *k, uint64_t kobj)
{
	const struct kern_modfile *dir;

	if (kobj &&
	    kobj == kern_host(k, KERN_IMAGE_START + KERN_IMAGE_DATA_OFFSET +
					 offsetof(struct image_data, kernel)))
		return "sys/kernel";
	dir = kobj ? kern_modfile_at(k, kobj) : NULL;
	return dir ? dir->path : "sys";
}

/* What is in the folder; a duplicate is said to be one. */
static struct kern_modfile *add(struct kern *k, const char *dir,
				const char *name, enum kern_modfile_kind kind,
				int *err)
{
	struct kern_modfile *file;
	char path[128];

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >=
	    (int)sizeof(path))
		path[sizeof(path) - 1] = 0;
	*err = -EEXIST;
	if (kern_modfile_find(k, path)) {
		kern_printk(k,
			    KERN_WARNING "sysfs: cannot create duplicate "
					 "filename '%s'\n",
			    path + strlen("sys"));
		kern_dump_stack(k);
		return NULL;
	}
	file = kern_modfile_add(k, path, kind);
	*err = file ? 0 : -ENOMEM;
	return file;
}

/* --- kobjects ---------------------------------------------------------------------- */

static void complain_of_add(struct kern *k, const char *name, int err)
{
	if (err == -EEXIST)
		kern_printk(k,
			    KERN_ERR "kobject_add_internal failed for %s with "
				     "-EEXIST, don't try to register things "
				     "with the same name in the same "
				     "directory.\n",
			    name);
	kern_printk(k,
		    KERN_WARNING
		    "kobject_create_and_add: kobject_add error: %d\n",
		    err);
}

/* struct kobject *kobject_create_and_add(name, parent) */
uint64_t kern_x_kobject_create_and_add(struct kern_call *call)
{
	struct kern_modfile *file;
	uint32_t one = 1;
	uint8_t state = STATE_INITIALIZED;
	char name[64];
	int err;

	if (kern_call_string(call, name, call->arg[0], sizeof(name)))
		return 0;
	file = add(call->kern, folder(call->kern, call->arg[1]), name,
		   KERN_MODFILE_DIR, &err);
	if (!file) {
		complain_of_add(call->kern, name, err);
		return 0;
	}
	kern_call_write(call, file->ptr + KOBJECT_KREF, &one, sizeof(one));
	kern_call_write(call, file->ptr + KOBJECT_STATE, &state, sizeof(state));
	return file->ptr;
}

/* Its count, changed by that. */
static bool count(struct kern_call *call, int change, int *now)
{
	uint64_t at = call->arg[0] + KOBJECT_KREF;

	if (!call->arg[0] || kern_call_read(call, now, at, sizeof(*now)))
		return false;
	*now += change;
	if (*now < 0) {
		kern_refcount_warn(call->kern, KERN_REFCOUNT_SUB_UAF);
		*now = (int)KERN_REFCOUNT_SATURATED;
	}
	return !kern_call_write(call, at, now, sizeof(*now));
}

/* struct kobject *kobject_get(struct kobject *kobj) */
uint64_t kern_x_kobject_get(struct kern_call *call)
{
	int now;

	count(call, 1, &now);
	return call->arg[0];
}

/* kobject_put() of one that kobject_init() has not seen. False: it faults. */
static bool check_initialized(struct kern_call *call)
{
	struct kern *k = call->kern;
	char text[64] = "(null)";
	uint64_t name;
	uint8_t state;

	if (kern_call_read(call, &state, call->arg[0] + KOBJECT_STATE, 1))
		return false;
	if (state & STATE_INITIALIZED)
		return true;
	if (kern_call_read(call, &name, call->arg[0], sizeof(name)) ||
	    (name && kern_call_string(call, text, name, sizeof(text))))
		return false;
	kern_cut_here(k);
	kern_printk(k,
		    KERN_WARNING "kobject: '%s' (%p): is not initialized, yet "
				 "kobject_put() is being called.\n",
		    text, (void *)(uintptr_t)call->arg[0]);
	kern_warn_in(k, "lib/kobject.c:726", "kobject_put", 0xbd);
	return true;
}

/* void kobject_put(struct kobject *kobj) */
uint64_t kern_x_kobject_put(struct kern_call *call)
{
	const struct kern_modfile *file;
	int now;

	if (!call->arg[0] || !check_initialized(call) ||
	    !count(call, -1, &now) || now)
		return 0;
	file = kern_modfile_at(call->kern, call->arg[0]);
	if (file)
		kern_modfile_remove_tree(call->kern, file->path);
	return 0;
}

/* --- attributes ---------------------------------------------------------------------- */

/* The name of the attribute at ptr, and its mode. */
static bool attribute(struct kern_call *call, uint64_t ptr, char name[64],
		      uint16_t *mode)
{
	uint64_t at;

	return !kern_call_read(call, &at, ptr, sizeof(at)) &&
	       !kern_call_read(call, mode, ptr + ATTR_MODE, sizeof(*mode)) &&
	       !kern_call_string(call, name, at, 64);
}

static int create(struct kern_call *call, const char *dir, uint64_t kobj,
		  uint64_t attr)
{
	struct kern_modfile *file;
	uint16_t mode;
	char name[64];
	int err;

	if (!attribute(call, attr, name, &mode))
		return -EFAULT;
	file = add(call->kern, dir, name, KERN_MODFILE_SYSFS, &err);
	if (!file)
		return err;
	file->data = attr;
	file->aux = kobj;
	file->mode = mode;
	return 0;
}

static int remove_one(struct kern_call *call, const char *dir, uint64_t kobj,
		      uint64_t attr)
{
	char path[128], name[64];
	uint16_t mode;

	(void)kobj;
	if (!attribute(call, attr, name, &mode))
		return -EFAULT;
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) <
	    (int)sizeof(path))
		kern_modfile_remove_tree(call->kern, path);
	return 0;
}

typedef int for_one(struct kern_call *call, const char *dir, uint64_t kobj,
		    uint64_t attr);

/* Of each attribute of a list that ends with NULL. */
static int each(struct kern_call *call, const char *dir, uint64_t attrs,
		for_one *fn)
{
	uint64_t attr;
	int err = 0;

	for (int i = 0; i < MAX_ATTRS && !err; i++) {
		if (kern_call_read(call, &attr, attrs + 8ull * (unsigned int)i,
				   8))
			return -EFAULT;
		if (!attr)
			break;
		err = fn(call, dir, call->arg[0], attr);
	}
	return err;
}

/* int sysfs_create_file_ns(kobj, attr, namespace) */
uint64_t kern_x_sysfs_create_file_ns(struct kern_call *call)
{
	const char *dir = folder(call->kern, call->arg[0]);

	return (uint64_t)(int64_t)create(call, dir, call->arg[0], call->arg[1]);
}

/* void sysfs_remove_file_ns(kobj, attr, namespace) */
uint64_t kern_x_sysfs_remove_file_ns(struct kern_call *call)
{
	remove_one(call, folder(call->kern, call->arg[0]), call->arg[0],
		   call->arg[1]);
	return 0;
}

/* int sysfs_create_files(kobj, attrs) */
uint64_t kern_x_sysfs_create_files(struct kern_call *call)
{
	return (uint64_t)(int64_t)each(call, folder(call->kern, call->arg[0]),
				       call->arg[1], create);
}

/* void sysfs_remove_files(kobj, attrs) */
uint64_t kern_x_sysfs_remove_files(struct kern_call *call)
{
	each(call, folder(call->kern, call->arg[0]), call->arg[1], remove_one);
	return 0;
}

/* The folder of a group, and its attributes. False after kern_call_fault(). */
static bool group(struct kern_call *call, char dir[128], uint64_t *attrs,
		  char name[64])
{
	uint64_t at;

	name[0] = 0;
	if (kern_call_read(call, &at, call->arg[1], 8) ||
	    kern_call_read(call, attrs, call->arg[1] + GROUP_ATTRS, 8) ||
	    (at && kern_call_string(call, name, at, 64)))
		return false;
	if (snprintf(dir, 128, "%s%s%s", folder(call->kern, call->arg[0]),
		     name[0] ? "/" : "", name) >= 128)
		dir[127] = 0;
	return true;
}

/* int sysfs_create_group(kobj, group) */
uint64_t kern_x_sysfs_create_group(struct kern_call *call)
{
	char dir[128], name[64];
	uint64_t attrs;
	int err = 0;

	if (!group(call, dir, &attrs, name))
		return 0;
	if (name[0])
		add(call->kern, folder(call->kern, call->arg[0]), name,
		    KERN_MODFILE_DIR, &err);
	if (!err)
		err = each(call, dir, attrs, create);
	return (uint64_t)(int64_t)err;
}

/* void sysfs_remove_group(kobj, group) */
uint64_t kern_x_sysfs_remove_group(struct kern_call *call)
{
	char dir[128], name[64];
	uint64_t attrs;

	if (!group(call, dir, &attrs, name))
		return 0;
	if (name[0])
		kern_modfile_remove_tree(call->kern, dir);
	else
		each(call, dir, attrs, remove_one);
	return 0;
}

/* int sysfs_emit(char *buf, const char *format, ...): at most a page */
uint64_t kern_x_sysfs_emit(struct kern_call *call)
{
	char text[4096];
	int len = kern_call_format_with(call, 1, 2, text, sizeof(text));

	if (len < 0)
		return 0;
	if (len >= (int)sizeof(text))
		len = sizeof(text) - 1;
	if (kern_call_write(call, call->arg[0], text, (size_t)len + 1))
		return 0;
	return (uint64_t)len;
}
