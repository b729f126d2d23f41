/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile_open.c - what a module's functions get of a file that a command opens:
 * struct file, struct inode and struct dentry in simulated memory.
 *
 * Simplified: a dentry has no parent but itself, and nobody else has the inode.
 *
 * Reference: Linux 6.1, fs/char_dev.c, include/linux/fs.h, include/linux/dcache.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "kernel/exports.h"
#include "kernel/gfp.h"
#include "kernel/modfile.h"
#include "kernel/module.h"
#include "kernel/slab.h"

enum { MISC_MAJOR = 10 };

#define FMODE_READ	1u
#define FMODE_WRITE	2u
#define FMODE_CAN_READ	0x20000u
#define FMODE_CAN_WRITE 0x40000u

/* struct file, struct inode, struct dentry */
enum {
	FILE_SIZE = 232,
	FILE_DENTRY = 24, /* .f_path.dentry */
	FILE_INODE = 32,
	FILE_OP = 40,
	FILE_COUNT = 56,
	FILE_FLAGS = 64,
	FILE_MODE = 68,
	FILE_PRIVATE = 200,
	INODE_MODE = 0,
	INODE_UID = 4,
	INODE_GID = 8,
	INODE_RDEV = 76,
	INODE_LENGTH = 80,
	INODE_CDEV = 584,
	INODE_PRIVATE = 624,
	INODE_SIZE = 640,
	DENTRY_PARENT = 24,
	DENTRY_NAME_LEN = 36,
	DENTRY_NAME = 40,
	DENTRY_INODE = 48,
	DENTRY_INLINE_NAME = 56,
	DENTRY_SIZE = 192,
	MOST_INLINE = 64, /* Linux has 32, and longer names elsewhere */
};

bool kern_file_is_plain(const struct kern_open_file *open)
{
	return open->entry.kind == KERN_MODFILE_NUMBER ||
	       open->entry.kind == KERN_MODFILE_SYSFS ||
	       open->entry.kind == KERN_MODFILE_BINARY ||
	       open->entry.kind == KERN_MODFILE_SYSCTL;
}

bool kern_file_is_sent(const struct kern_open_file *open)
{
	return open->entry.kind == KERN_MODFILE_SINGLE ||
	       open->entry.kind == KERN_MODFILE_SEQ ||
	       open->entry.kind == KERN_MODFILE_SYSFS;
}

static void set64(struct kern *k, uint64_t la, uint64_t value)
{
	kern_poke(k, la, &value, sizeof(value));
	kern_wrote(k, la, sizeof(value));
}

static void set32(struct kern *k, uint64_t la, uint32_t value)
{
	kern_poke(k, la, &value, sizeof(value));
	kern_wrote(k, la, sizeof(value));
}

int kern_modfile_caches(struct kern *k)
{
	struct kern_modfiles *files = k->modfiles;

	files->filp = kern_cache_create(k, "filp", FILE_SIZE, 64, 0);
	files->inodes = kern_cache_create(k, "inode_cache", INODE_SIZE, 8, 0);
	files->dentries = kern_cache_create(k, "dentry", DENTRY_SIZE, 8, 0);
	return files->filp && files->inodes && files->dentries ? 0 : -ENOMEM;
}

static uint64_t make_object(struct kern *k, struct kern_cache *cache,
			    size_t size)
{
	return kern_cache_alloc(k, cache, KERN_GFP_KERNEL | KERN_GFP_ZERO,
				size);
}

/* What file->f_path.dentry says: the name, without its folders. */
static void make_dentry(struct kern *k, const struct kern_open_file *open)
{
	const char *slash = strrchr(open->entry.path, '/');
	const char *name = slash ? slash + 1 : open->entry.path;
	uint64_t dentry = open->dentry;
	char text[MOST_INLINE] = "";

	snprintf(text, sizeof(text), "%.63s", name);
	kern_poke(k, dentry + DENTRY_INLINE_NAME, text, sizeof(text));
	kern_wrote(k, dentry + DENTRY_INLINE_NAME, sizeof(text));
	set32(k, dentry + DENTRY_NAME_LEN, (uint32_t)strlen(text));
	set64(k, dentry + DENTRY_NAME,
	      kern_host(k, dentry + DENTRY_INLINE_NAME));
	set64(k, dentry + DENTRY_PARENT, kern_host(k, dentry));
	set64(k, dentry + DENTRY_INODE, kern_host(k, open->inode));
	set64(k, open->file + FILE_DENTRY, kern_host(k, dentry));
}

static void make_inode(struct kern *k, const struct kern_open_file *open)
{
	bool device = open->entry.kind == KERN_MODFILE_DEVICE;
	uint32_t mode = device ? S_IFCHR | 0600 :
				 S_IFREG | (open->entry.mode & 07777);

	set32(k, open->inode + INODE_MODE, mode);
	set32(k, open->inode + INODE_UID, open->entry.uid);
	set32(k, open->inode + INODE_GID, open->entry.gid);
	set32(k, open->inode + INODE_RDEV, open->entry.dev);
	set64(k, open->inode + INODE_LENGTH, open->entry.size);
	set64(k, open->inode + INODE_CDEV, open->cdev);
	set64(k, open->inode + INODE_PRIVATE, open->entry.data);
}

static int make_file(struct kern *k, struct kern_open_file *open, bool write)
{
	open->file = make_object(k, k->modfiles->filp, FILE_SIZE);
	open->inode = make_object(k, k->modfiles->inodes, INODE_SIZE);
	open->dentry = make_object(k, k->modfiles->dentries, DENTRY_SIZE);
	if (!open->file || !open->inode || !open->dentry)
		return -ENOMEM;
	make_inode(k, open);
	make_dentry(k, open);
	set64(k, open->file + FILE_INODE, kern_host(k, open->inode));
	set64(k, open->file + FILE_OP, open->in_proc ? 0 : open->ops);
	set64(k, open->file + FILE_COUNT, 1);
	set32(k, open->file + FILE_FLAGS, write ? O_WRONLY : O_RDONLY);
	set32(k, open->file + FILE_MODE, write ? FMODE_WRITE : FMODE_READ);
	set64(k, open->file + FILE_PRIVATE, open->entry.aux);
	return 0;
}

int kern_modfile_make(struct kern *k, struct kern_open_file *open, int flags)
{
	static const uint32_t modes[] = {
		[O_RDONLY] = FMODE_READ | FMODE_CAN_READ,
		[O_WRONLY] = FMODE_WRITE | FMODE_CAN_WRITE,
		[O_RDWR] = FMODE_READ | FMODE_CAN_READ | FMODE_WRITE |
			   FMODE_CAN_WRITE,
		[O_ACCMODE] = 0,
	};
	int err = make_file(k, open, false);

	if (err)
		return err;
	set64(k, open->file + FILE_OP, open->ops);
	set32(k, open->file + FILE_FLAGS, (uint32_t)flags);
	set32(k, open->file + FILE_MODE, modes[flags & O_ACCMODE]);
	return 0;
}

void kern_modfile_set_size(struct kern *k, const struct kern_open_file *open,
			   uint64_t size)
{
	set64(k, open->inode + INODE_LENGTH, size);
}

/* fops_get(): who serves it must stay. A character device is held by itself, too:
 * cdev_get(). */
static int hold_owner(struct kern *k, struct kern_open_file *open, int holds)
{
	const struct kern_layout *layout;
	uint64_t owner;

	if (kern_peek(k, kern_lift(k, open->ops), &owner, sizeof(owner)) &&
	    owner)
		open->owner =
			kern_module_running(k, kern_lift(k, owner), &layout);
	if (open->owner && (open->owner->state == KERN_MODULE_GOING ||
			    open->owner->state == KERN_MODULE_UNFORMED)) {
		open->owner = NULL;
		return -ENXIO;
	}
	if (open->owner) {
		open->holds = holds;
		open->owner->refcount += holds;
		kern_module_publish(k, open->owner);
	}
	return 0;
}

/* chrdev_open() */
static int find_device(struct kern *k, struct kern_open_file *open)
{
	const struct kern_chrdev *device = kern_chrdev_find(k, open->entry.dev);

	if (!device || !device->fops)
		return -ENXIO;
	open->ops = device->fops;
	open->cdev = device->key;
	return hold_owner(k, open,
			  device->dev >> KERN_MINOR_BITS == MISC_MAJOR ? 1 : 2);
}

/* In sysfs and /proc/sys root may not do either what the mode does not allow. */
static bool is_attribute(enum kern_modfile_kind kind)
{
	return kind == KERN_MODFILE_SYSFS || kind == KERN_MODFILE_BINARY ||
	       kind == KERN_MODFILE_SYSCTL;
}

int kern_modfile_open(struct kern *k, struct kern_open_file *open, bool write)
{
	enum kern_modfile_kind kind = open->entry.kind;
	int err = 0;

	if (kern_modfile_is_dir(&open->entry))
		return -EISDIR;
	if (is_attribute(kind) && !(open->entry.mode & (write ? 0222u : 0444u)))
		return -EACCES;
	open->ops = open->entry.ops;
	if (kind == KERN_MODFILE_DEVICE)
		err = find_device(k, open);
	else if (kind == KERN_MODFILE_DEBUGFS)
		err = hold_owner(k, open, 1);
	else
		open->in_proc = !kern_file_is_plain(open);
	return err ? err : make_file(k, open, write);
}

void kern_modfile_close(struct kern *k, struct kern_open_file *open)
{
	if (open->file)
		kern_kfree(k, open->file);
	if (open->inode)
		kern_kfree(k, open->inode);
	if (open->dentry)
		kern_kfree(k, open->dentry);
	if (!open->owner)
		return;
	open->owner->refcount -= open->holds;
	kern_module_publish(k, open->owner);
}

/* --- its path -------------------------------------------------------------------- */

/* char *d_path(const struct path *path, char *buf, int len): of the file that has this
 * dentry, at the end of the buffer */
uint64_t kern_x_d_path(struct kern_call *call)
{
	const struct kern_open_file *open = call->kern->modfiles->open;
	uint32_t len = (uint32_t)call->arg[2];
	char path[sizeof(open->entry.path) + 1] = "/";
	uint64_t dentry, to;
	size_t size;

	if (kern_call_read(call, &dentry, call->arg[0] + 8, sizeof(dentry)))
		return 0;
	if (open && open->dentry == kern_lift(call->kern, dentry))
		snprintf(path, sizeof(path), "/%s", open->entry.path);
	size = strlen(path) + 1;
	if (size > len)
		return (uint64_t)-ENAMETOOLONG;
	to = call->arg[1] + len - size;
	return kern_call_write(call, to, path, size) ? 0 : to;
}
