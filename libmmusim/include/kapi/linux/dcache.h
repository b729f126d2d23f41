/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directory entries: names of files. The layout is that of Linux 6.1.
 */
#ifndef _LINUX_DCACHE_H
#define _LINUX_DCACHE_H

#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define DNAME_INLINE_LEN 32

struct inode;
struct super_block;

struct qstr {
	u32 hash;
	u32 len;
	const unsigned char *name;
};

struct dentry {
	unsigned int d_flags;
	unsigned char __kernel_only_1[0x18 - 4];
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	unsigned char d_iname[DNAME_INLINE_LEN];
	unsigned char __kernel_only_2[0x68 - 0x58];
	struct super_block *d_sb;
	unsigned char __kernel_only_3[0xc0 - 0x70];
};

static_assert(offsetof(struct dentry, d_name) == 0x20);
static_assert(offsetof(struct dentry, d_sb) == 0x68);
static_assert(sizeof(struct dentry) == 0xc0);

struct path;
/* Where it is, at the end of [buf, buf + len); or -ENAMETOOLONG as a pointer. */
char *d_path(const struct path *path, char *buf, int len);

static inline struct inode *d_inode(const struct dentry *dentry)
{
	return dentry->d_inode;
}

#endif
