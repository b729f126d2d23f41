/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files in /sys/kernel/debug. What fails returns an ERR_PTR(), which the other
 * functions take, so that nobody needs to look.
 */
#ifndef _LINUX_DEBUGFS_H
#define _LINUX_DEBUGFS_H

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/types.h>

struct dentry;

struct debugfs_blob_wrapper {
	void *data;
	unsigned long size;
};

/* @parent NULL: /sys/kernel/debug itself. */
struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
struct dentry *debugfs_create_file(const char *name, umode_t mode,
				   struct dentry *parent, void *data,
				   const struct file_operations *fops);
void debugfs_create_u8(const char *name, umode_t mode, struct dentry *parent,
		       u8 *value);
void debugfs_create_u16(const char *name, umode_t mode, struct dentry *parent,
			u16 *value);
void debugfs_create_u32(const char *name, umode_t mode, struct dentry *parent,
			u32 *value);
void debugfs_create_u64(const char *name, umode_t mode, struct dentry *parent,
			u64 *value);
void debugfs_create_ulong(const char *name, umode_t mode, struct dentry *parent,
			  unsigned long *value);
void debugfs_create_x8(const char *name, umode_t mode, struct dentry *parent,
		       u8 *value);
void debugfs_create_x16(const char *name, umode_t mode, struct dentry *parent,
			u16 *value);
void debugfs_create_x32(const char *name, umode_t mode, struct dentry *parent,
			u32 *value);
void debugfs_create_x64(const char *name, umode_t mode, struct dentry *parent,
			u64 *value);
void debugfs_create_size_t(const char *name, umode_t mode,
			   struct dentry *parent, size_t *value);
void debugfs_create_atomic_t(const char *name, umode_t mode,
			     struct dentry *parent, atomic_t *value);
void debugfs_create_bool(const char *name, umode_t mode, struct dentry *parent,
			 bool *value);
struct dentry *debugfs_create_blob(const char *name, umode_t mode,
				   struct dentry *parent,
				   struct debugfs_blob_wrapper *blob);
struct dentry *debugfs_lookup(const char *name, struct dentry *parent);
void debugfs_lookup_and_remove(const char *name, struct dentry *parent);
/* With all that is in it. */
void debugfs_remove(struct dentry *dentry);
#define debugfs_remove_recursive debugfs_remove
bool debugfs_initialized(void);

/* As DEFINE_SIMPLE_ATTRIBUTE(). Files stay while they are open. */
#define DEFINE_DEBUGFS_ATTRIBUTE(__fops, __get, __set, __fmt)  \
	__DEFINE_SIMPLE_ATTRIBUTE(__fops, __get, __set, __fmt, \
				  debugfs_attr_write, debugfs_attr_read)
ssize_t debugfs_attr_read(struct file *file, char __user *buf, size_t len,
			  loff_t *pos);
ssize_t debugfs_attr_write(struct file *file, const char __user *buf,
			   size_t len, loff_t *pos);
#define DEFINE_DEBUGFS_ATTRIBUTE_SIGNED(__fops, __get, __set, __fmt) \
	__DEFINE_SIMPLE_ATTRIBUTE(__fops, __get, __set, __fmt,       \
				  debugfs_attr_write_signed,         \
				  debugfs_attr_read)
ssize_t debugfs_attr_write_signed(struct file *file, const char __user *buf,
				  size_t len, loff_t *pos);
struct dentry *debugfs_create_file_unsafe(const char *name, umode_t mode,
					  struct dentry *parent, void *data,
					  const struct file_operations *fops);

#endif
