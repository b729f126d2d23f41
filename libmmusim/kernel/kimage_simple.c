/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_simple.c - files whose contents are a number that functions of a module
 * give and take (DEFINE_SIMPLE_ATTRIBUTE), as code of the kernel image.
 *
 * Reference: Linux 6.1, fs/libfs.c, simple_attr_open() and those behind it.
 */
#include "kernel/kimage_sync.h"

#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

enum { FILE_PRIVATE = 200, INODE_PRIVATE = 624 };
enum { ERR_NOMEM = -12, ERR_ACCES = -13, ERR_FAULT = -14 };

#define GFP_KERNEL_ZERO 0xdc0u

struct simple_attr {
	int (*get)(void *data, unsigned long *value);
	int (*set)(void *data, unsigned long value);
	char get_buf[24], set_buf[24];
	void *data;
	const char *format;
};

HIDDEN void *kimg___kmalloc(size_t size, unsigned int gfp);
HIDDEN void kimg_kfree(const void *object);
HIDDEN unsigned long kimg__copy_from_user(void *to, const void *from,
					  size_t len);
HIDDEN int kimg_scnprintf(char *buf, size_t size, const char *format, ...);
HIDDEN long kimg_seq_lseek(void *file, long offset, int whence);
HIDDEN int kimg_kstrtoull(const char *text, unsigned int base,
			  unsigned long *value);
HIDDEN int kimg_kstrtoll(const char *text, unsigned int base,
			 unsigned long *value);
HIDDEN long kimg_simple_read_from_buffer(void *to, size_t count, long *pos,
					 const void *from, size_t available);

static inline struct simple_attr **attr_of(void *file)
{
	return (struct simple_attr **)((char *)file + FILE_PRIVATE);
}

EXPORTED(int, simple_attr_open)
(void *inode, void *file, int (*get)(void *, unsigned long *),
 int (*set)(void *, unsigned long), const char *format);
EXPORTED(int, simple_attr_open)
(void *inode, void *file, int (*get)(void *, unsigned long *),
 int (*set)(void *, unsigned long), const char *format)
{
	struct simple_attr *attr =
		kimg___kmalloc(sizeof(*attr), GFP_KERNEL_ZERO);

	if (!attr)
		return ERR_NOMEM;
	attr->get = get;
	attr->set = set;
	attr->data = *(void **)((char *)inode + INODE_PRIVATE);
	attr->format = format;
	*attr_of(file) = attr;
	return 0;
}
KIMAGE_EXPORT(simple_attr_open);

EXPORTED(int, simple_attr_release)(void *inode, void *file);
EXPORTED(int, simple_attr_release)(void *inode, void *file)
{
	(void)inode;
	kimg_kfree(*attr_of(file));
	return 0;
}
KIMAGE_EXPORT(simple_attr_release);

EXPORTED(long, simple_attr_read)(void *file, char *buf, size_t len, long *pos);
EXPORTED(long, simple_attr_read)(void *file, char *buf, size_t len, long *pos)
{
	struct simple_attr *attr = *attr_of(file);
	unsigned long value;
	size_t size;
	int err;

	if (!attr->get)
		return ERR_ACCES;
	if (*pos && attr->get_buf[0]) { /* the rest */
		size = kimg_strlen(attr->get_buf);
	} else {
		err = attr->get(attr->data, &value);
		if (err)
			return err;
		size = (size_t)kimg_scnprintf(attr->get_buf,
					      sizeof(attr->get_buf),
					      attr->format, value);
	}
	return kimg_simple_read_from_buffer(buf, len, pos, attr->get_buf, size);
}
KIMAGE_EXPORT(simple_attr_read);

static inline long write_attr(void *file, const char *buf, size_t len,
			      bool is_signed)
{
	struct simple_attr *attr = *attr_of(file);
	size_t size = len < sizeof(attr->set_buf) - 1 ?
			      len :
			      sizeof(attr->set_buf) - 1;
	unsigned long value;
	int err;

	if (!attr->set)
		return ERR_ACCES;
	if (kimg__copy_from_user(attr->set_buf, buf, size))
		return ERR_FAULT;
	attr->set_buf[size] = 0;
	err = is_signed ? kimg_kstrtoll(attr->set_buf, 0, &value) :
			  kimg_kstrtoull(attr->set_buf, 0, &value);
	if (!err)
		err = attr->set(attr->data, value);
	return err ? err : (long)len;
}

EXPORTED(long, simple_attr_write)
(void *file, const char *buf, size_t len, long *pos);
EXPORTED(long, simple_attr_write)
(void *file, const char *buf, size_t len, long *pos)
{
	(void)pos;
	return write_attr(file, buf, len, false);
}
KIMAGE_EXPORT(simple_attr_write);

EXPORTED(long, simple_attr_write_signed)
(void *file, const char *buf, size_t len, long *pos);
EXPORTED(long, simple_attr_write_signed)
(void *file, const char *buf, size_t len, long *pos)
{
	(void)pos;
	return write_attr(file, buf, len, true);
}
KIMAGE_EXPORT(simple_attr_write_signed);
