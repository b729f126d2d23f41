/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile_debugfs.c - files of modules in /sys/kernel/debug: those with functions
 * of the module's, and those that show a variable (kimage_attr.c).
 *
 * A struct dentry is memory whose contents nobody looks at.
 *
 * Reference: Linux 6.1, fs/debugfs/inode.c, fs/debugfs/file.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/kimage_attr.h"
#include "kernel/modfile.h"

#define ROOT   "sys/kernel/debug"
#define IS_DIR 040000u

static bool is_error(uint64_t ptr)
{
	return ptr >= (uint64_t)-4095;
}

/* What is in a folder by that name. False after kern_call_fault(). */
static bool path_of(struct kern_call *call, uint64_t parent, char path[128],
		    char name[64])
{
	const struct kern_modfile *dir = kern_modfile_at(call->kern, parent);

	if (kern_call_string(call, name, call->arg[0], 64))
		return false;
	if (snprintf(path, 128, "%s/%s", dir ? dir->path : ROOT, name) >= 128)
		path[127] = 0;
	return true;
}

static uint64_t exists(struct kern *k, const char *path, const char *name,
		       bool is_dir)
{
	const char *dir = path + strlen(ROOT);
	size_t len = strlen(dir) - strlen(name) - 1;

	while (len && memchr(dir, '/', len)) {
		const char *slash = memchr(dir, '/', len);

		len -= (size_t)(slash + 1 - dir);
		dir = slash + 1;
	}
	kern_printk(k,
		    is_dir ? KERN_ERR "debugfs: Directory '%s' with parent "
				      "'%.*s' already present!\n" :
			     KERN_ERR "debugfs: File '%s' in directory '%.*s' "
				      "already present!\n",
		    name, len ? (int)len : 1, len ? dir : "/");
	return (uint64_t)-EEXIST;
}

static uint64_t create(struct kern_call *call, enum kern_modfile_kind kind,
		       uint64_t parent, struct kern_modfile like)
{
	struct kern *k = call->kern;
	struct kern_modfile *file;
	char path[128], name[64];

	if (is_error(parent))
		return parent;
	if (!path_of(call, parent, path, name))
		return 0;
	if (kern_modfile_find(k, path))
		return exists(k, path, name, kind == KERN_MODFILE_DIR);
	file = kern_modfile_add(k, path, kind);
	if (!file)
		return (uint64_t)-ENOMEM;
	file->ops = like.ops;
	file->data = like.data;
	file->aux = like.aux;
	file->mode = like.mode;
	return file->ptr;
}

/* struct dentry *debugfs_create_dir(name, parent) */
uint64_t kern_x_debugfs_create_dir(struct kern_call *call)
{
	return create(call, KERN_MODFILE_DIR, call->arg[1],
		      (struct kern_modfile){0});
}

/* ... *debugfs_create_file(name, mode, parent, data, fops) */
uint64_t kern_x_debugfs_create_file(struct kern_call *call)
{
	struct kern_modfile like = {
		.mode = (uint32_t)call->arg[1],
		.data = call->arg[3],
		.ops = call->arg[4],
	};

	return create(call, KERN_MODFILE_DEBUGFS, call->arg[2], like);
}

/* (name, mode, parent, pointer): how it is shown is the kind's business. */
static uint64_t create_number(struct kern_call *call, uint64_t how)
{
	uint32_t mode = (uint32_t)call->arg[1];
	struct kern_modfile like = {
		.mode = mode,
		.data = call->arg[3],
		.aux = how | (mode & 0222 ? KERN_ATTR_WRITABLE : 0),
	};

	return create(call, KERN_MODFILE_NUMBER, call->arg[2], like);
}

#define NUMBER(name, how)                                             \
	uint64_t kern_x_debugfs_create_##name(struct kern_call *call) \
	{                                                             \
		return create_number(call, how);                      \
	}

NUMBER(u8, 1)
NUMBER(u16, 2)
NUMBER(u32, 4)
NUMBER(u64, 8)
NUMBER(x8, 1 | KERN_ATTR_HEX)
NUMBER(x16, 2 | KERN_ATTR_HEX)
NUMBER(x32, 4 | KERN_ATTR_HEX)
NUMBER(x64, 8 | KERN_ATTR_HEX)
NUMBER(ulong, 8 | KERN_ATTR_ULONG)
NUMBER(size_t, 8 | KERN_ATTR_SIZE_T)
NUMBER(atomic_t, 4 | KERN_ATTR_SIGNED)
NUMBER(bool, 1 | KERN_ATTR_BOOL)
NUMBER(blob, KERN_ATTR_BLOB)

/* struct dentry *debugfs_lookup(name, parent) */
uint64_t kern_x_debugfs_lookup(struct kern_call *call)
{
	const struct kern_modfile *file = NULL;
	char path[128], name[64];

	if (path_of(call, call->arg[1], path, name))
		file = kern_modfile_find(call->kern, path);
	return file ? file->ptr : 0;
}

/* void debugfs_lookup_and_remove(name, parent) */
uint64_t kern_x_debugfs_lookup_and_remove(struct kern_call *call)
{
	char path[128], name[64];

	if (path_of(call, call->arg[1], path, name))
		kern_modfile_remove_tree(call, path);
	return 0;
}

/* void debugfs_remove(struct dentry *dentry): with all that is in it */
uint64_t kern_x_debugfs_remove(struct kern_call *call)
{
	const struct kern_modfile *file =
		kern_modfile_at(call->kern, call->arg[0]);

	if (file)
		kern_modfile_remove_tree(call, file->path);
	return 0;
}

/* bool debugfs_initialized(void) */
uint64_t kern_x_debugfs_initialized(struct kern_call *call)
{
	(void)call;
	return 1;
}
