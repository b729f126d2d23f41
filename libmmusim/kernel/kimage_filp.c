/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_filp.c - files that a module opens itself: filp_open(), kernel_read() and
 * their like, as code of the kernel image, which faults where Linux does. What the
 * files are, filp.c knows.
 *
 *   struct file  18 f_path.dentry  28 f_op  38 f_count  44 f_mode
 *
 * Reference: Linux 6.1, fs/open.c, fs/read_write.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_kobject.h"

#define FMODE_READ	1u
#define FMODE_WRITE	2u
#define FMODE_CAN_READ	0x20000u
#define FMODE_CAN_WRITE 0x40000u

enum { ERR_BADF = -9 };

struct file {
	char before[0x18];
	void *dentry;
	void *inode, *op;
	unsigned long lock;
	long count;
	unsigned int flags, mode;
};

USES_TEXT(filp_no_count);

/* Gates. Where the bytes from *pos on are, and how many of n; where n can be put. NULL
 * when there are none, or no room. */
HIDDEN struct file *kimg_do_file_open(const char *name, int flags,
				      unsigned int mode);
HIDDEN char *kimg_filp_bytes(struct file *file, unsigned long pos, size_t *n);
HIDDEN char *kimg_filp_room(struct file *file, unsigned long *pos, size_t n);
HIDDEN void kimg_filp_release(struct file *file);

/* --- opening ---------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(size_t, getname_kernel, const char *name)
{
	size_t len = kimg_strlen(name);

	__asm__ volatile("" ::: "memory"); /* it stays in the trace */
	return len + 1;
}

KIMAGE_DEFINE(struct file *, filp_open, const char *name, int flags,
	      unsigned int mode)
{
	if (kimg_getname_kernel(name) > 4096)
		return (struct file *)-36; /* ENAMETOOLONG */
	return kimg_do_file_open(name, flags, mode);
}

KIMAGE_DEFINE(void, fput, struct file *file)
{
	if (!__atomic_sub_fetch(&file->count, 1, __ATOMIC_ACQ_REL))
		kimg_filp_release(file);
}

KIMAGE_DEFINE(int, filp_close, struct file *file, void *id)
{
	int (*flush)(struct file * file, void *id);
	int err = 0;

	if (!*(volatile long *)&file->count) {
		kimg__printk(TEXT(filp_no_count), file->op);
		__asm__ volatile("leave\n	jmp	kimg_filp_close.cold");
	}
	flush = *(void **)((char *)file->op + 0x78);
	if (flush)
		err = flush(file, id);
	kimg_fput(file);
	return err;
}

/* --- reading and writing ------------------------------------------------------------ */

KIMAGE_DEFINE_INNER(void *, apparmor_file_permission,
		    const volatile struct file *file)
{
	return file->dentry;
}

KIMAGE_DEFINE_INNER(int, security_file_permission, struct file *file)
{
	void *dentry = kimg_apparmor_file_permission(file);

	__asm__ volatile("" ::"r"(dentry) : "memory");
	return 0;
}

KIMAGE_DEFINE_INNER(long, __kernel_read, struct file *file, char *buf, size_t n,
		    long *pos)
{
	const char *from;

	if (!(file->mode & FMODE_READ)) {
		KIMAGE_WARN_ONCE("__kernel_read", "fs/read_write.c:414", 0x248);
		return ERR_INVAL;
	}
	if (!(file->mode & FMODE_CAN_READ))
		return ERR_INVAL;
	from = kimg_filp_bytes(file, pos ? (unsigned long)*pos : 0, &n);
	if (!from)
		return (long)n; /* or an errno */
	kimg_memcpy(buf, from, n);
	if (pos)
		*pos += (long)n;
	return (long)n;
}

KIMAGE_DEFINE(long, kernel_read, struct file *file, char *buf, size_t n,
	      long *pos)
{
	long got;

	if (pos && *(volatile long *)pos < 0)
		return ERR_INVAL;
	kimg_security_file_permission(file);
	got = kimg___kernel_read(file, buf, n, pos);
	__asm__ volatile("" ::: "memory");
	return got;
}

KIMAGE_DEFINE(long, __kernel_write, struct file *file, const char *buf,
	      size_t n, long *pos)
{
	unsigned long at = pos ? (unsigned long)*pos : 0;
	char *to;

	if (!(file->mode & FMODE_WRITE)) {
		KIMAGE_WARN_ONCE("__kernel_write_iter", "fs/read_write.c:500",
				 0x1c5);
		return ERR_BADF;
	}
	if (!(file->mode & FMODE_CAN_WRITE))
		return ERR_INVAL;
	to = kimg_filp_room(file, &at, n);
	if ((unsigned long)to > -4096ul)
		return (long)to;
	kimg_memcpy(to, buf, n);
	if (pos)
		*pos = (long)(at + n);
	return (long)n;
}

KIMAGE_DEFINE(long, kernel_write, struct file *file, const char *buf, size_t n,
	      long *pos)
{
	long put;

	if (pos && *(volatile long *)pos < 0)
		return ERR_INVAL;
	kimg_security_file_permission(file);
	put = kimg___kernel_write(file, buf, n, pos);
	__asm__ volatile("" ::: "memory");
	return put;
}
