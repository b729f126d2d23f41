/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile.c - files that modules make, opened, read and written by commands that
 * a person would use: see modfile.h.
 *
 *   kern_file_transfer: task "cat"
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
#include <sys/stat.h>

#include "kernel/command.h"
#include "kernel/entries.h"
#include "kernel/gfp.h"
#include "kernel/image_data.h"
#include "kernel/irq.h"
#include "kernel/mm.h"
#include "kernel/modfile.h"
#include "kernel/module.h"
#include "kernel/rcu_stall.h"
#include "kernel/slab.h"
#include "kernel/text.h"

enum { NR_READ = 0, NR_WRITE = 1, NR_CLOSE = 3, NR_OPENAT = 257 };

/* struct proc_ops, struct file_operations: where the functions are */
static const uint64_t in_proc_ops[] = {8, 16, 32, 48};
static const uint64_t in_fops[] = {112, 16, 24, 128};

#define USER_BUFFER 65536	/* as of Busybox's cat */
#define MOST_BUFFER (16u << 20) /* of one that dd asks for */
/* Somebody gets impatient then, and presses Ctrl-C. */
#define MOST_READS  65536
#define MOST_WRITES 4096
#define MAX_ERRNO   4095
#define MOST_TEXT   (64u << 20)
#define INTERRUPTED (128 + SIGINT)

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

/* --- commands ------------------------------------------------------------------------ */

/**
 * struct session - a command that works on one file
 * @t:     what it does
 * @size:  of its buffer, in bytes: no more is read or written at once
 * @ended: as kern_command_finish(): what killed it; 0
 * @endless: it was read for long enough
 */
struct session {
	struct kern *k;
	struct kern_transfer *t;
	uint64_t size;
	struct kern_command command;
	struct kern_open_file open;
	int ended;
	bool endless;
};

/* One system call; its result, or the error that nobody killed it. */
static int64_t do_call(struct session *s, enum kern_file_operation op, long nr,
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

static int64_t begin(struct session *s, const char *path, bool write)
{
	const struct kern_modfile *entry;
	struct kern_modfile *found;
	int64_t err;

	s->ended = kern_command_begin(s->k, &s->command, s->t->comm);
	if (s->ended)
		return -EINTR;
	kern_rcu_gp_begin(s->k);
	/* Before the module allocates anything; it may do without. */
	kern_irq_prepare(s->k);
	entry = kern_modfile_find(s->k, path);
	if (!entry)
		return -ENOENT;
	s->open.entry = *entry;
	err = kern_modfile_open(s->k, &s->open, write);
	if (err)
		return err;
	err = kern_mmap(s->command.task->mm, 0,
			(s->size + KERN_PAGE - 1) & -KERN_PAGE,
			PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			NULL, 0);
	if (err < 0)
		return err;
	s->open.buffer = (uint64_t)err;
	err = do_call(s, KERN_FILE_OPEN, NR_OPENAT, 0);
	found = kern_modfile_find(s->k, path);
	if (found && err >= 0)
		found->found = true;
	return err;
}

/* Who died in a function of a file is counted as in use of it; who did in that of a
 * device is not. */
static void abandon(struct session *s)
{
	struct kern_modfile *file = kern_modfile_at(s->k, s->open.entry.ptr);

	if (file && s->open.op != KERN_FILE_RELEASE)
		file->abandoned = true;
}

static void end(struct session *s, bool opened)
{
	bool ends = opened && !s->ended;

	if (s->ended > 0)
		abandon(s);
	if (ends)
		do_call(s, KERN_FILE_RELEASE, NR_CLOSE, 0);
	/* Who died of either holds its module for ever: the first made no file yet
	 * that the end of the process would close. */
	if (s->ended > 0 &&
	    (s->open.op == KERN_FILE_OPEN || s->open.op == KERN_FILE_RELEASE))
		s->open.owner = NULL;
	kern_modfile_close(s->k, &s->open);
	if (s->command.task)
		kern_command_end(s->k, &s->command, s->ended);
}

/* One more piece of what was read. 0, -ENOMEM, -EFAULT. */
static int keep(struct session *s, uint64_t len)
{
	struct kern_transfer *t = s->t;
	char *grown = realloc(t->data, t->len + len + 1);

	if (!grown)
		return -ENOMEM;
	t->data = grown;
	if (kern_access_vm(s->command.task->mm, s->open.buffer, grown + t->len,
			   len, false))
		return -EFAULT;
	t->len += len;
	grown[t->len] = 0;
	return 0;
}

/* What the reads bring, one after the other; that of the first ones is not kept. */
static int64_t read_all(struct session *s)
{
	struct kern_transfer *t = s->t;
	unsigned int reads = 0;
	int64_t n = 1;

	while (n > 0 && !s->endless &&
	       (!t->count || reads < t->skip + t->count)) {
		n = do_call(s, KERN_FILE_READ, NR_READ, s->size);
		if (n <= 0 || (uint64_t)n > s->size ||
		    (reads >= t->skip && keep(s, (uint64_t)n)))
			break;
		if (reads++ >= t->skip)
			*((uint64_t)n == s->size ? &t->full : &t->partial) += 1;
		s->endless = !t->count && (reads >= MOST_READS + t->skip ||
					   t->len > MOST_TEXT);
	}
	return n;
}

/* Again with what is left, as long as less than that was taken: a function that
 * takes nothing and says 0 is called for ever. */
static int64_t write_piece(struct session *s, const char *text, uint64_t len)
{
	uint64_t buffer = s->open.buffer;
	unsigned int writes = 0;
	int64_t n;

	kern_access_vm(s->command.task->mm, buffer, (void *)(uintptr_t)text,
		       len, true);
	do {
		n = do_call(s, KERN_FILE_WRITE, NR_WRITE, len);
		s->endless = !n && len && ++writes == MOST_WRITES;
		if (n < 0 || (uint64_t)n > len || s->endless)
			break;
		s->open.buffer += (uint64_t)n;
		len -= (uint64_t)n;
	} while (len);
	s->open.buffer = buffer;
	return n;
}

static int64_t write_all(struct session *s)
{
	struct kern_transfer *t = s->t;
	uint64_t done = 0;
	int64_t n;

	do {
		uint64_t len = t->len - done;

		if (len > s->size)
			len = s->size;
		n = write_piece(s, t->data + done, len);
		if (n < 0 || s->endless || s->ended)
			break;
		*(len == s->size ? &t->full : &t->partial) += 1;
		done += len;
	} while (done < t->len);
	return n;
}

static int report(struct session *s, int64_t result, bool opened, bool write,
		  const char *path)
{
	const char *comm = s->t->comm;

	if (s->ended < 0)
		return s->ended;
	if (!s->ended && s->endless) {
		kern_command_say(s->k,
				 write ? "%s: /%s takes nothing: interrupted" :
					 "%s: /%s has no end: interrupted",
				 comm, path);
		s->ended = INTERRUPTED;
	} else if (!s->ended && result < 0) {
		/* Beyond, the C library does not take it for one. */
		int err = result < -MAX_ERRNO ? 0 : (int)-result;
		const char *what = strerror(err);

		if (write && opened)
			kern_command_say(s->k, "%s: write error: %s", comm,
					 what);
		else
			kern_command_say(s->k, "%s: /%s: %s", comm, path, what);
		errno = err;
	}
	return kern_command_report(s->k, s->ended, result < 0, &s->t->status);
}

/* "trigger" raises the line, and the CPU has nothing else to do. */
static int transfer_irq(struct kern *k, unsigned int irq, bool write,
			struct kern_transfer *t)
{
	int err = 0;

	k->last_error[0] = 0;
	if (!write) {
		struct kern_text text = kern_text(k);

		kern_irq_show_file(k, irq, &text);
		t->data = text.text;
		t->len = text.len;
	} else if (t->len >= strlen("trigger") &&
		   !strncmp(t->data, "trigger", strlen("trigger"))) {
		err = kern_irq_raise(k, irq);
	}
	if (err)
		kern_command_say(k, "%s: write error: %s", t->comm,
				 strerror(-err));
	else if (write)
		kern_idle(k);
	errno = -err;
	return kern_command_report(k, 0, err != 0, &t->status);
}

int kern_file_transfer(struct kern *k, const char *path, bool write,
		       struct kern_transfer *t)
{
	struct session s = {.k = k, .t = t};
	unsigned int irq;
	int64_t result;
	bool opened;

	s.size = t->piece ? t->piece : USER_BUFFER;
	if (s.size > MOST_BUFFER)
		return -E2BIG;
	path += *path == '/';
	if (kern_irq_of_file(path, &irq))
		return transfer_irq(k, irq, write, t);
	result = begin(&s, path, write);
	opened = result >= 0;
	if (opened)
		result = write ? write_all(&s) : read_all(&s);
	end(&s, opened);
	return report(&s, result, opened, write, path);
}

int kern_file_read(struct kern *k, const char *path, char **text, int *status)
{
	struct kern_transfer t = {.comm = "cat"};
	int err = kern_file_transfer(k, path, false, &t);

	*text = t.data ? t.data : strdup("");
	if (status)
		*status = t.status;
	return err;
}

int kern_file_write(struct kern *k, const char *path, const char *text,
		    int *status)
{
	struct kern_transfer t = {.comm = "sh",
				  .data = (char *)(uintptr_t)text,
				  .len = strlen(text)};
	int err;

	if (t.len > USER_BUFFER)
		return -E2BIG;
	err = kern_file_transfer(k, path, true, &t);
	if (status)
		*status = t.status;
	return err;
}
