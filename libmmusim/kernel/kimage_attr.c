/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_attr.c - files of debugfs that show a variable of a module, as code of the
 * kernel image.
 *
 *   struct debugfs_blob_wrapper    00 data  08 size
 *
 * Reference: Linux 6.1, fs/debugfs/file.c, fs/libfs.c.
 */

#include "kernel/kimage_attr.h"
#include "kernel/kimage_sync.h"

#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

/* A function that only the image and the library call. */
#define INNER(ret, name)                                                      \
	static struct kimage_symbol kimage_sym_##name                         \
		__attribute__((section("kimage_syms"), used, aligned(8))) = { \
			#name, (const void *)kimg_##name, 0};                 \
	ret kimg_##name
#define INNER_DECLARE(ret, name) \
	KIMAGE_TEXT __attribute__((visibility("hidden"))) ret kimg_##name

enum { FILE_INODE = 32, FILE_PRIVATE = 200, INODE_PRIVATE = 624 };
enum { ERR_ACCES = -13, ERR_FAULT = -14 };
enum { ERR_INVAL = -22 };

struct blob {
	const void *data;
	unsigned long size;
};

HIDDEN unsigned long kimg__copy_from_user(void *to, const void *from,
					  size_t len);
HIDDEN long kimg_simple_read_from_buffer(void *to, size_t count, long *pos,
					 const void *from, size_t available);

HIDDEN long kimg_simple_attr_read(void *file, char *buf, size_t len, long *pos);
HIDDEN long kimg_simple_attr_write(void *file, const char *buf, size_t len,
				   long *pos);
HIDDEN long kimg_simple_attr_write_signed(void *file, const char *buf,
					  size_t len, long *pos);

static inline void *private_of(void *file)
{
	return *(void **)((char *)file + FILE_PRIVATE);
}

static inline void *inode_private_of(void *file)
{
	char *inode = *(char **)((char *)file + FILE_INODE);

	return *(void **)(inode + INODE_PRIVATE);
}

/* --- numbers ------------------------------------------------------------------------ */

static inline unsigned long load(const void *at, unsigned int how)
{
	switch (how & KERN_ATTR_SIZE) {
	case 1:
		return *(const unsigned char *)at;
	case 2:
		return *(const unsigned short *)at;
	case 4:
		return how & KERN_ATTR_SIGNED ?
			       (unsigned long)*(const int *)at :
			       *(const unsigned int *)at;
	}
	return *(const unsigned long *)at;
}

static inline void store(void *at, unsigned int how, unsigned long value)
{
	switch (how & KERN_ATTR_SIZE) {
	case 1:
		*(unsigned char *)at = (unsigned char)value;
		return;
	case 2:
		*(unsigned short *)at = (unsigned short)value;
		return;
	case 4:
		*(unsigned int *)at = (unsigned int)value;
		return;
	}
	*(unsigned long *)at = value;
}

/* "7\n", "0x00000007\n", "Y\n", with its length; text ends there. */
static inline size_t format(char text[32], unsigned long value,
			    unsigned int how)
{
	unsigned int base = how & KERN_ATTR_HEX ? 16 : 10, digits = 0;
	bool minus = how & KERN_ATTR_SIGNED && (long)value < 0;
	char *at = text + 32;

	*--at = '\n';
	if (how & KERN_ATTR_BOOL) {
		*--at = value ? 'Y' : 'N';
	} else {
		if (minus)
			value = -value;
		do {
			unsigned int digit = (unsigned int)(value % base);

			*--at = (char)(digit < 10 ? '0' + digit :
						    'a' + digit - 10);
			value /= base;
		} while (++digits &&
			 (value ||
			  (base == 16 && digits < 2 * (how & KERN_ATTR_SIZE))));
		if (base == 16) {
			*--at = 'x';
			/* Both at once would be a constant elsewhere. */
			__asm__ volatile("" ::: "memory");
			*--at = '0';
		}
		if (minus)
			*--at = '-';
	}
	return (size_t)(text + 32 - at);
}

/* It is here that the variable is read, or written. */
#define GETTER(name)                                                 \
	INNER_DECLARE(unsigned long, name)                           \
	(const void *at, unsigned int how);                          \
	INNER(unsigned long, name)(const void *at, unsigned int how) \
	{                                                            \
		return load(at, how);                                \
	}
#define SETTER(name)                                                       \
	INNER_DECLARE(void, name)                                          \
	(void *at, unsigned int how, unsigned long value);                 \
	INNER(void, name)(void *at, unsigned int how, unsigned long value) \
	{                                                                  \
		store(at, how, value);                                     \
	}
#define NUMBER(name)                 \
	GETTER(debugfs_##name##_get) \
	SETTER(debugfs_##name##_set)
NUMBER(u8)
NUMBER(u16)
NUMBER(u32)
NUMBER(u64)
NUMBER(ulong)
NUMBER(size_t)
NUMBER(atomic_t)
GETTER(debugfs_read_file_bool)
SETTER(debugfs_write_file_bool)

static inline unsigned long get(const void *at, unsigned int how)
{
	if (how & KERN_ATTR_BOOL)
		return kimg_debugfs_read_file_bool(at, how);
	if (how & KERN_ATTR_SIGNED)
		return kimg_debugfs_atomic_t_get(at, how);
	switch (how & KERN_ATTR_SIZE) {
	case 1:
		return kimg_debugfs_u8_get(at, how);
	case 2:
		return kimg_debugfs_u16_get(at, how);
	case 4:
		return kimg_debugfs_u32_get(at, how);
	}
	if (how & KERN_ATTR_ULONG)
		return kimg_debugfs_ulong_get(at, how);
	if (how & KERN_ATTR_SIZE_T)
		return kimg_debugfs_size_t_get(at, how);
	return kimg_debugfs_u64_get(at, how);
}

static inline void set(void *at, unsigned int how, unsigned long value)
{
	if (how & KERN_ATTR_BOOL)
		kimg_debugfs_write_file_bool(at, how, value);
	else if (how & KERN_ATTR_SIGNED)
		kimg_debugfs_atomic_t_set(at, how, value);
	else if ((how & KERN_ATTR_SIZE) == 1)
		kimg_debugfs_u8_set(at, how, value);
	else if ((how & KERN_ATTR_SIZE) == 2)
		kimg_debugfs_u16_set(at, how, value);
	else if ((how & KERN_ATTR_SIZE) == 4)
		kimg_debugfs_u32_set(at, how, value);
	else if (how & KERN_ATTR_ULONG)
		kimg_debugfs_ulong_set(at, how, value);
	else if (how & KERN_ATTR_SIZE_T)
		kimg_debugfs_size_t_set(at, how, value);
	else
		kimg_debugfs_u64_set(at, how, value);
}

/* A struct debugfs_blob_wrapper, and what it leads to, is read here. */
INNER_DECLARE(long, read_file_blob)
(const struct blob *blob, char *buf, size_t len, long *pos);
INNER(long, read_file_blob)
(const struct blob *blob, char *buf, size_t len, long *pos)
{
	return kimg_simple_read_from_buffer(buf, len, pos, blob->data,
					    blob->size);
}

static inline long read_number(void *file, char *buf, size_t len, long *pos)
{
	unsigned int how = (unsigned int)(unsigned long)private_of(file);
	const void *data = inode_private_of(file);
	char text[32];
	size_t n;

	if (how & KERN_ATTR_BLOB)
		return kimg_read_file_blob(data, buf, len, pos);
	n = format(text, get(data, how), how);
	return kimg_simple_read_from_buffer(buf, len, pos, text + 32 - n, n);
}

/* 0, ERR_INVAL */
static inline int parse(const char *at, unsigned long *value)
{
	bool minus = *at == '-';
	unsigned int base = 10;

	*value = 0;
	at += minus || *at == '+';
	if (*at == '0') {
		base = (at[1] | 0x20) == 'x' ? 16 : 8;
		at += base == 16 ? 2 : 0;
	}
	do {
		char c = *at;
		unsigned int digit =
			c >= '0' && c <= '9' ?
				(unsigned int)c - '0' :
			(c | 0x20) >= 'a' && (c | 0x20) <= 'f' ?
				(unsigned int)(c | 0x20) - 'a' + 10 :
				99;

		if (digit >= base)
			return ERR_INVAL;
		*value = *value * base + digit;
		at++;
	} while (*at && *at != '\n');
	if (minus)
		*value = -*value;
	return 0;
}

/* As kstrtobool(): what it does not know changes nothing. */
static inline int parse_bool(const char *at, unsigned long *value)
{
	char c = *at | 0x20, next = at[0] ? at[1] | 0x20 : 0;

	*value = c == 'y' || c == 't' || *at == '1' ||
		 (c == 'o' && next == 'n');
	return *value || c == 'n' || c == 'f' || *at == '0' ||
			       (c == 'o' && next == 'f') ?
		       0 :
		       ERR_INVAL;
}

static inline long write_number(void *file, const char *buf, size_t len)
{
	unsigned int how = (unsigned int)(unsigned long)private_of(file);
	size_t n = len < 23 ? len : 23;
	unsigned long value;
	char text[24];
	int err;

	if (how & KERN_ATTR_BLOB)
		return ERR_INVAL;
	if (!(how & KERN_ATTR_WRITABLE))
		return ERR_ACCES;
	if (kimg__copy_from_user(text, buf, n))
		return ERR_FAULT;
	text[n] = 0;
	if (how & KERN_ATTR_BOOL)
		err = parse_bool(text, &value);
	else
		err = parse(text, &value);
	if (err && !(how & KERN_ATTR_BOOL))
		return err;
	if (!err)
		set(inode_private_of(file), how, value);
	return (long)len;
}

/* --- both ------------------------------------------------------------------------ */

/* The file of a module's own attribute: simple_attr_open() has left a pointer. */
static inline bool is_simple(void *file)
{
	unsigned long how = (unsigned long)private_of(file);

	return !how || how >= 2 * KERN_ATTR_SIZE_T;
}

EXPORTED(long, debugfs_attr_read)
(void *file, char *buf, size_t len, long *pos);
EXPORTED(long, debugfs_attr_read)(void *file, char *buf, size_t len, long *pos)
{
	if (is_simple(file))
		return kimg_simple_attr_read(file, buf, len, pos);
	return read_number(file, buf, len, pos);
}
KIMAGE_EXPORT(debugfs_attr_read);

EXPORTED(long, debugfs_attr_write)
(void *file, const char *buf, size_t len, long *pos);
EXPORTED(long, debugfs_attr_write)
(void *file, const char *buf, size_t len, long *pos)
{
	if (is_simple(file))
		return kimg_simple_attr_write(file, buf, len, pos);
	return write_number(file, buf, len);
}
KIMAGE_EXPORT(debugfs_attr_write);

EXPORTED(long, debugfs_attr_write_signed)
(void *file, const char *buf, size_t len, long *pos);
EXPORTED(long, debugfs_attr_write_signed)
(void *file, const char *buf, size_t len, long *pos)
{
	return kimg_simple_attr_write_signed(file, buf, len, pos);
}
KIMAGE_EXPORT(debugfs_attr_write_signed);

/* --- files of a module's ------------------------------------------------------------- */

EXPORTED(int, simple_open)(void *inode, void *file);
EXPORTED(int, simple_open)(void *inode, void *file)
{
	void *data = *(void **)((char *)inode + INODE_PRIVATE);

	if (data)
		*(void **)((char *)file + FILE_PRIVATE) = data;
	return 0;
}
KIMAGE_EXPORT(simple_open);
