/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile.c - files that modules make, opened, read and written by commands that
 * a person would use: see modfile.h.
 *
 *   kern_file_read: task "cat"
 *     openat -> do_sys_openat2 -> proc_reg_open -> the module's open
 *     read   -> ksys_read -> vfs_read -> proc_reg_read -> the module's read
 *     close  -> __fput -> the module's release
 *
 * Simplified: who is killed in the middle closes nothing.
 *
 * Reference: Linux 6.1, fs/proc/inode.c, fs/read_write.c, fs/char_dev.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/command.h"
#include "kernel/entries.h"
#include "kernel/gfp.h"
#include "kernel/mm.h"
#include "kernel/modfile.h"
#include "kernel/module.h"
#include "kernel/text.h"

enum { MISC_MAJOR = 10 };
enum { NR_READ = 0, NR_WRITE = 1, NR_CLOSE = 3, NR_OPENAT = 257 };

/* struct file, struct inode */
enum {
	FILE_SIZE = 232,
	FILE_INODE = 32,
	FILE_OP = 40,
	FILE_COUNT = 56,
	FILE_FLAGS = 64,
	FILE_MODE = 68,
	FILE_POS = 104,
	FILE_PRIVATE = 200,
	INODE_SIZE = 632,
	INODE_RDEV = 76,
	INODE_PRIVATE = 624,
};

/* struct proc_ops, struct file_operations: where the functions are */
enum operation { OPEN, READ, WRITE, RELEASE };

static const uint64_t in_proc_ops[] = {8, 16, 32, 48};
static const uint64_t in_fops[] = {112, 16, 24, 128};

#define USER_BUFFER 65536 /* as of Busybox's cat */
/* Somebody gets impatient then, and presses Ctrl-C. */
#define MOST_READS  65536
#define MOST_TEXT   (64u << 20)
#define INTERRUPTED (128 + SIGINT)
#define FMODE_READ  1u
#define FMODE_WRITE 2u

/**
 * struct kern_open_file - a file that a command has open
 * @entry: as it was when it was opened: it may be removed meanwhile
 * @ops:   where its functions are: host pointer; @in_proc: a struct proc_ops
 * @file, @inode: linear addresses
 * @op:    what happens now
 * @buffer, @len: of the user's, in bytes
 * @owner: whose use count was taken; NULL
 * @holds: how many times
 */
struct kern_open_file {
	struct kern_modfile entry;
	uint64_t ops;
	bool in_proc;
	uint64_t file, inode;
	enum operation op;
	uint64_t buffer, len;
	struct kern_module *owner;
	int holds;
};

int kern_modfiles_init(struct kern *k)
{
	k->modfiles = pool_zalloc(k->pool, sizeof(*k->modfiles));
	if (!k->modfiles)
		return -ENOMEM;
	LIST_INIT(&k->modfiles->files);
	LIST_INIT(&k->modfiles->devices);
	return 0;
}

struct kern_modfile *kern_modfile_find(struct kern *k, const char *path)
{
	struct kern_modfile *file;

	LIST_FOREACH(file, &k->modfiles->files, all)
	if (!strcmp(file->path, path))
		return file;
	return NULL;
}

struct kern_modfile *kern_modfile_at(struct kern *k, uint64_t ptr)
{
	struct kern_modfile *file;

	LIST_FOREACH(file, &k->modfiles->files, all)
	if (file->ptr == ptr)
		return file;
	return NULL;
}

struct kern_modfile *kern_modfile_add(struct kern *k, const char *path,
				      enum kern_modfile_kind kind)
{
	enum { PROC_DIR_ENTRY = 192, DEVICE = 736 };
	struct kern_modfile *file = pool_zalloc(k->pool, sizeof(*file));

	if (!file)
		return NULL;
	file->la = kern_kmalloc(
		k, kind == KERN_MODFILE_DEVICE ? DEVICE : PROC_DIR_ENTRY,
		KERN_GFP_KERNEL | KERN_GFP_ZERO);
	if (!file->la) {
		pool_free(k->pool, file);
		return NULL;
	}
	file->ptr = kern_host(k, file->la);
	file->kind = kind;
	snprintf(file->path, sizeof(file->path), "%s", path);
	LIST_INSERT_HEAD(&k->modfiles->files, file, all);
	return file;
}

void kern_modfile_remove(struct kern *k, struct kern_modfile *file)
{
	LIST_REMOVE(file, all);
	kern_kfree(k, file->la);
	pool_free(k->pool, file);
}

/* --- what the image asks ------------------------------------------------------- */

/* What the image calls: kimg_file_call in image_file.inc knows this. */
struct file_call {
	uint64_t function, arg[4];
};

/* How: directly, through proc_reg_*(), or through full_proxy_*(). */
enum { CALL_NONE, CALL, CALL_PROC, CALL_DEBUGFS };

static uint64_t own_function(struct kern *k, const char *name)
{
	return kern_host(k, kern_image_symbol(k, name, false));
}

/* Of files that consist of a show function, or of seq_operations, the kernel
 * itself has the functions. */
static uint64_t seq_function(struct kern *k, const struct kern_open_file *open)
{
	bool single = open->entry.kind == KERN_MODFILE_SINGLE;

	switch (open->op) {
	case OPEN:
		return own_function(k, single ? "single_open" : "seq_open");
	case READ:
		return own_function(k, "seq_read");
	case RELEASE:
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
	bool number = open->entry.kind == KERN_MODFILE_NUMBER;

	switch (open->op) {
	case READ:
		return own_function(k, number ? "debugfs_attr_read" :
						"kernfs_fop_read_iter");
	case WRITE:
		return own_function(k, number ? "debugfs_attr_write" :
						"kernfs_fop_write_iter");
	default:
		return 0;
	}
}

static bool is_plain(const struct kern_open_file *open)
{
	return open->entry.kind == KERN_MODFILE_NUMBER ||
	       open->entry.kind == KERN_MODFILE_SYSFS;
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

	if (open->op == READ || open->op == WRITE) {
		to->arg[0] = file;
		to->arg[1] = open->buffer;
		to->arg[2] = open->len;
		to->arg[3] = file + FILE_POS;
	} else if (open->op == OPEN && is_seq(open)) {
		to->arg[0] = file;
		to->arg[1] = open->entry.ops;
		to->arg[2] = open->entry.data;
	} else {
		to->arg[0] = kern_host(k, open->inode);
		to->arg[1] = file;
	}
}

/* file_call(struct file_call *call): what is to be called now, and how; or an
 * errno, when there is no such function. */
uint64_t kern_e_file_call(struct kern_call *call)
{
	static const int64_t without[][4] = {{0, -EINVAL, -EINVAL, 0},
					     {0, -EIO, -EIO, 0}};
	struct kern *k = call->kern;
	const struct kern_open_file *open = k->modfiles->open;
	struct file_call next = {0};

	if (k->sysrq_key) {
		next.function = own_function(k, "write_sysrq_trigger");
		kern_call_write(call, call->arg[0], &next, sizeof(next));
		return CALL_PROC;
	}
	if (!open)
		return (uint64_t)-EBADF;
	if (is_seq(open))
		next.function = seq_function(k, open);
	else if (is_plain(open))
		next.function = plain_function(k, open);
	else if (kern_call_read(call, &next.function,
				open->ops + (open->in_proc ?
						     in_proc_ops[open->op] :
						     in_fops[open->op]),
				8))
		return 0;
	if (!next.function)
		return (uint64_t)without[open->in_proc][open->op];
	arguments(k, open, &next);
	kern_call_write(call, call->arg[0], &next, sizeof(next));
	if (open->entry.kind == KERN_MODFILE_DEBUGFS)
		return CALL_DEBUGFS;
	return open->in_proc ? CALL_PROC : CALL;
}

/* --- opening ----------------------------------------------------------------------- */

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

static uint64_t make_object(struct kern *k, size_t size)
{
	return kern_kmalloc(k, size, KERN_GFP_KERNEL | KERN_GFP_ZERO);
}

static int make_file(struct kern *k, struct kern_open_file *open, bool write)
{
	open->file = make_object(k, FILE_SIZE);
	open->inode = make_object(k, INODE_SIZE);
	if (!open->file || !open->inode)
		return -ENOMEM;
	set64(k, open->file + FILE_INODE, kern_host(k, open->inode));
	set64(k, open->file + FILE_OP, open->in_proc ? 0 : open->ops);
	set64(k, open->file + FILE_COUNT, 1);
	set32(k, open->file + FILE_FLAGS, write ? O_WRONLY : O_RDONLY);
	set32(k, open->file + FILE_MODE, write ? FMODE_WRITE : FMODE_READ);
	set32(k, open->inode + INODE_RDEV, open->entry.dev);
	set64(k, open->inode + INODE_PRIVATE, open->entry.data);
	set64(k, open->file + FILE_PRIVATE, open->entry.aux);
	return 0;
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
			kern_module_address(k, kern_lift(k, owner), &layout);
	if (open->owner && open->owner->state == KERN_MODULE_GOING) {
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
	return hold_owner(k, open,
			  device->dev >> KERN_MINOR_BITS == MISC_MAJOR ? 1 : 2);
}

static int open_file(struct kern *k, struct kern_open_file *open, bool write)
{
	enum kern_modfile_kind kind = open->entry.kind;
	int err = 0;

	if (kind == KERN_MODFILE_DIR)
		return -EISDIR;
	open->ops = open->entry.ops;
	if (kind == KERN_MODFILE_DEVICE)
		err = find_device(k, open);
	else if (kind == KERN_MODFILE_DEBUGFS)
		err = hold_owner(k, open, 1);
	else
		open->in_proc = !is_plain(open);
	return err ? err : make_file(k, open, write);
}

static void forget_file(struct kern *k, struct kern_open_file *open)
{
	if (open->file)
		kern_kfree(k, open->file);
	if (open->inode)
		kern_kfree(k, open->inode);
	if (!open->owner)
		return;
	open->owner->refcount -= open->holds;
	kern_module_publish(k, open->owner);
}

/* --- commands ------------------------------------------------------------------------ */

/**
 * struct session - a command that works on one file
 * @ended: as kern_command_finish(): what killed it; 0
 * @endless: it was read for long enough
 */
struct session {
	struct kern *k;
	struct kern_command command;
	struct kern_open_file open;
	int ended;
	bool endless;
};

/* One system call; its result, or the error that nobody killed it. */
static int64_t do_call(struct session *s, enum operation op, long nr,
		       uint64_t len)
{
	const uint64_t arg[3] = {3, s->open.buffer, len};
	struct kern_open_file *outer = s->k->modfiles->open;

	s->open.op = op;
	s->open.len = len;
	s->k->modfiles->open = &s->open;
	s->ended = kern_command_call(s->k, &s->command, nr, arg);
	s->k->modfiles->open = outer;
	return s->ended ? -EINTR : s->command.result;
}

static int64_t begin(struct session *s, const char *comm, const char *path,
		     bool write)
{
	const struct kern_modfile *entry;
	int64_t err;

	s->ended = kern_command_begin(s->k, &s->command, comm);
	if (s->ended)
		return -EINTR;
	entry = kern_modfile_find(s->k, path);
	if (!entry)
		return -ENOENT;
	s->open.entry = *entry;
	err = open_file(s->k, &s->open, write);
	if (err)
		return err;
	err = kern_mmap(s->command.task->mm, 0, USER_BUFFER,
			PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			NULL, 0);
	if (err < 0)
		return err;
	s->open.buffer = (uint64_t)err;
	return do_call(s, OPEN, NR_OPENAT, 0);
}

static void end(struct session *s, bool opened)
{
	bool ends = opened && !s->ended;

	if (ends)
		do_call(s, RELEASE, NR_CLOSE, 0);
	if (ends && s->ended) /* it died of it: its module is held for ever */
		s->open.owner = NULL;
	forget_file(s->k, &s->open);
	if (s->command.task)
		kern_command_end(s->k, &s->command, s->ended);
}

/* What the reads bring, one after the other. */
static int64_t read_all(struct session *s, struct kern_text *t)
{
	char *piece = pool_alloc(s->k->pool, USER_BUFFER + 1);
	int64_t n = -ENOMEM;
	unsigned int reads = 0;

	while (piece && (n = do_call(s, READ, NR_READ, USER_BUFFER)) > 0) {
		if (n > USER_BUFFER ||
		    kern_access_vm(s->command.task->mm, s->open.buffer, piece,
				   (size_t)n, false))
			break;
		piece[n] = 0;
		kern_text_add(t, "%s", piece);
		if (++reads == MOST_READS || t->len > MOST_TEXT)
			s->endless = true;
		if (s->endless)
			break;
	}
	pool_free(s->k->pool, piece);
	return n;
}

static int report(struct session *s, int64_t result, bool opened, bool write,
		  const char *path, int *status)
{
	if (s->ended < 0)
		return s->ended;
	if (!s->ended && s->endless) {
		kern_command_say(s->k, "cat: /%s has no end: interrupted",
				 path);
		s->ended = INTERRUPTED;
	} else if (!s->ended && result < 0) {
		const char *what = strerror((int)-result);

		if (write && opened)
			kern_command_say(s->k, "sh: write error: %s", what);
		else
			kern_command_say(s->k, "%s: /%s: %s",
					 write ? "sh" : "cat", path, what);
		errno = (int)-result;
	}
	return kern_command_report(s->k, s->ended, result < 0, status);
}

int kern_file_read(struct kern *k, const char *path, char **text, int *status)
{
	struct session s = {.k = k};
	struct kern_text t = kern_text(k);
	int64_t result;
	bool opened;

	path += *path == '/';
	result = begin(&s, "cat", path, false);
	opened = result >= 0;
	if (opened)
		result = read_all(&s, &t);
	end(&s, opened);
	*text = t.text;
	return report(&s, result, opened, false, path, status);
}

int kern_file_write(struct kern *k, const char *path, const char *text,
		    int *status)
{
	struct session s = {.k = k};
	size_t len = strlen(text);
	int64_t result;
	bool opened;

	path += *path == '/';
	if (len > USER_BUFFER)
		return -E2BIG;
	result = begin(&s, "sh", path, true);
	opened = result >= 0;
	if (opened) {
		kern_access_vm(s.command.task->mm, s.open.buffer,
			       (void *)(uintptr_t)text, len, true);
		result = do_call(&s, WRITE, NR_WRITE, len);
	}
	end(&s, opened);
	return report(&s, result, opened, true, path, status);
}

bool kern_file_exists(struct kern *k, const char *path)
{
	return kern_modfile_find(k, path + (*path == '/'));
}

int kern_file_each(struct kern *k,
		   int (*file)(const char *name, bool writable, void *arg),
		   void *arg)
{
	struct kern_modfile *one;
	char name[sizeof(one->path) + 1];
	int ret = 0;

	LIST_FOREACH(one, &k->modfiles->files, all)
	{
		bool folder = one->kind == KERN_MODFILE_DIR;

		snprintf(name, sizeof(name), "%s%s", one->path,
			 folder ? "/" : "");
		ret = file(name,
			   one->kind == KERN_MODFILE_DEVICE ||
				   (one->mode & 0222 && !folder),
			   arg);
		if (ret)
			break;
	}
	return ret;
}
