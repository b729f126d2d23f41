/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile.c - files that modules make, and which of their functions a system call
 * calls: see modfile.h.
 *
 * Reference: Linux 6.1, fs/proc/inode.c, fs/read_write.c, fs/char_dev.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/gfp.h"
#include "kernel/image_data.h"
#include "kernel/modfile.h"
#include "kernel/slab.h"

/* struct proc_ops, struct file_operations: where the functions are */
static const uint64_t in_proc_ops[] = {8, 16, 32, 48};
static const uint64_t in_fops[] = {112, 16, 24, 128};

static uint64_t own_function(struct kern *k, const char *name)
{
	return kern_host(k, kern_image_symbol(k, name, false));
}

/* A file of the kernel's own that tells of what modules have made, and may have left
 * behind. */
static int make_filesystems(struct kern *k)
{
	struct kern_modfile *file =
		kern_modfile_add(k, "proc/filesystems", KERN_MODFILE_SINGLE);

	if (!file)
		return -ENOMEM;
	file->ops = own_function(k, "filesystems_proc_show");
	file->mode = 0444;
	return 0;
}

int kern_modfiles_init(struct kern *k)
{
	int err;

	k->modfiles = pool_zalloc(k->pool, sizeof(*k->modfiles));
	if (!k->modfiles)
		return -ENOMEM;
	LIST_INIT(&k->modfiles->files);
	LIST_INIT(&k->modfiles->devices);
	err = kern_modfile_caches(k);
	if (!err)
		err = kern_kernfs_init(k);
	return err ? err : make_filesystems(k);
}

/* A path that leads over this link, or to it: what is behind it. */
static bool follow(struct kern *k, const struct kern_modfile *link,
		   const char *path, char behind[128])
{
	size_t len = strlen(link->path);
	const struct kern_modfile *target;

	if (link->kind != KERN_MODFILE_LINK || strncmp(path, link->path, len) ||
	    (path[len] && path[len] != '/'))
		return false;
	target = kern_modfile_at(k, link->data);
	return target &&
	       snprintf(behind, 128, "%s%s", target->path, path + len) < 128;
}

struct kern_modfile *kern_modfile_find(struct kern *k, const char *path)
{
	enum { MOST_LINKS = 40 };
	char at[128], behind[128];
	struct kern_modfile *file;

	snprintf(at, sizeof(at), "%s", path);
	for (int i = 0; i < MOST_LINKS; i++) {
		LIST_FOREACH(file, &k->modfiles->files, all)
		if ((file->kind != KERN_MODFILE_LINK &&
		     !strcmp(file->path, at)) ||
		    follow(k, file, at, behind))
			break;
		if (!file || file->kind != KERN_MODFILE_LINK)
			return file;
		memcpy(at, behind, sizeof(at));
	}
	return NULL;
}

bool kern_modfile_is_dir(const struct kern_modfile *file)
{
	return file->kind == KERN_MODFILE_DIR ||
	       file->kind == KERN_MODFILE_SYSFS_DIR;
}

struct kern_modfile *kern_modfile_at(struct kern *k, uint64_t ptr)
{
	struct kern_modfile *file;

	LIST_FOREACH(file, &k->modfiles->files, all)
	if (file->ptr && file->ptr == ptr)
		return file;
	return NULL;
}

static bool is_node(enum kern_modfile_kind kind)
{
	return kind == KERN_MODFILE_SYSFS || kind == KERN_MODFILE_BINARY ||
	       kind == KERN_MODFILE_LINK || kind == KERN_MODFILE_SYSFS_DIR;
}

/* What a module knows it by: a node of /dev, nobody does. False without memory. */
static bool make_object(struct kern *k, struct kern_modfile *file)
{
	enum { PROC_DIR_ENTRY = 192 };
	uint32_t flags = KERN_GFP_KERNEL | KERN_GFP_ZERO;

	if (file->kind == KERN_MODFILE_DEVICE ||
	    file->kind == KERN_MODFILE_SYSCTL)
		return true;
	file->la = is_node(file->kind) ?
			   kern_cache_alloc(k, k->modfiles->nodes, flags,
					    KERN_KERNFS_NODE_SIZE) :
			   kern_kmalloc(k, PROC_DIR_ENTRY, flags);
	if (file->la)
		file->ptr = kern_host(k, file->la);
	return file->la;
}

struct kern_modfile *kern_modfile_add(struct kern *k, const char *path,
				      enum kern_modfile_kind kind)
{
	struct kern_modfile *file = pool_zalloc(k->pool, sizeof(*file));

	if (!file)
		return NULL;
	file->kind = kind;
	if (!make_object(k, file)) {
		pool_free(k->pool, file);
		return NULL;
	}
	snprintf(file->path, sizeof(file->path), "%s", path);
	LIST_INSERT_HEAD(&k->modfiles->files, file, all);
	return file;
}

void kern_modfile_remove(struct kern *k, struct kern_modfile *file)
{
	LIST_REMOVE(file, all);
	if (file->la)
		kern_kfree(k, file->la);
	pool_free(k->pool, file);
}

/* --- what the image asks ------------------------------------------------------- */

/* What the image calls: kimg_file_call in image_file.inc knows this. */
struct file_call {
	uint64_t function, arg[4];
};

/* How: directly, through proc_reg_*(), full_proxy_*(), or chrdev_open(). */
enum { CALL_NONE, CALL, CALL_PROC, CALL_DEBUGFS, CALL_CHRDEV };

/* Of files that consist of a show function, or of seq_operations, the kernel
 * itself has the functions. */
static uint64_t seq_function(struct kern *k, const struct kern_open_file *open)
{
	bool single = open->entry.kind == KERN_MODFILE_SINGLE;

	switch (open->op) {
	case KERN_FILE_OPEN:
		return own_function(k, single ? "single_open" : "seq_open");
	case KERN_FILE_READ:
		return own_function(k, "seq_read");
	case KERN_FILE_RELEASE:
		return own_function(k,
				    single ? "single_release" : "seq_release");
	default:
		return 0;
	}
}

/* Numbers in debugfs, and attributes in sysfs, are read and written by the kernel,
 * too. */
static uint64_t plain_function(struct kern *k,
			       const struct kern_open_file *open)
{
	static const char *const functions[][2] = {
		{"debugfs_attr_read", "debugfs_attr_write"},
		{"kernfs_fop_read_iter", "kernfs_fop_write_iter"},
		{"kernfs_file_read_iter", "kernfs_file_write_iter"},
		{"proc_sys_read", "proc_sys_write"},
	};
	int kind = open->entry.kind == KERN_MODFILE_NUMBER ? 0 :
		   open->entry.kind == KERN_MODFILE_SYSFS  ? 1 :
		   open->entry.kind == KERN_MODFILE_BINARY ? 2 :
							     3;

	if (open->op != KERN_FILE_READ && open->op != KERN_FILE_WRITE)
		return 0;
	return own_function(k, functions[kind][open->op == KERN_FILE_WRITE]);
}

static bool is_seq(const struct kern_open_file *open)
{
	return open->entry.kind == KERN_MODFILE_SINGLE ||
	       open->entry.kind == KERN_MODFILE_SEQ;
}

static void arguments(struct kern *k, const struct kern_open_file *open,
		      struct file_call *to)
{
	uint64_t file = kern_host(k, open->file);

	if (open->op == KERN_FILE_READ || open->op == KERN_FILE_WRITE) {
		to->arg[0] = file;
		to->arg[1] = open->buffer;
		to->arg[2] = open->len;
		to->arg[3] = file + KERN_FILE_POS;
	} else if (open->op == KERN_FILE_OPEN && is_seq(open)) {
		to->arg[0] = file;
		to->arg[1] = open->entry.ops;
		to->arg[2] = open->entry.data;
	} else {
		to->arg[0] = kern_host(k, open->inode);
		to->arg[1] = file;
	}
}

/* file_call(): how is it called, whatever it is? */
uint64_t kern_e_file_call(struct kern_call *call)
{
	struct kern *k = call->kern;
	const struct kern_open_file *open = k->modfiles->open;

	if (k->sysrq_key)
		return CALL_PROC;
	if (!open)
		return CALL;
	if (open->entry.kind == KERN_MODFILE_DEBUGFS)
		return CALL_DEBUGFS;
	if (open->entry.kind == KERN_MODFILE_DEVICE &&
	    open->op == KERN_FILE_OPEN)
		return CALL_CHRDEV;
	return open->in_proc ? CALL_PROC : CALL;
}

/* The one that a module gave for it. */
static int given_function(struct kern_call *call,
			  const struct kern_open_file *open, uint64_t *function)
{
	uint64_t at = open->in_proc ? in_proc_ops[open->op] : in_fops[open->op];
	uint64_t owner;

	/* fops_get() */
	if (open->entry.kind == KERN_MODFILE_DEVICE &&
	    open->op == KERN_FILE_OPEN &&
	    kern_call_read(call, &owner, open->ops, sizeof(owner)))
		return -EFAULT;
	return kern_call_read(call, function, open->ops + at,
			      sizeof(*function));
}

/* file_function(struct file_call *call): what is to be called now. 1; or an errno,
 * or 0, when there is no such function. */
uint64_t kern_e_file_function(struct kern_call *call)
{
	static const int64_t without[][4] = {{0, -EINVAL, -EINVAL, 0},
					     {0, -EIO, -EIO, 0}};
	struct kern *k = call->kern;
	const struct kern_open_file *open = k->modfiles->open;
	struct file_call next = {0};

	if (k->sysrq_key || k->drop_caches) {
		next.function = own_function(
			k, k->sysrq_key ? "write_sysrq_trigger" :
					  "drop_caches_sysctl_handler");
		kern_call_write(call, call->arg[0], &next, sizeof(next));
		return CALL_PROC;
	}
	if (!open)
		return (uint64_t)-EBADF;
	else if (is_seq(open))
		next.function = seq_function(k, open);
	else if (kern_file_is_plain(open))
		next.function = plain_function(k, open);
	else if (open->op == KERN_FILE_OPEN &&
		 open->entry.kind == KERN_MODFILE_DEVICE &&
		 kern_misc_find(call, open->entry.dev))
		return 0;
	else if (given_function(call, open, &next.function))
		return 0;
	if (!next.function)
		return (uint64_t)without[open->in_proc][open->op];
	if (!k->sysrq_key)
		arguments(k, open, &next);
	kern_call_write(call, call->arg[0], &next, sizeof(next));
	return 1;
}

/* debugfs_locked_down(): of a file that may only be read, it asks whether it can do
 * more. */
uint64_t kern_e_debugfs_locked(struct kern_call *call)
{
	enum { COMPAT_IOCTL = 80 };
	const struct kern_open_file *open = call->kern->modfiles->open;
	uint64_t ioctl;

	if (open && !(open->entry.mode & 07777 & ~0444u))
		kern_call_read(call, &ioctl, open->ops + COMPAT_IOCTL,
			       sizeof(ioctl));
	return 0;
}
