/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile.h - files that modules make: modfile.c, modfile_proc.c, modfile_dev.c;
 * private to kernel/.
 *
 * Who opens, reads, writes and closes one is a task of a command, by system
 * calls:
 *
 *   ksys_read -> vfs_read -> proc_reg_read -> the module's function
 *
 * [file_call] tells the image which function that is and what it gets. The
 * struct file and struct inode that it gets lie in simulated memory, laid out as
 * in Debian's Linux 6.1 for amd64.
 */
#ifndef KERNEL_MODFILE_H
#define KERNEL_MODFILE_H

#include <sys/queue.h>

#include "kernel/image_data.h"
#include "kernel/kern.h"

struct kern_text;

enum kern_modfile_kind {
	KERN_MODFILE_DIR,     /* proc_mkdir() */
	KERN_MODFILE_PROC,    /* @ops is a struct proc_ops */
	KERN_MODFILE_SINGLE,  /* @ops is the show function of a seq_file */
	KERN_MODFILE_SEQ,     /* @ops is a struct seq_operations */
	KERN_MODFILE_DEVICE,  /* a node: who serves it, @dev says */
	KERN_MODFILE_DEBUGFS, /* @ops is a struct file_operations */
	KERN_MODFILE_NUMBER,  /* of debugfs: @data is where it lies */
	KERN_MODFILE_SYSFS,   /* @data is an attribute, @aux its kobject */
	KERN_MODFILE_SYSCTL,  /* @data is a struct ctl_table, @aux its header */
	KERN_MODFILE_BINARY,  /* the same of a struct bin_attribute */
	KERN_MODFILE_LINK,    /* in /sys; @data is the node that it leads to */
	KERN_MODFILE_SYSFS_DIR, /* @aux is the kobject */
};

/**
 * struct kern_modfile - a file
 * @path: "proc/NAME", "dev/NAME", "sys/kernel/debug/NAME"
 * @ops:  host pointer
 * @data: as of pde_data(), or of inode->i_private
 * @aux:  file->private_data to begin with
 * @dev:  device number
 * @size: as of proc_set_size(), in bytes; @uid, @gid: as of proc_set_user()
 * @ptr:  host pointer by which modules know it; @la: of memory for it; 0 when there
 *        is none
 * @found: somebody has opened it before: a dentry leads to it
 * @abandoned: somebody died in one of its functions, and is in use of it for ever
 */
struct kern_modfile {
	LIST_ENTRY(kern_modfile) all;
	char path[128];
	enum kern_modfile_kind kind;
	uint64_t ops, data, aux, ptr, la;
	uint64_t size;
	uint32_t dev, mode, uid, gid;
	bool found, abandoned;
};

/**
 * struct kern_chrdev - device numbers, and who serves them
 * @fops: host pointer to a struct file_operations; 0: nobody yet; @owner: its module,
 *        if it was registered without a cdev
 * @key:  what it was registered by: a cdev, a miscdevice; 0: its number
 */
struct kern_chrdev {
	LIST_ENTRY(kern_chrdev) all;
	char name[64];
	uint32_t dev, count;
	uint64_t fops, key, owner;
};

/**
 * struct kern_modfiles - all of them
 * @open: that a command works on; NULL
 * @filp, @inodes, @dentries, @nodes: where struct file, inode, dentry and
 *         kernfs_node come from
 */
struct kern_modfiles {
	LIST_HEAD(, kern_modfile) files;
	LIST_HEAD(, kern_chrdev) devices;
	struct kern_open_file *open;
	LIST_HEAD(, kern_filp) opened, memory; /* filp.c */
	struct kern_cache *filp, *inodes, *dentries, *nodes;
};

enum kern_file_operation {
	KERN_FILE_OPEN,
	KERN_FILE_READ,
	KERN_FILE_WRITE,
	KERN_FILE_RELEASE,
};

/**
 * struct kern_open_file - a file that a command has open
 * @entry: as it was when it was opened: it may be removed meanwhile
 * @ops:   where its functions are: host pointer; @in_proc: a struct proc_ops
 * @cdev:  host pointer to who serves the device; 0
 * @file, @inode, @dentry: linear addresses
 * @op:    what happens now
 * @buffer, @len: of the user's, in bytes
 * @owner: whose use count was taken; NULL
 * @holds: how many times
 * @left_atomic: the last system call left the kernel with a lock held, as it were;
 *         @result: of that one
 * @log_at: where the log was when the last one was done
 */
struct kern_open_file {
	struct kern_modfile entry;
	uint64_t ops, cdev;
	bool in_proc;
	uint64_t file, inode, dentry;
	enum kern_file_operation op;
	uint64_t buffer, len;
	struct kern_module *owner;
	int holds;
	bool left_atomic;
	int64_t result;
	uint64_t log_at;
};

/* modfile_open.c: make what its functions get, and take its module. 0; -EISDIR,
 * -ENXIO, -ENOMEM. */
int kern_modfile_open(struct kern *k, struct kern_open_file *open, bool write);
/* The same of one that a module opens itself, with O_... flags: 0, -ENOMEM. */
int kern_modfile_make(struct kern *k, struct kern_open_file *open, int flags);
void kern_modfile_set_size(struct kern *k, const struct kern_open_file *open,
			   uint64_t size);
/* The opposite, also of one that could not be opened. */
void kern_modfile_close(struct kern *k, struct kern_open_file *open);
/* A number in debugfs, or an attribute in sysfs. */
bool kern_file_is_plain(const struct kern_open_file *open);
/* cat does not read it, but sends it where its output goes: no page of cat's own has to
 * be there. */
bool kern_file_is_sent(const struct kern_open_file *open);

#define KERN_FILE_POS	104 /* in struct file */
#define KERN_MINOR_BITS 20

int kern_modfiles_init(struct kern *k);
/* modfile_open.c: the caches of such objects. 0, -ENOMEM. */
int kern_modfile_caches(struct kern *k);
/* modfile_kernfs.c: /sys, and the folders that it begins with. 0, -ENOMEM. */
int kern_kernfs_init(struct kern *k);
/* The kobject of such a folder: a linear address. */
uint64_t kern_sysfs_kobject(enum kern_sysfs_folder which);
/* By its path, which may lead over links. */
struct kern_modfile *kern_modfile_find(struct kern *k, const char *path);
bool kern_modfile_is_dir(const struct kern_modfile *file);
struct kern_modfile *kern_modfile_at(struct kern *k, uint64_t ptr);
/* NULL without memory. */
struct kern_modfile *kern_modfile_add(struct kern *k, const char *path,
				      enum kern_modfile_kind kind);
void kern_modfile_remove(struct kern *k, struct kern_modfile *file);
/* With all that is in it. */
void kern_modfile_remove_tree(struct kern_call *call, const char *path);
/* Until nobody is in use of what was removed: for ever. */
void kern_modfile_wait(struct kern_call *call);
/* /proc/devices */
void kern_show_devices(struct kern *k, struct kern_text *t);
/* misc_open(): it looks for this device. Not 0: the call has faulted. */
int kern_misc_find(struct kern_call *call, uint32_t dev);
/* Who serves the device; NULL. */
struct kern_chrdev *kern_chrdev_find(struct kern *k, uint32_t dev);

#endif
