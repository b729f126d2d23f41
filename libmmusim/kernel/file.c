/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * file.c - files, and what they consist of: inodes, of the host's files and of
 * memory. All openings of a file share one inode, and its pages (filemap.c).
 *
 * The host's file is opened anew for each transfer, so that a snapshot can never
 * bring back a descriptor that is closed.
 *
 * Simplified: no directories; the size of a file is fixed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/mm.h"

/* --- inodes ------------------------------------------------------------------------ */

static void put_inode(struct kern_inode *inode)
{
	struct kern *k = inode->kern;

	if (--inode->refs)
		return;
	if (kern_filemap_write(inode, 0, ~0ull))
		kern_printk(k, KERN_ERR "Buffer I/O error, lost writes to %s\n",
			    inode->name);
	kern_filemap_drop(inode);
	LIST_REMOVE(inode, all);
	pool_free(k->pool, inode->path);
	pool_free(k->pool, inode->name);
	pool_free(k->pool, inode);
}

static struct kern_inode *new_inode(struct kern *k, const char *name)
{
	struct kern_inode *inode = kern_mm_zalloc(k, sizeof(*inode));

	if (!inode)
		return NULL;
	inode->kern = k;
	inode->refs = 1;
	inode->name = pool_strdup(k->pool, name);
	LIST_INSERT_HEAD(&k->mms->inodes, inode, all);
	if (inode->name)
		return inode;
	put_inode(inode);
	return NULL;
}

static struct kern_inode *find_inode(struct kern *k, const struct stat *st)
{
	struct kern_inode *inode;

	LIST_FOREACH(inode, &k->mms->inodes, all)
	{
		if (inode->path && inode->dev == st->st_dev &&
		    inode->ino == st->st_ino)
			return inode;
	}
	return NULL;
}

struct kern_inode *kern_inode_of(struct kern *k, uint64_t mapping)
{
	struct kern_inode *inode;

	/* It comes from simulated memory: not to be followed before it is
	 * found. */
	LIST_FOREACH(inode, &k->mms->inodes, all)
	{
		if ((uint64_t)(uintptr_t)inode == mapping)
			return inode;
	}
	return NULL;
}

static struct kern_inode *host_inode(struct kern *k, const char *path,
				     const struct stat *st)
{
	struct kern_inode *inode = find_inode(k, st);

	if (inode) {
		inode->refs++;
		return inode;
	}
	inode = new_inode(k, path);
	if (!inode)
		return NULL;
	inode->size = (uint64_t)st->st_size;
	inode->dev = st->st_dev;
	inode->ino = st->st_ino;
	inode->path = pool_strdup(k->pool, path);
	if (inode->path)
		return inode;
	put_inode(inode);
	return NULL;
}

/* --- files --------------------------------------------------------------------------- */

/* Takes over the reference to the inode. */
static struct kern_file *new_file(struct kern_inode *inode, bool writable)
{
	struct kern_file *file;

	if (!inode)
		return NULL;
	file = kern_mm_zalloc(inode->kern, sizeof(*file));
	if (!file) {
		put_inode(inode);
		return NULL;
	}
	*file = (struct kern_file){.inode = inode,
				   .refs = 1,
				   .readable = true,
				   .writable = writable};
	return file;
}

/* The file's absolute path, and what it is; free() the path. */
static int look_up(const char *name, bool writable, char **path,
		   struct stat *st)
{
	int fd = open(name, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	int err = fd < 0 || fstat(fd, st) ? -errno : 0;

	if (fd >= 0)
		close(fd);
	if (!err && !S_ISREG(st->st_mode))
		err = -EACCES;
	if (err)
		return err;
	*path = realpath(name, NULL);
	return *path ? 0 : -errno;
}

int kern_file_open(struct kern *k, const char *name, bool writable,
		   struct kern_file **file)
{
	struct kern_file *opened;
	struct stat st;
	char *path;
	int err = look_up(name, writable, &path, &st);

	if (err)
		return err;
	opened = new_file(host_inode(k, path, &st), writable);
	free(path);
	if (!opened)
		return -ENOMEM;
	*file = opened;
	return 0;
}

struct kern_file *kern_shmem_file(struct kern *k, const char *name,
				  uint64_t len)
{
	struct kern_inode *inode = new_inode(k, name);

	if (inode) {
		inode->size = len;
		inode->dev = 1; /* 00:01, tmpfs */
		inode->ino = ++k->mms->next_ino;
	}
	return new_file(inode, true);
}

int kern_file_memory(struct kern *k, const char *name, uint64_t len,
		     struct kern_file **file)
{
	struct kern_file *opened;
	char full[300];

	snprintf(full, sizeof(full), "/memfd:%s (deleted)", name);
	opened = kern_shmem_file(k, full, len);
	if (!opened)
		return -ENOMEM;
	*file = opened;
	return 0;
}

int kern_file_text(struct kern *k, const char *path, enum kern_file_kind kind,
		   struct kern_file **file)
{
	struct kern_file *opened = new_file(new_inode(k, path), true);

	if (!opened)
		return -ENOMEM;
	opened->kind = kind;
	*file = opened;
	return 0;
}

struct kern_file *kern_file_get(struct kern_file *file)
{
	file->refs++;
	return file;
}

void kern_file_put(struct kern_file *file)
{
	struct kern *k;

	if (!file || --file->refs)
		return;
	k = file->inode->kern;
	put_inode(file->inode);
	pool_free(k->pool, file->text);
	pool_free(k->pool, file);
}
