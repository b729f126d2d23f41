/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile_kernfs.c - the tree of /sys: nodes that code of the kernel image makes for
 * kobjects and their attributes (kimage_sysfs.c).
 *
 *   struct kernfs_node    00 count  08 parent  10 name  60 priv  70 flags  72 mode
 *
 * A node is a struct kern_modfile, and an object in simulated memory by whose address
 * the image knows it. Those of folders that are always there lie in the image's data.
 *
 * Reference: Linux 6.1, fs/kernfs/dir.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/image_data.h"
#include "kernel/kernfs.h"
#include "kernel/modfile.h"
#include "kernel/slab.h"

enum { NODE_PARENT = 8, NODE_PRIV = 96, NODE_FLAGS = 112, NODE_MODE = 114 };
enum { NODE_NAME = 16, NAME_LEN = 64 };
enum { KOBJ_PARENT = 24, KOBJ_KTYPE = 40, KOBJ_SD = 48, KOBJ_STATE = 56 };

/* --- folders that are there from the beginning ------------------------------------------ */

static const struct folder {
	const char *path;
	enum kern_sysfs_folder parent;
} folders[] = {
	[KERN_SYSFS_ROOT] = {"sys", KERN_SYSFS_ROOT},
	[KERN_SYSFS_KERNEL] = {"sys/kernel", KERN_SYSFS_ROOT},
	[KERN_SYSFS_CLASS] = {"sys/class", KERN_SYSFS_ROOT},
	[KERN_SYSFS_DEVICES] = {"sys/devices", KERN_SYSFS_ROOT},
	[KERN_SYSFS_VIRTUAL] = {"sys/devices/virtual", KERN_SYSFS_DEVICES},
	[KERN_SYSFS_DEV] = {"sys/dev", KERN_SYSFS_ROOT},
	[KERN_SYSFS_DEV_CHAR] = {"sys/dev/char", KERN_SYSFS_DEV},
	[KERN_SYSFS_DEV_BLOCK] = {"sys/dev/block", KERN_SYSFS_DEV},
	[KERN_SYSFS_BUS] = {"sys/bus", KERN_SYSFS_ROOT},
	[KERN_SYSFS_FS] = {"sys/fs", KERN_SYSFS_ROOT},
	[KERN_SYSFS_FIRMWARE] = {"sys/firmware", KERN_SYSFS_ROOT},
	[KERN_SYSFS_POWER] = {"sys/power", KERN_SYSFS_ROOT},
	[KERN_SYSFS_MODULE] = {"sys/module", KERN_SYSFS_ROOT},
	[KERN_SYSFS_MM] = {"sys/kernel/mm", KERN_SYSFS_KERNEL},
};

static void put64(struct kern *k, uint64_t la, uint64_t value)
{
	kern_poke(k, la, &value, sizeof(value));
	kern_wrote(k, la, sizeof(value));
}

static void fill_node(struct kern *k, uint64_t la, uint64_t parent,
		      uint64_t name, uint64_t priv, uint16_t mode)
{
	uint32_t counts[2] = {1, 0};

	kern_poke(k, la, counts, sizeof(counts));
	kern_wrote(k, la, sizeof(counts));
	put64(k, la + NODE_PARENT, parent);
	put64(k, la + NODE_NAME, name);
	put64(k, la + NODE_PRIV, priv);
	kern_poke(k, la + NODE_MODE, &mode, sizeof(mode));
	kern_wrote(k, la + NODE_MODE, sizeof(mode));
}

static uint64_t node_at(enum kern_sysfs_folder which)
{
	return KERN_IMAGE_DATA_AT(sysfs) + which * KERN_KERNFS_NODE_SIZE;
}

static uint64_t kset_at(enum kern_sysfs_folder which)
{
	return KERN_IMAGE_DATA_AT(kset) + which * sizeof(struct kern_kset);
}

uint64_t kern_sysfs_kobject(enum kern_sysfs_folder which)
{
	return kset_at(which) + offsetof(struct kern_kset, kobj);
}

/* The name of a folder lies in the image's data, too. */
static uint64_t name_of(struct kern *k, enum kern_sysfs_folder which)
{
	const char *slash = strrchr(folders[which].path, '/');
	uint64_t la = KERN_IMAGE_DATA_AT(sysfs_name) +
		      (uint64_t)which * KERN_SYSFS_NAME;
	char name[KERN_SYSFS_NAME] = "";

	snprintf(name, sizeof(name), "%s", slash ? slash + 1 : "");
	kern_poke(k, la, name, sizeof(name));
	kern_wrote(k, la, sizeof(name));
	return kern_host(k, la);
}

static void make_kobject(struct kern *k, enum kern_sysfs_folder which,
			 uint64_t name)
{
	uint64_t kset = kset_at(which), kobj = kern_sysfs_kobject(which);
	uint64_t type = kern_image_symbol(k, "kset_ktype", false);
	uint32_t state[2] = {1, 1 | 2 | 4}; /* initialized, in sysfs, sent */
	bool top = folders[which].parent == KERN_SYSFS_ROOT;

	put64(k, kset, kern_host(k, kset));
	put64(k, kset + 8, kern_host(k, kset));
	put64(k, kobj, name);
	put64(k, kobj + 8, kern_host(k, kobj + 8));
	put64(k, kobj + 16, kern_host(k, kobj + 8));
	put64(k, kobj + KOBJ_PARENT,
	      top ? 0 :
		    kern_host(k, kern_sysfs_kobject(folders[which].parent)));
	put64(k, kobj + KOBJ_KTYPE, kern_host(k, type));
	put64(k, kobj + KOBJ_SD, kern_host(k, node_at(which)));
	kern_poke(k, kobj + KOBJ_STATE, state, sizeof(state));
	kern_wrote(k, kobj + KOBJ_STATE, sizeof(state));
}

static int make_folder(struct kern *k, enum kern_sysfs_folder which)
{
	struct kern_modfile *file = pool_zalloc(k->pool, sizeof(*file));
	uint64_t name = name_of(k, which);

	if (!file)
		return -ENOMEM;
	file->kind = KERN_MODFILE_SYSFS_DIR;
	file->ptr = kern_host(k, node_at(which));
	snprintf(file->path, sizeof(file->path), "%s", folders[which].path);
	LIST_INSERT_HEAD(&k->modfiles->files, file, all);
	if (which != KERN_SYSFS_ROOT)
		make_kobject(k, which, name);
	fill_node(k, node_at(which),
		  which == KERN_SYSFS_ROOT ?
			  0 :
			  kern_host(k, node_at(folders[which].parent)),
		  name, kern_host(k, kern_sysfs_kobject(which)), 0755);
	return 0;
}

int kern_kernfs_init(struct kern *k)
{
	static const struct {
		uint64_t variable;
		enum kern_sysfs_folder which;
	} kobj[] = {
		{KERN_IMAGE_DATA_AT(kernel_kobj), KERN_SYSFS_KERNEL},
		{KERN_IMAGE_DATA_AT(fs_kobj), KERN_SYSFS_FS},
		{KERN_IMAGE_DATA_AT(mm_kobj), KERN_SYSFS_MM},
		{KERN_IMAGE_DATA_AT(firmware_kobj), KERN_SYSFS_FIRMWARE},
		{KERN_IMAGE_DATA_AT(power_kobj), KERN_SYSFS_POWER},
	};

	k->modfiles->nodes = kern_cache_create(k, "kernfs_node_cache",
					       KERN_KERNFS_NODE_SIZE, 8, 0);
	if (!k->modfiles->nodes)
		return -ENOMEM;
	for (int i = 0; i < KERN_SYSFS_FOLDERS; i++)
		if (make_folder(k, (enum kern_sysfs_folder)i))
			return -ENOMEM;
	put64(k,
	      kset_at(KERN_SYSFS_DEVICES) +
		      offsetof(struct kern_kset, uevent_ops),
	      kern_host(k, kern_image_symbol(k, "device_uevent_ops", false)));
	for (size_t i = 0; i < sizeof(kobj) / sizeof(kobj[0]); i++)
		put64(k, kobj[i].variable,
		      kern_host(k, kern_sysfs_kobject(kobj[i].which)));
	return 0;
}

/* --- nodes ---------------------------------------------------------------------------- */

/* The node that the image names, which may be none: NULL after kern_call_fault(), or
 * when nothing is there any more. */
static struct kern_modfile *node(struct kern_call *call, uint64_t ptr)
{
	uint32_t count;

	if (kern_call_read(call, &count, ptr, sizeof(count)))
		return NULL;
	return kern_modfile_at(call->kern, ptr);
}

static bool join(const struct kern_modfile *parent, const char *name,
		 char path[128])
{
	return snprintf(path, 128, "%s/%s", parent->path, name) < 128;
}

static struct kern_modfile *find(struct kern_call *call,
				 const struct kern_modfile *parent,
				 const char *name)
{
	struct kern_modfile *file;
	char path[128];

	if (!join(parent, name, path))
		return NULL;
	LIST_FOREACH(file, &call->kern->modfiles->files, all)
	if (!strcmp(file->path, path))
		return file;
	return NULL;
}

static enum kern_modfile_kind kind_of(unsigned int how)
{
	static const enum kern_modfile_kind kind[] = {
		[KERN_KERNFS_DIR] = KERN_MODFILE_SYSFS_DIR,
		[KERN_KERNFS_LINK] = KERN_MODFILE_LINK,
		[KERN_KERNFS_ATTR] = KERN_MODFILE_SYSFS,
		[KERN_KERNFS_BINARY] = KERN_MODFILE_BINARY,
	};

	return kind[how & KERN_KERNFS_KIND];
}

/* Who may: there are functions for it, and the mode allows it. */
static uint32_t access_of(unsigned int how, uint32_t mode)
{
	if (!(how & KERN_KERNFS_READ))
		mode &= ~0444u;
	if (!(how & KERN_KERNFS_WRITE))
		mode &= ~0222u;
	return mode;
}

/* struct kernfs_node *kernfs_create(parent, name, how, mode, what) */
uint64_t kern_e_kernfs_create(struct kern_call *call)
{
	struct kern_modfile *parent, *file;
	char name[NAME_LEN], path[128];

	if (kern_call_string(call, name, call->arg[1], sizeof(name)))
		return 0;
	parent = node(call, call->arg[0]);
	if (!parent)
		return (uint64_t)-ENOENT;
	if (!join(parent, name, path))
		return (uint64_t)-ENAMETOOLONG;
	if (find(call, parent, name))
		return (uint64_t)-EEXIST;
	file = kern_modfile_add(call->kern, path, kind_of(call->arg[2] & 31));
	if (!file)
		return (uint64_t)-ENOMEM;
	file->data = call->arg[4];
	file->mode =
		access_of((unsigned int)call->arg[2], (uint32_t)call->arg[3]);
	if (file->kind == KERN_MODFILE_SYSFS_DIR)
		file->aux = call->arg[4];
	else
		kern_call_read(call, &file->aux, parent->ptr + NODE_PRIV, 8);
	fill_node(call->kern, file->la, parent->ptr, call->arg[1], call->arg[4],
		  (uint16_t)call->arg[3]);
	return file->ptr;
}

/* void kernfs_remove(node) */
uint64_t kern_e_kernfs_remove(struct kern_call *call)
{
	const struct kern_modfile *file = node(call, call->arg[0]);

	if (file)
		kern_modfile_remove_tree(call, file->path);
	return 0;
}

/* The node of that name in a folder: arguments of the call. NULL. */
static struct kern_modfile *named(struct kern_call *call)
{
	const struct kern_modfile *parent;
	char name[NAME_LEN];

	if (!call->arg[0] ||
	    kern_call_string(call, name, call->arg[1], sizeof(name)))
		return NULL;
	parent = node(call, call->arg[0]);
	return parent ? find(call, parent, name) : NULL;
}

/* int kernfs_remove_by_name(parent, name) */
uint64_t kern_e_kernfs_remove_by_name(struct kern_call *call)
{
	const struct kern_modfile *file = named(call);

	if (!file)
		return (uint64_t)-ENOENT;
	kern_modfile_remove_tree(call, file->path);
	return 0;
}

/* struct kernfs_node *kernfs_find(parent, name) */
uint64_t kern_e_kernfs_find(struct kern_call *call)
{
	const struct kern_modfile *file = named(call);

	return file ? file->ptr : 0;
}

/* void kernfs_path(node, char *path, size): as seen from /sys */
uint64_t kern_e_kernfs_path(struct kern_call *call)
{
	const struct kern_modfile *file = node(call, call->arg[0]);
	const char *path = file ? file->path + strlen("sys") : "(null)";

	if (strlen(path) < call->arg[2])
		kern_call_write(call, call->arg[1], path, strlen(path) + 1);
	return 0;
}

/* What is in it has another path, too. */
static void move(struct kern *k, const char *from, const char *to)
{
	size_t len = strlen(from);
	struct kern_modfile *file;
	char path[128];

	LIST_FOREACH(file, &k->modfiles->files, all)
	if (!strncmp(file->path, from, len) &&
	    (!file->path[len] || file->path[len] == '/') &&
	    snprintf(path, sizeof(path), "%s%s", to, file->path + len) <
		    (int)sizeof(path))
		memcpy(file->path, path, sizeof(path));
}

/* int kernfs_rename(node, parent, name) */
uint64_t kern_e_kernfs_rename(struct kern_call *call)
{
	struct kern_modfile *file = node(call, call->arg[0]);
	const struct kern_modfile *parent = node(call, call->arg[1]);
	char name[NAME_LEN], from[128], to[128];

	if (!file || !parent ||
	    kern_call_string(call, name, call->arg[2], sizeof(name)))
		return (uint64_t)-ENOENT;
	if (!join(parent, name, to))
		return (uint64_t)-ENAMETOOLONG;
	if (find(call, parent, name))
		return (uint64_t)-EEXIST;
	snprintf(from, sizeof(from), "%s", file->path);
	move(call->kern, from, to);
	return 0;
}
