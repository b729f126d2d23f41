/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a file is: a directory entry of a mounted file system.
 */
#ifndef _LINUX_PATH_H
#define _LINUX_PATH_H

struct dentry;
struct vfsmount;

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

#endif
