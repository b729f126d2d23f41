/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_sysfs_file.c - reading and writing attributes of kobjects, as code of the
 * kernel image: the functions of their type are found by the kobject, and fault here
 * when that is gone.
 *
 * Simplified: the function is called for each read, and not for the first one alone.
 *
 * Reference: Linux 6.1, fs/kernfs/file.c, fs/sysfs/file.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_kobject.h"

enum { PAGE = 4096, FILE_INODE = 32, FILE_PRIVATE = 200, INODE_PRIVATE = 624 };
enum { ERR_FILE_BIG = -27, ERR_IO = -5 };

USES_TEXT(sysfs_bad_count);

HIDDEN unsigned long kimg__copy_from_user(void *to, const void *from,
					  size_t len);
HIDDEN unsigned long kimg__copy_to_user(void *to, const void *from, size_t len);
HIDDEN long kimg_simple_read_from_buffer(void *to, size_t count, long *pos,
					 const void *from, size_t available);

KIMAGE_INLINE struct kobject *kobject_of(void *file)
{
	return *(void **)((char *)file + FILE_PRIVATE);
}

KIMAGE_INLINE void *attribute_of(void *file)
{
	char *inode = *(char **)((char *)file + FILE_INODE);

	return *(void **)(inode + INODE_PRIVATE);
}

/* --- text ----------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(long, sysfs_kf_seq_show, void *file, char *buf)
{
	struct kobject *kobj = kobject_of(file);
	const struct sysfs_ops *ops = kobj->ktype ? kobj->ktype->sysfs_ops :
						    NULL;
	long n;

	if (!ops->show) {
		KIMAGE_WARN_ONCE("sysfs_kf_seq_show", "fs/sysfs/file.c:46",
				 0x0);
		return ERR_INVAL;
	}
	n = ops->show(kobj, attribute_of(file), buf);
	if (n < PAGE)
		return n;
	kimg__printk(TEXT(sysfs_bad_count), ops->show);
	return PAGE - 1;
}

KIMAGE_DEFINE_INNER(long, kernfs_seq_show, void *file, char *buf)
{
	long n = kimg_sysfs_kf_seq_show(file, buf);

	__asm__ volatile("" ::: "memory"); /* it stays in the trace */
	return n;
}

KIMAGE_DEFINE_INNER(long, kernfs_fop_read_iter, void *file, char *buf,
		    size_t len, long *pos)
{
	char *page;
	long n;

	if (*pos) /* cat asks whether that is all */
		return 0;
	page = kimg___kmalloc(PAGE, GFP_KERNEL_ZERO);
	if (!page)
		return ERR_NOMEM;
	n = kimg_kernfs_seq_show(file, page);
	if (n > 0)
		n = kimg_simple_read_from_buffer(buf, len, pos, page,
						 (size_t)n);
	kimg_kfree(page);
	return n;
}

KIMAGE_DEFINE_INNER(long, sysfs_kf_write, void *file, const char *text,
		    size_t len)
{
	struct kobject *kobj = kobject_of(file);
	const struct sysfs_ops *ops = kobj->ktype ? kobj->ktype->sysfs_ops :
						    NULL;
	long n;

	if (!len)
		return 0;
	n = ops->store(kobj, attribute_of(file), text, len);
	__asm__ volatile("" ::: "memory");
	return n;
}

/* A copy of what is written, at most a page, and a NUL behind it. */
KIMAGE_INLINE char *copy_written(const char *buf, size_t len, long *err)
{
	char *copy = kimg___kmalloc(len + 1, GFP_KERNEL);

	*err = ERR_NOMEM;
	if (!copy)
		return NULL;
	*err = ERR_FAULT;
	if (kimg__copy_from_user(copy, buf, len)) {
		kimg_kfree(copy);
		return NULL;
	}
	copy[len] = 0;
	return copy;
}

KIMAGE_DEFINE_INNER(long, kernfs_fop_write_iter, void *file, const char *buf,
		    size_t len, long *pos)
{
	size_t n = len < PAGE ? len : PAGE;
	long result;
	char *copy = copy_written(buf, n, &result);

	if (!copy)
		return result;
	result = kimg_sysfs_kf_write(file, copy, n);
	if (result > 0)
		*pos += result;
	kimg_kfree(copy);
	return result;
}

/* --- bytes ---------------------------------------------------------------------------- */

KIMAGE_DEFINE_INNER(long, sysfs_kf_bin_read, void *file, char *buf, size_t len,
		    long pos)
{
	struct bin_attribute *attr = attribute_of(file);
	long size = (long)attr->size;

	if (!len || (size && pos >= size))
		return 0;
	if (size && pos + (long)len > size)
		len = (size_t)(size - pos);
	if (!attr->read)
		return ERR_IO;
	return attr->read(file, kobject_of(file), attr, buf, pos, len);
}

KIMAGE_DEFINE_INNER(long, kernfs_file_read_iter, void *file, char *buf,
		    size_t len, long *pos)
{
	size_t want = len < PAGE ? len : PAGE;
	char *page = kimg___kmalloc(want, GFP_KERNEL);
	long n;

	if (!page)
		return ERR_NOMEM;
	n = kimg_sysfs_kf_bin_read(file, page, want, *pos);
	if (n > 0 && kimg__copy_to_user(buf, page, (size_t)n))
		n = ERR_FAULT;
	if (n > 0)
		*pos += n;
	kimg_kfree(page);
	return n;
}

KIMAGE_DEFINE_INNER(long, sysfs_kf_bin_write, void *file, char *text,
		    size_t len, long pos)
{
	struct bin_attribute *attr = attribute_of(file);
	long size = (long)attr->size;

	if (size && size <= pos)
		return ERR_FILE_BIG;
	if (size && (long)len > size - pos)
		len = (size_t)(size - pos);
	if (!len)
		return 0;
	if (!attr->write)
		return ERR_IO;
	return attr->write(file, kobject_of(file), attr, text, pos, len);
}

KIMAGE_DEFINE_INNER(long, kernfs_file_write_iter, void *file, const char *buf,
		    size_t len, long *pos)
{
	size_t n = len < PAGE ? len : PAGE;
	long result;
	char *copy = copy_written(buf, n, &result);

	if (!copy)
		return result;
	result = kimg_sysfs_kf_bin_write(file, copy, n, *pos);
	if (result > 0)
		*pos += result;
	kimg_kfree(copy);
	return result;
}
