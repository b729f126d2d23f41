/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sys_file.c - system calls about files: see kern_task.h.
 *
 *   /proc, /sys   a text that the kernel makes when it is read from its beginning
 *   other paths   files of the host, by their pages in the page cache, which
 *                 those who map them see, too
 *
 * What is copied to or from the task goes in pieces that lie in one page on
 * either side, so that all in front of a bad pointer is done.
 *
 * Simplified: no directories, no flags of open() but the access mode.
 *
 * Reference: Linux 6.1, fs/read_write.c, fs/seq_file.c, mm/filemap.c,
 * filemap_read().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/machine.h"
#include "kernel/mm.h"
#include "kernel/sched.h"
#include "kernel/syscalls.h"

#define PATH_LENGTH 256
#define WRITE_PIECE 512
#define MAX_RW	    0x7ffff000ull /* MAX_RW_COUNT */

/* --- descriptors --------------------------------------------------------------------- */

struct kern_file *kern_task_file(const struct kern_task *task, uint64_t fd)
{
	uint64_t i = fd - KERN_FIRST_FD;

	return i < KERN_NFDS ? task->fd[i] : NULL;
}

static int64_t install_fd(struct kern_task *task, struct kern_file *file)
{
	for (int i = 0; i < KERN_NFDS; i++) {
		if (task->fd[i])
			continue;
		task->fd[i] = file;
		return i + KERN_FIRST_FD;
	}
	kern_file_put(file);
	return -EMFILE;
}

/* Whoever walks over the files of /sys: is this one of them? */
static int is_name(const char *name, bool writable, void *wanted)
{
	(void)writable;
	return !strcmp(name, wanted);
}

/* 0; -ENOENT */
static int look_up(struct kern *k, enum kern_file_kind kind, const char *name)
{
	char *text;

	/* To read it would run a module's code. */
	if (kind == KERN_FILE_SYSFS)
		return kern_sysfs_each(k, is_name, (void *)name) ? 0 : -ENOENT;
	text = kern_proc_read(k, name);
	free(text);
	return text ? 0 : -errno;
}

static int open_text(struct kern *k, const char *path, enum kern_file_kind kind,
		     struct kern_file **file)
{
	int err = look_up(k, kind, strchr(path + 1, '/') + 1);

	return err ? err : kern_file_text(k, path, kind, file);
}

static int open_path(struct kern *k, const char *path, int mode,
		     struct kern_file **file)
{
	if (!strncmp(path, "/proc/", 6))
		return open_text(k, path, KERN_FILE_PROC, file);
	if (!strncmp(path, "/sys/", 5))
		return open_text(k, path, KERN_FILE_SYSFS, file);
	return kern_file_open(k, path, mode != O_RDONLY, file);
}

int64_t kern_do_sys_open(struct kern *k, struct kern_task *task,
			 const uint64_t *arg)
{
	int mode = (int)arg[1] & O_ACCMODE, err;
	char path[PATH_LENGTH];
	struct kern_file *file;

	err = kern_arg_string(k, path, arg[0], sizeof(path));
	if (err)
		return err;
	if (mode != O_RDONLY && mode != O_WRONLY && mode != O_RDWR)
		return -EINVAL;
	err = open_path(k, path, mode, &file);
	if (err)
		return err;
	file->readable = mode != O_WRONLY;
	file->writable = mode != O_RDONLY;
	return install_fd(task, file);
}

int64_t kern_do_sys_memfd_create(struct kern *k, struct kern_task *task,
				 const uint64_t *arg)
{
	char name[PATH_LENGTH];
	struct kern_file *file;
	int err = kern_arg_string(k, name, arg[0], sizeof(name));

	if (!err)
		err = kern_file_memory(k, name, arg[1], &file);
	return err ? err : install_fd(task, file);
}

int64_t kern_do_sys_close(struct kern *k, struct kern_task *task,
			  const uint64_t *arg)
{
	struct kern_file *file = kern_task_file(task, arg[0]);

	(void)k;
	if (!file)
		return -EBADF;
	task->fd[arg[0] - KERN_FIRST_FD] = NULL;
	kern_file_put(file);
	return 0;
}

/* --- texts of the kernel --------------------------------------------------------------- */

/* "version" of "/proc/version" */
static const char *name_of(const struct kern_file *file)
{
	return strchr(file->inode->name + 1, '/') + 1;
}

static int make_text(struct kern *k, struct kern_file *file)
{
	char *text = file->kind == KERN_FILE_PROC ?
			     kern_proc_read(k, name_of(file)) :
			     kern_sysfs_read(k, name_of(file));

	if (!text)
		return -errno;
	pool_free(k->pool, file->text);
	file->text = pool_strdup(k->pool, text);
	file->text_len = file->text ? strlen(text) : 0;
	free(text);
	return file->text ? 0 : -ENOMEM;
}

/* Copy to the task, as far as its memory can be written. */
static uint64_t copy_out(struct kern *k, uint64_t to, const char *from,
			 uint64_t len)
{
	uint64_t done = 0, n;

	for (; done < len; done += n) {
		n = KERN_PAGE - (to + done) % KERN_PAGE;
		if (n > len - done)
			n = len - done;
		if (kern_arg_write(k, to + done, from + done, n))
			break;
	}
	return done;
}

/* Copying may sleep, and another task read, or make, the text of the same file:
 * meanwhile it is this one's. */
static int64_t read_text(struct kern *k, struct kern_file *file, uint64_t to,
			 uint64_t len)
{
	int err = file->pos && file->text ? 0 : make_text(k, file);
	uint64_t left, done;
	char *text;

	if (err)
		return err;
	text = file->text;
	left = file->pos < file->text_len ? file->text_len - file->pos : 0;
	if (len > left)
		len = left;
	file->text = NULL;
	done = copy_out(k, to, text + file->pos, len);
	file->pos += done;
	if (file->text)
		pool_free(k->pool, text);
	else
		file->text = text;
	return len && !done ? -EFAULT : (int64_t)done;
}

/* All of it is one write; more than a page is not taken. */
static int64_t write_text(struct kern *k, struct kern_file *file, uint64_t from,
			  uint64_t len)
{
	char text[KERN_PAGE];
	int err;

	if (len >= sizeof(text))
		return file->kind == KERN_FILE_SYSFS ? -EFBIG : -EINVAL;
	if (kern_arg_read(k, text, from, len))
		return -EFAULT;
	text[len] = 0;
	err = file->kind == KERN_FILE_PROC ?
		      kern_proc_write(k, name_of(file), text) :
		      kern_sysfs_write(k, name_of(file), text);
	if (err)
		return err;
	file->pos += len;
	return (int64_t)len;
}

/* --- pages ----------------------------------------------------------------------------- */

static int64_t page_error(unsigned int result)
{
	return result & KERN_VM_FAULT_OOM ? -ENOMEM : -EIO;
}

/* The part of a transfer that lies in one page on either side. */
static uint64_t piece(const struct kern_file *file, uint64_t ptr, uint64_t len)
{
	uint64_t n = KERN_PAGE - file->pos % KERN_PAGE;
	uint64_t there = KERN_PAGE - ptr % KERN_PAGE;

	n = there < n ? there : n;
	return len < n ? len : n;
}

/* One piece. 0, or a negative errno. */
static int64_t transfer(struct kern *k, struct kern_file *file, uint64_t ptr,
			uint64_t n, bool write)
{
	struct kern_cached *page;
	unsigned int result =
		kern_filemap_fault(file->inode, file->pos / KERN_PAGE, &page);
	uint64_t pa;
	char *data;
	int err;

	if (result & KERN_VM_FAULT_ERROR)
		return page_error(result);
	pa = page->pa;
	data = (char *)kern_frame_ptr(k, pa) + file->pos % KERN_PAGE;
	/* The task's page may have to be brought in meanwhile. */
	kern_frame_get(k, pa);
	err = write ? kern_arg_read(k, data, ptr, n) :
		      kern_arg_write(k, ptr, data, n);
	if (write && !err)
		kern_page_set_dirty(k, pa, true);
	kern_frame_put(k, pa);
	return err;
}

static int64_t transfer_all(struct kern *k, struct kern_file *file,
			    uint64_t ptr, uint64_t len, bool write)
{
	uint64_t size = file->inode->size, done = 0;
	int64_t err = 0;

	if (len > size - file->pos)
		len = size - file->pos;
	while (done < len && !err) {
		uint64_t n = piece(file, ptr + done, len - done);

		err = transfer(k, file, ptr + done, n, write);
		if (err)
			break;
		file->pos += n;
		done += n;
	}
	return done ? (int64_t)done : err;
}

/* --- read, write, lseek ------------------------------------------------------------------ */

int64_t kern_do_sys_read(struct kern *k, struct kern_task *task,
			 const uint64_t *arg)
{
	struct kern_file *file = kern_task_file(task, arg[0]);
	uint64_t len = arg[2] < MAX_RW ? arg[2] : MAX_RW;

	if (!file || !file->readable)
		return -EBADF;
	if (file->kind != KERN_FILE_PAGES)
		return read_text(k, file, arg[1], len);
	if (file->pos >= file->inode->size)
		return 0;
	return transfer_all(k, file, arg[1], len, false);
}

/* What was written before a pointer turned out to be bad counts. */
static int64_t write_to_host(struct kern *k, FILE *out, uint64_t from,
			     uint64_t len)
{
	char text[WRITE_PIECE];
	uint64_t done = 0;

	while (done < len) {
		uint64_t at = from + done;
		uint64_t n = WRITE_PIECE - at % WRITE_PIECE;

		if (n > len - done)
			n = len - done;
		if (kern_arg_read(k, text, at, n))
			return done ? (int64_t)done : -EFAULT;
		if (fwrite(text, 1, n, out) != n)
			return done ? (int64_t)done : -EIO;
		done += n;
	}
	fflush(out);
	return (int64_t)done;
}

int64_t kern_do_sys_write(struct kern *k, struct kern_task *task,
			  const uint64_t *arg)
{
	FILE *out = arg[0] == 1 ? stdout : arg[0] == 2 ? stderr : NULL;
	struct kern_file *file = kern_task_file(task, arg[0]);
	uint64_t len = arg[2] < MAX_RW ? arg[2] : MAX_RW;

	if (out)
		return write_to_host(k, out, arg[1], len);
	if (!file || !file->writable)
		return -EBADF;
	if (file->kind != KERN_FILE_PAGES)
		return write_text(k, file, arg[1], len);
	if (file->pos >= file->inode->size)
		return len ? -EFBIG : 0;
	return transfer_all(k, file, arg[1], len, true);
}

int64_t kern_do_sys_lseek(struct kern *k, struct kern_task *task,
			  const uint64_t *arg)
{
	struct kern_file *file = kern_task_file(task, arg[0]);
	int64_t from = 0, to;

	(void)k;
	if (!file)
		return -EBADF;
	switch ((int)arg[2]) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		from = (int64_t)file->pos;
		break;
	case SEEK_END:
		if (file->kind != KERN_FILE_PAGES)
			return -EINVAL;
		from = (int64_t)file->inode->size;
		break;
	default:
		return -EINVAL;
	}
	if (__builtin_add_overflow(from, (int64_t)arg[1], &to) || to < 0)
		return -EINVAL;
	file->pos = (uint64_t)to;
	return to;
}
