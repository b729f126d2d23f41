/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * filp.c - what files a module that calls filp_open() finds: files of /proc and /sys
 * that the kernel has itself, which say what they said when they were opened, and those
 * that modules have made in memory by O_CREAT, in folders that any system has.
 *
 * Simplified: a file is 64 KiB long at most, and files in memory are for modules only.
 * Files that modules have made in /proc and /sys, and devices, cannot be read so, which
 * in Linux is right for those without read_iter.
 *
 * Reference: Linux 6.1, fs/open.c, fs/namei.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/gfp.h"
#include "kernel/modfile.h"
#include "kernel/slab.h"
#include "kernel/task.h"

#define MOST_BYTES 65536u

/**
 * struct kern_filp - a file that is open, or one that is in memory
 * @open: its struct file and others; its path without the first slash
 * @node: the file in memory that it is of; NULL
 * @unreadable: a module has made it
 * @la:   its bytes: a linear address; 0: none. @len, @room: how many there are, and can be
 */
struct kern_filp {
	LIST_ENTRY(kern_filp) all;
	struct kern_open_file open;
	struct kern_filp *node;
	bool unreadable;
	uint64_t la, len, room;
};

static struct kern_filp *bytes_of(struct kern_filp *filp)
{
	return filp->node ? filp->node : filp;
}

/* --- bytes -------------------------------------------------------------------------- */

static int make_room(struct kern *k, struct kern_filp *f, uint64_t len)
{
	uint64_t room = f->room ? f->room : 256, la;
	char copy[256];

	if (len <= f->room)
		return 0;
	if (len > MOST_BYTES)
		return -EFBIG;
	while (room < len)
		room *= 2;
	la = kern_kmalloc(k, room, KERN_GFP_KERNEL | KERN_GFP_ZERO);
	if (!la)
		return -ENOMEM;
	for (uint64_t at = 0; at < f->len; at += sizeof(copy)) {
		uint64_t n = f->len - at;

		n = n < sizeof(copy) ? n : sizeof(copy);
		kern_peek(k, f->la + at, copy, n);
		kern_poke(k, la + at, copy, n);
	}
	if (f->la)
		kern_kfree(k, f->la);
	f->la = la;
	f->room = room;
	return 0;
}

static int fill(struct kern *k, struct kern_filp *f, const char *text)
{
	uint64_t len = strlen(text);
	int err;

	if (len > MOST_BYTES)
		len = MOST_BYTES;
	err = make_room(k, f, len);
	if (err)
		return err;
	kern_poke(k, f->la, text, len);
	kern_wrote(k, f->la, len);
	f->len = len;
	return 0;
}

/* --- finding ------------------------------------------------------------------------ */

static struct kern_filp *in_memory(struct kern *k, const char *path)
{
	struct kern_filp *f;

	LIST_FOREACH(f, &k->modfiles->memory, all)
	if (!strcmp(f->open.entry.path, path))
		return f;
	return NULL;
}

static bool is_folder(const char *path, size_t len)
{
	static const char *const folders[] = {
		"", "tmp", "root", "etc", "home", "var", "var/log", "var/tmp",
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (strlen(folders[i]) == len &&
		    !strncmp(path, folders[i], len))
			return true;
	return false;
}

static struct kern_filp *create(struct kern *k, const char *path,
				unsigned int mode)
{
	const char *slash = strrchr(path, '/');
	struct kern_filp *f;

	if (!*path || !is_folder(path, slash ? (size_t)(slash - path) : 0))
		return NULL;
	f = pool_zalloc(k->pool, sizeof(*f));
	if (!f)
		return NULL;
	memcpy(f->open.entry.path, path, strlen(path) + 1);
	f->open.entry.mode = mode & 07777;
	LIST_INSERT_HEAD(&k->modfiles->memory, f, all);
	return f;
}

/* A file of the kernel's own. 0 or an errno. */
static int find_own(struct kern *k, struct kern_filp *f, const char *path,
		    int flags)
{
	char *text = !strncmp(path, "proc/", 5) ? kern_proc_read(k, path + 5) :
		     !strncmp(path, "sys/", 4)	? kern_sysfs_read(k, path + 4) :
						  NULL;
	int err;

	if (!text)
		return flags & O_CREAT && !strncmp(path, "sys/", 4) ? -EACCES :
								      -ENOENT;
	f->open.entry.mode = 0444;
	err = fill(k, f, text);
	free(text);
	return err;
}

static int find(struct kern *k, struct kern_filp *f, const char *path,
		int flags, unsigned int mode)
{
	const struct kern_modfile *made = kern_modfile_find(k, path);

	f->node = in_memory(k, path);
	if (f->node && (flags & O_CREAT) && (flags & O_EXCL))
		return -EEXIST;
	if (is_folder(path, strlen(path)))
		return -EISDIR;
	if (made) {
		f->open.entry = *made;
		f->unreadable = true;
		return kern_modfile_is_dir(made) ? -EISDIR : 0;
	}
	if (!f->node && flags & O_CREAT)
		f->node = create(k, path, mode);
	if (!f->node)
		return find_own(k, f, path, flags);
	f->open.entry.mode = f->node->open.entry.mode;
	if (flags & O_TRUNC)
		f->node->len = 0;
	return 0;
}

/* --- open files --------------------------------------------------------------------- */

/* A struct file_operations without functions, by whose name one knows the kind. */
static uint64_t functions_of(struct kern *k, const struct kern_filp *f)
{
	const char *name = f->node ? "ramfs_file_operations" :
			   !strncmp(f->open.entry.path, "sys/", 4) ?
				     "kernfs_file_fops" :
				     "proc_iter_file_ops";

	return kern_host(k, kern_image_symbol(k, name, false));
}

static struct kern_filp *filp_at(struct kern *k, uint64_t ptr)
{
	struct kern_filp *f;

	LIST_FOREACH(f, &k->modfiles->opened, all)
	if (kern_host(k, f->open.file) == ptr)
		return f;
	return NULL;
}

static void forget(struct kern *k, struct kern_filp *f)
{
	if (f->la)
		kern_kfree(k, f->la);
	kern_modfile_close(k, &f->open);
	pool_free(k->pool, f);
}

/* struct file *do_file_open(const char *name, int flags, umode_t mode) */
uint64_t kern_e_do_file_open(struct kern_call *call)
{
	struct kern *k = call->kern;
	char name[sizeof(((struct kern_modfile *)0)->path)];
	struct kern_filp *f;
	const char *path = name;
	int flags = (int)call->arg[1], err;

	if (kern_call_string(call, name, call->arg[0], sizeof(name)))
		return 0;
	while (*path == '/')
		path++;
	f = pool_zalloc(k->pool, sizeof(*f));
	if (!f)
		return (uint64_t)-ENOMEM;
	err = find(k, f, path, flags, (unsigned int)call->arg[2]);
	memmove(f->open.entry.path, path, strlen(path) + 1);
	f->open.ops = functions_of(k, f);
	f->open.entry.size = bytes_of(f)->len;
	if (!err)
		err = kern_modfile_make(k, &f->open, flags);
	if (err) {
		forget(k, f);
		return (uint64_t)(int64_t)err;
	}
	LIST_INSERT_HEAD(&k->modfiles->opened, f, all);
	return kern_host(k, f->open.file);
}

/* void filp_release(struct file *file) */
uint64_t kern_e_filp_release(struct kern_call *call)
{
	struct kern_filp *f = filp_at(call->kern, call->arg[0]);

	if (f) {
		LIST_REMOVE(f, all);
		forget(call->kern, f);
	}
	return 0;
}

/* warn_unsupported() */
static uint64_t unsupported(struct kern *k, const struct kern_filp *f)
{
	const struct kern_task *task = k->current;

	kern_printk(k,
		    KERN_WARNING "kernel read not supported for file /%s "
				 "(pid: %d comm: %.20s)\n",
		    strchr(f->open.entry.path, '/') + 1, task ? task->pid : 0,
		    task ? task->comm : "swapper/0");
	return (uint64_t)-EINVAL;
}

/* char *filp_bytes(struct file *file, unsigned long pos, size_t *n) */
uint64_t kern_e_filp_bytes(struct kern_call *call)
{
	struct kern_filp *f = filp_at(call->kern, call->arg[0]);
	uint64_t pos = call->arg[1], n, left;

	if (kern_call_read(call, &n, call->arg[2], sizeof(n)))
		return 0;
	if (f && f->unreadable) {
		n = unsupported(call->kern, f);
		kern_call_write(call, call->arg[2], &n, sizeof(n));
		return 0;
	}
	if (f)
		f = bytes_of(f);
	left = f && pos < f->len ? f->len - pos : 0;
	n = n < left ? n : left;
	if (kern_call_write(call, call->arg[2], &n, sizeof(n)) || !n)
		return 0;
	return kern_host(call->kern, f->la + pos);
}

/* char *filp_room(struct file *file, unsigned long *pos, size_t n): or an errno */
uint64_t kern_e_filp_room(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_filp *open = filp_at(k, call->arg[0]), *f;
	uint64_t pos, n = call->arg[2];
	int err;

	if (kern_call_read(call, &pos, call->arg[1], sizeof(pos)))
		return 0;
	if (!open)
		return (uint64_t)-EBADF;
	if (!open->node)
		return (uint64_t)-EINVAL;
	f = open->node;
	if (pos > MOST_BYTES || n > MOST_BYTES)
		return (uint64_t)-EFBIG;
	err = make_room(k, f, pos + n);
	if (err)
		return (uint64_t)(int64_t)err;
	if (pos + n > f->len)
		f->len = pos + n;
	kern_wrote(k, f->la, f->len);
	kern_modfile_set_size(k, &open->open, f->len);
	return kern_host(k, f->la + pos);
}
