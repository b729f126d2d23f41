/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files, as far as a module that makes one needs them. Structures are laid out as
 * in Debian's Linux 6.1; what a module has no business with is a gap.
 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/types.h>

typedef unsigned int fmode_t;

#define FMODE_READ	    ((fmode_t)0x1)
#define FMODE_WRITE	    ((fmode_t)0x2)

#define MINORBITS	    20
#define MINORMASK	    ((1U << MINORBITS) - 1)
#define MAJOR(dev)	    ((unsigned int)((dev) >> MINORBITS))
#define MINOR(dev)	    ((unsigned int)((dev)&MINORMASK))
#define MKDEV(major, minor) (((major) << MINORBITS) | (minor))

struct cdev;
struct module;

struct inode {
	umode_t i_mode;
	char __gap[74];
	dev_t i_rdev;
	loff_t i_size;
	char __gap2[496];
	struct cdev *i_cdev;
	char __gap3[32];
	void *i_private;
};

struct file {
	char __gap[32];
	struct inode *f_inode;
	const struct file_operations *f_op;
	char __gap2[16];
	unsigned int f_flags;
	fmode_t f_mode;
	char __gap3[32];
	loff_t f_pos;
	char __gap4[88];
	void *private_data;
	char __gap5[24];
};

static_assert(sizeof(struct inode) == 632 && sizeof(struct file) == 232);

/* Functions of ours come before what is not called here. */
struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t len,
			loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t len,
			 loff_t *pos);
	void *__gap[6];
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd,
			       unsigned long arg);
	void *__gap2[3];
	int (*open)(struct inode *inode, struct file *file);
	void *__gap3;
	int (*release)(struct inode *inode, struct file *file);
	void *__gap4[18];
};

static_assert(sizeof(struct file_operations) == 280);

static inline unsigned int iminor(const struct inode *inode)
{
	return MINOR(inode->i_rdev);
}

static inline unsigned int imajor(const struct inode *inode)
{
	return MAJOR(inode->i_rdev);
}

static inline struct inode *file_inode(const struct file *file)
{
	return file->f_inode;
}

/* The whole major number, with all its minors. The number that was found when
 * @major is 0; a negative errno. */
int __register_chrdev(unsigned int major, unsigned int baseminor,
		      unsigned int count, const char *name,
		      const struct file_operations *fops);
void __unregister_chrdev(unsigned int major, unsigned int baseminor,
			 unsigned int count, const char *name);

static inline int register_chrdev(unsigned int major, const char *name,
				  const struct file_operations *fops)
{
	return __register_chrdev(major, 0, 256, name, fops);
}

static inline void unregister_chrdev(unsigned int major, const char *name)
{
	__unregister_chrdev(major, 0, 256, name);
}

int alloc_chrdev_region(dev_t *dev, unsigned int baseminor, unsigned int count,
			const char *name);
int register_chrdev_region(dev_t dev, unsigned int count, const char *name);
void unregister_chrdev_region(dev_t dev, unsigned int count);

/* An open() that sets file->private_data to inode->i_private. */
int simple_open(struct inode *inode, struct file *file);

/* A read, or a write, of a file that is a buffer of the module's. */
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *pos,
				const void *from, size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *pos,
			       const void __user *from, size_t count);

#endif
