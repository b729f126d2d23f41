/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_llseek.c - the functions that stand for .llseek in a module's
 * file_operations, as code of the kernel image.
 *
 * Simplified: no locks, and files of debugfs and /proc have the size 0.
 *
 * Reference: Linux 6.1, fs/read_write.c.
 */
#include "kernel/kimage.h"

enum { FILE_INODE = 32, FILE_POS = 104, INODE_SIZE = 80 };
enum { SEEK_SET, SEEK_CUR, SEEK_END, SEEK_DATA, SEEK_HOLE };

#define ERR_NXIO  (-6)
#define ERR_INVAL (-22)
#define MAX_POS	  (~0ul >> 1)

KIMAGE_INLINE long *pos_of(void *file)
{
	return (long *)((char *)file + FILE_POS);
}

KIMAGE_INLINE long size_of(void *file)
{
	const char *inode = *(char **)((char *)file + FILE_INODE);

	return *(const long *)(inode + INODE_SIZE);
}

KIMAGE_INLINE long seek_to(void *file, long pos, unsigned long max)
{
	if (pos < 0 || (unsigned long)pos > max)
		return ERR_INVAL;
	*pos_of(file) = pos;
	return pos;
}

KIMAGE_DEFINE(long, generic_file_llseek_size, void *file, long offset,
	      int whence, long max, long size)
{
	if (whence == SEEK_END)
		offset += size;
	else if (whence == SEEK_CUR && !offset)
		return *pos_of(file);
	else if (whence == SEEK_CUR)
		offset += *pos_of(file);
	else if (whence >= SEEK_DATA &&
		 (unsigned long)offset >= (unsigned long)size)
		return ERR_NXIO;
	else if (whence == SEEK_HOLE)
		offset = size;
	return seek_to(file, offset, (unsigned long)max);
}

KIMAGE_DEFINE(long, generic_file_llseek, void *file, long offset, int whence)
{
	return kimg_generic_file_llseek_size(file, offset, whence,
					     (long)MAX_POS, size_of(file));
}

/* Of a file that is as long as that. */
KIMAGE_DEFINE(long, fixed_size_llseek, void *file, long offset, int whence,
	      long size)
{
	if (whence > SEEK_END)
		return ERR_INVAL;
	return kimg_generic_file_llseek_size(file, offset, whence, size, size);
}

/* Of a file that has no end. */
KIMAGE_DEFINE(long, no_seek_end_llseek_size, void *file, long offset,
	      int whence, long size)
{
	if (whence > SEEK_CUR)
		return ERR_INVAL;
	return kimg_generic_file_llseek_size(file, offset, whence, size, 0);
}

KIMAGE_DEFINE(long, no_seek_end_llseek, void *file, long offset, int whence)
{
	return kimg_no_seek_end_llseek_size(file, offset, whence,
					    (long)MAX_POS);
}

/* It succeeds, and nothing happens. */
KIMAGE_DEFINE(long, noop_llseek, void *file, long offset, int whence)
{
	(void)offset;
	(void)whence;
	return *pos_of(file);
}

KIMAGE_DEFINE(long, default_llseek, void *file, long offset, int whence)
{
	if (whence == SEEK_END)
		offset += size_of(file);
	else if (whence == SEEK_CUR)
		offset += *pos_of(file);
	else if (whence == SEEK_DATA && offset >= size_of(file))
		return ERR_NXIO;
	else if (whence == SEEK_HOLE && offset >= size_of(file))
		return ERR_NXIO;
	else if (whence == SEEK_HOLE)
		offset = size_of(file);
	return seek_to(file, offset, MAX_POS);
}
