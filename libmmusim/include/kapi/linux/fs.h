/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files, as far as a module that makes one needs them. Structures are laid out as
 * in Debian's Linux 6.1; what a module has no business with is a gap.
 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/build_bug.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fcntl.h>
#include <linux/hash.h>
#include <linux/ioctl.h>
#include <linux/kdev_t.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/list_lru.h>
#include <linux/mm_types.h>
#include <linux/path.h>
#include <linux/percpu_counter.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/sched/signal.h>
#include <linux/semaphore.h>
#include <linux/seqlock.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/stat.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/uidgid.h>
#include <linux/uuid.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#define FMODE_READ  ((fmode_t)0x1)
#define FMODE_WRITE ((fmode_t)0x2)

#define SEEK_SET    0
#define SEEK_CUR    1
#define SEEK_END    2
#define SEEK_DATA   3
#define SEEK_HOLE   4

struct cdev;
struct cred;
struct dir_context;
struct file;
struct iov_iter;
struct kiocb;
struct module;
struct poll_table_struct;
struct seq_file;
struct super_block;
struct vm_area_struct;

struct inode {
	umode_t i_mode;
	unsigned short i_opflags;
	kuid_t i_uid;
	kgid_t i_gid;
	unsigned int i_flags;
	char __gap[24];
	struct super_block *i_sb;
	struct address_space *i_mapping;
	void *__gap1;
	unsigned long i_ino;
	unsigned int i_nlink;
	dev_t i_rdev;
	loff_t i_size;
	struct timespec64 i_atime, i_mtime, i_ctime;
	char __gap2[448];
	struct cdev *i_cdev;
	char __gap3[32];
	void *i_private;
};

struct file {
	char __gap[16];
	struct path f_path;
	struct inode *f_inode;
	const struct file_operations *f_op;
	spinlock_t f_lock;
	atomic_long_t f_count;
	unsigned int f_flags;
	fmode_t f_mode;
	char __gap3[32];
	loff_t f_pos;
	char __gap4[32];
	const struct cred *f_cred;
	char __gap5[48];
	void *private_data;
	void *__gap6;
	struct address_space *f_mapping;
	char __gap7[8];
};

static_assert(sizeof(struct inode) == 632 && sizeof(struct file) == 232);
static_assert(offsetof(struct inode, i_ino) == 64);
static_assert(offsetof(struct inode, i_cdev) == 584);
static_assert(offsetof(struct file, f_count) == 56);
static_assert(offsetof(struct file, f_cred) == 144);
static_assert(offsetof(struct file, private_data) == 200);

/* The kernel calls llseek, read, write, unlocked_ioctl, open and release; some of
 * the others have no use here, and are never called. */
struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t len,
			loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t len,
			 loff_t *pos);
	ssize_t (*read_iter)(struct kiocb *kiocb, struct iov_iter *iter);
	ssize_t (*write_iter)(struct kiocb *kiocb, struct iov_iter *iter);
	void *__gap;
	int (*iterate)(struct file *file, struct dir_context *ctx);
	int (*iterate_shared)(struct file *file, struct dir_context *ctx);
	__poll_t (*poll)(struct file *file, struct poll_table_struct *wait);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd,
			       unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd,
			     unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	unsigned long mmap_supported_flags;
	int (*open)(struct inode *inode, struct file *file);
	int (*flush)(struct file *file, void *id);
	int (*release)(struct inode *inode, struct file *file);
	int (*fsync)(struct file *file, loff_t start, loff_t end, int datasync);
	int (*fasync)(int fd, struct file *file, int on);
	void *__gap2[10];
	void (*show_fdinfo)(struct seq_file *m, struct file *file);
	void *__gap3[5];
};

static_assert(sizeof(struct file_operations) == 280);
static_assert(offsetof(struct file_operations, poll) == 72);
static_assert(offsetof(struct file_operations, release) == 128);
static_assert(offsetof(struct file_operations, show_fdinfo) == 232);

/* Files that a module opens itself: those of /proc and /sys that the kernel has, and
 * what modules make in memory, in /tmp and the like. */
struct file *filp_open(const char *name, int flags, umode_t mode);
int filp_close(struct file *file, void *id);
void fput(struct file *file);
ssize_t kernel_read(struct file *file, void *buf, size_t len, loff_t *pos);
ssize_t kernel_write(struct file *file, const void *buf, size_t len,
		     loff_t *pos);
ssize_t __kernel_write(struct file *file, const void *buf, size_t len,
		       loff_t *pos);

#define FS_REQUIRES_DEV		1
#define FS_BINARY_MOUNTDATA	2
#define FS_HAS_SUBTYPE		4
#define FS_USERNS_MOUNT		8
#define FS_DISALLOW_NOTIFY_PERM 16
#define FS_ALLOW_IDMAP		32
#define FS_RENAME_DOES_D_MOVE	32768

struct fs_context;
struct fs_parameter_spec;

/* What a filesystem is mounted by; here it is only listed, in /proc/filesystems. */
struct file_system_type {
	const char *name;
	int fs_flags;
	int (*init_fs_context)(struct fs_context *context);
	const struct fs_parameter_spec *parameters;
	struct dentry *(*mount)(struct file_system_type *type, int flags,
				const char *name, void *data);
	void (*kill_sb)(struct super_block *sb);
	struct module *owner;
	struct file_system_type *next;
	struct hlist_head fs_supers;
};

static_assert(sizeof(struct file_system_type) == 72);
static_assert(offsetof(struct file_system_type, next) == 56);

int register_filesystem(struct file_system_type *type);
int unregister_filesystem(struct file_system_type *type);
struct file_system_type *get_fs_type(const char *name);

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

/* What llseek can be: of a file of no size, of one that has none, of a plain one. */
#define no_llseek NULL
loff_t noop_llseek(struct file *file, loff_t offset, int whence);
loff_t default_llseek(struct file *file, loff_t offset, int whence);
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
/* The same with another limit, and another size. */
loff_t generic_file_llseek_size(struct file *file, loff_t offset, int whence,
				loff_t maxsize, loff_t eof);
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence,
			 loff_t size);
/* Of files without an end. */
loff_t no_seek_end_llseek(struct file *file, loff_t offset, int whence);
loff_t no_seek_end_llseek_size(struct file *file, loff_t offset, int whence,
			       loff_t size);
int nonseekable_open(struct inode *inode, struct file *file);

/* Where the file is, at the end of [buf, buf + len); or -ENAMETOOLONG as a pointer. */
char *file_path(struct file *file, char *buf, int len);

/* An open() that sets file->private_data to inode->i_private. */
int simple_open(struct inode *inode, struct file *file);

/* A read, or a write, of a file that is a buffer of the module's. */
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *pos,
				const void *from, size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *pos,
			       const void __user *from, size_t count);

static inline loff_t i_size_read(const struct inode *inode)
{
	return inode->i_size;
}

static inline struct dentry *file_dentry(const struct file *file)
{
	return file->f_path.dentry;
}

/**
 * DEFINE_SIMPLE_ATTRIBUTE - the functions of a file that holds one number
 * @__fops: their name
 * @__get:  int (void *data, u64 *val): reads the number. NULL: it cannot be read
 * @__set:  int (void *data, u64 val): sets it. NULL: it cannot be set
 * @__fmt:  how it is printed; "%llu\n" of an unsigned long long
 */
#define __DEFINE_SIMPLE_ATTRIBUTE(__fops, __get, __set, __fmt, __write,    \
				  __read)                                  \
	static int __fops##_open(struct inode *inode, struct file *file)   \
	{                                                                  \
		if (0)                                                     \
			no_printk(__fmt, 0ull);                            \
		return simple_attr_open(inode, file, __get, __set, __fmt); \
	}                                                                  \
	static const struct file_operations __fops = {                     \
		.owner = THIS_MODULE,                                      \
		.open = __fops##_open,                                     \
		.release = simple_attr_release,                            \
		.read = __read,                                            \
		.write = __write,                                          \
		.llseek = generic_file_llseek,                             \
	}
#define DEFINE_SIMPLE_ATTRIBUTE(__fops, __get, __set, __fmt)   \
	__DEFINE_SIMPLE_ATTRIBUTE(__fops, __get, __set, __fmt, \
				  simple_attr_write, simple_attr_read)
#define DEFINE_SIMPLE_ATTRIBUTE_SIGNED(__fops, __get, __set, __fmt) \
	__DEFINE_SIMPLE_ATTRIBUTE(__fops, __get, __set, __fmt,      \
				  simple_attr_write_signed, simple_attr_read)

int simple_attr_open(struct inode *inode, struct file *file,
		     int (*get)(void *, u64 *), int (*set)(void *, u64),
		     const char *fmt);
int simple_attr_release(struct inode *inode, struct file *file);
ssize_t simple_attr_read(struct file *file, char __user *buf, size_t len,
			 loff_t *pos);
ssize_t simple_attr_write(struct file *file, const char __user *buf, size_t len,
			  loff_t *pos);
/* The number may have a minus. */
ssize_t simple_attr_write_signed(struct file *file, const char __user *buf,
				 size_t len, loff_t *pos);

#endif
