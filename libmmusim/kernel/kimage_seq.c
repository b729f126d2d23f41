/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_seq.c - seq_file, with which files of /proc tell a list, as code of the
 * kernel image.
 *
 * Reference: Linux 6.1, fs/seq_file.c, fs/libfs.c.
 */
#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/kimage_sync.h"

#define EXPORTED(ret, name) KIMAGE_TEXT ret kimg_##name

#define PAGE		    4096
#define GFP_KERNEL	    0xcc0u
#define ERR_NOMEM	    (-12)
#define ERR_FAULT	    (-14)
#define ERR_INVAL	    (-22)
#define IS_ERR(p)	    ((unsigned long)(p) >= (unsigned long)-4095)
#define FILE_POS	    104
#define FILE_PRIVATE_DATA   200

/* A gate: it is said, once in a while. */
HIDDEN void kimg_seq_stuck(const void *next);

struct seq_file;

struct seq_operations {
	void *(*start)(struct seq_file *m, long *pos);
	void (*stop)(struct seq_file *m, void *v);
	void *(*next)(struct seq_file *m, void *v, long *pos);
	int (*show)(struct seq_file *m, void *v);
};

struct seq_file {
	char *buf;
	size_t size, from, count, pad_until;
	long index, read_pos;
	char lock[32];
	const struct seq_operations *op;
	int poll_event;
	const void *file;
	void *private;
};

HIDDEN void *kimg___kmalloc(size_t size, unsigned int flags);
HIDDEN void kimg_kfree(const void *object);
HIDDEN unsigned long kimg__copy_to_user(void *to, const void *from, size_t len);
HIDDEN unsigned long kimg__copy_from_user(void *to, const void *from,
					  size_t len);
HIDDEN void kimg___check_object_size(const void *ptr, unsigned long len,
				     bool to_user);

static inline struct seq_file **seq_of(void *file)
{
	return (struct seq_file **)((char *)file + FILE_PRIVATE_DATA);
}

/* --- opening ---------------------------------------------------------------------- */

EXPORTED(int, seq_open)(void *file, const struct seq_operations *op);
EXPORTED(int, seq_open)(void *file, const struct seq_operations *op)
{
	struct seq_file *m = kimg___kmalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return ERR_NOMEM;
	kimg_memset(m, 0, sizeof(*m));
	m->op = op;
	m->file = file;
	*seq_of(file) = m;
	return 0;
}
KIMAGE_EXPORT(seq_open);

EXPORTED(int, seq_release)(void *inode, void *file);
EXPORTED(int, seq_release)(void *inode, void *file)
{
	struct seq_file *m = *seq_of(file);

	(void)inode;
	kimg_kfree(m->buf);
	kimg_kfree(m);
	return 0;
}
KIMAGE_EXPORT(seq_release);

/* A list of one. */
EXPORTED(void *, single_start)(struct seq_file *m, long *pos);
EXPORTED(void *, single_start)(struct seq_file *m, long *pos)
{
	(void)m;
	return *pos ? NULL : (void *)1;
}

EXPORTED(void *, single_next)(struct seq_file *m, void *v, long *pos);
EXPORTED(void *, single_next)(struct seq_file *m, void *v, long *pos)
{
	(void)m;
	(void)v;
	++*pos;
	return NULL;
}

EXPORTED(void, single_stop)(struct seq_file *m, void *v);
EXPORTED(void, single_stop)(struct seq_file *m, void *v)
{
	(void)m;
	(void)v;
}

EXPORTED(int, single_open)
(void *file, int (*show)(struct seq_file *, void *), void *data);
EXPORTED(int, single_open)
(void *file, int (*show)(struct seq_file *, void *), void *data)
{
	struct seq_operations *op = kimg___kmalloc(sizeof(*op), GFP_KERNEL);
	int err;

	if (!op)
		return ERR_NOMEM;
	op->start = kimg_single_start;
	op->next = kimg_single_next;
	op->stop = kimg_single_stop;
	op->show = show;
	err = kimg_seq_open(file, op);
	if (err)
		kimg_kfree(op);
	else
		(*seq_of(file))->private = data;
	return err;
}
KIMAGE_EXPORT(single_open);

EXPORTED(int, single_release)(void *inode, void *file);
EXPORTED(int, single_release)(void *inode, void *file)
{
	const struct seq_operations *op = (*seq_of(file))->op;
	int err = kimg_seq_release(inode, file);

	kimg_kfree(op);
	return err;
}
KIMAGE_EXPORT(single_release);

/* --- reading ------------------------------------------------------------------------ */

static inline bool is_full(const struct seq_file *m)
{
	return m->count == m->size;
}

static inline bool set_buffer(struct seq_file *m, size_t size)
{
	kimg_kfree(m->buf);
	m->count = 0;
	m->size = size;
	m->buf = kimg___kmalloc(size, GFP_KERNEL);
	return m->buf;
}

/* Show records as long as there is room for size bytes. */
static inline void fill(struct seq_file *m, void *v, size_t size)
{
	for (;;) {
		size_t before = m->count;
		long index = m->index;

		v = m->op->next(m, v, &m->index);
		if (m->index == index) {
			kimg_seq_stuck(m->op->next);
			m->index++;
		}
		if (!v || IS_ERR(v) || m->count >= size)
			break;
		int err = m->op->show(m, v);

		if (err > 0) {
			m->count = before;
		} else if (err || is_full(m)) {
			m->count = before;
			break;
		}
	}
	m->op->stop(m, v);
}

/* Until something is in the buffer. 0, or why not: an errno; 1: the end. */
static inline long first_record(struct seq_file *m, void **record)
{
	void *v = m->op->start(m, &m->index);
	long err = 1;

	while (v && !IS_ERR(v)) {
		err = m->op->show(m, v);
		if (err < 0)
			break;
		if (err)
			m->count = 0;
		err = 1;
		if (!m->count) {
			v = m->op->next(m, v, &m->index);
			continue;
		}
		if (!is_full(m)) {
			*record = v;
			return 0;
		}
		m->op->stop(m, v);
		if (!set_buffer(m, m->size * 2))
			return ERR_NOMEM;
		v = m->op->start(m, &m->index);
	}
	if (IS_ERR(v))
		err = (long)v;
	m->op->stop(m, v);
	m->count = 0;
	return err;
}

/* Part of what is in the buffer to the user: how much. */
static inline long flush(struct seq_file *m, char *to, size_t size)
{
	size_t n = m->count < size ? m->count : size;

	if (kimg__copy_to_user(to, m->buf + m->from, n))
		return ERR_FAULT;
	m->count -= n;
	m->from += n;
	return (long)n;
}

EXPORTED(long, seq_read_iter)(struct seq_file *m, char *to, size_t size);
KIMAGE_INNER(seq_read_iter);
EXPORTED(long, seq_read_iter)(struct seq_file *m, char *to, size_t size)
{
	void *record;
	long done = 0, err;

	if (!m->buf && !set_buffer(m, PAGE))
		return ERR_NOMEM;
	if (m->count) {
		done = flush(m, to, size);
		if (done < 0 || m->count)
			return done;
	}
	m->from = 0;
	err = first_record(m, &record);
	if (err)
		return done ? done : err < 0 ? err : 0;
	fill(m, record, size - (size_t)done);
	err = flush(m, to + done, size - (size_t)done);
	return err < 0 ? err : done + err;
}

EXPORTED(long, seq_read)(void *file, char *to, size_t size, long *pos);
EXPORTED(long, seq_read)(void *file, char *to, size_t size, long *pos)
{
	struct seq_file *m = *seq_of(file);
	long n;

	if (!size)
		return 0;
	if (!*pos) {
		m->index = 0;
		m->count = 0;
	}
	n = kimg_seq_read_iter(m, to, size);
	if (n > 0) {
		*pos += n;
		m->read_pos += n;
	}
	return n;
}
KIMAGE_EXPORT(seq_read);

/* Simplified: to where it is, or to the beginning. */
EXPORTED(long, seq_lseek)(void *file, long offset, int whence);
EXPORTED(long, seq_lseek)(void *file, long offset, int whence)
{
	long *pos = (long *)((char *)file + FILE_POS);

	if (whence == 1)
		offset += *pos;
	else if (whence)
		return ERR_INVAL;
	if (offset && offset != *pos)
		return ERR_INVAL;
	*pos = offset;
	return offset;
}
KIMAGE_EXPORT(seq_lseek);

/* --- writing into it ------------------------------------------------------------------ */

EXPORTED(int, seq_write)(struct seq_file *m, const void *data, size_t len);
EXPORTED(int, seq_write)(struct seq_file *m, const void *data, size_t len)
{
	if (m->count + len < m->size) {
		kimg_memcpy(m->buf + m->count, data, len);
		m->count += len;
		return 0;
	}
	m->count = m->size;
	return -1;
}
KIMAGE_EXPORT(seq_write);

EXPORTED(void, seq_putc)(struct seq_file *m, char c);
EXPORTED(void, seq_putc)(struct seq_file *m, char c)
{
	if (m->count < m->size)
		m->buf[m->count++] = c;
}
KIMAGE_EXPORT(seq_putc);

EXPORTED(void, seq_puts)(struct seq_file *m, const char *s);
EXPORTED(void, seq_puts)(struct seq_file *m, const char *s)
{
	kimg_seq_write(m, s, kimg_strlen(s));
}
KIMAGE_EXPORT(seq_puts);

/* --- files that are a buffer ------------------------------------------------------------ */

EXPORTED(long, simple_read_from_buffer)
(void *to, size_t count, long *pos, const void *from, size_t available);
EXPORTED(long, simple_read_from_buffer)
(void *to, size_t count, long *pos, const void *from, size_t available)
{
	long at = *pos;
	size_t left;

	if (at < 0)
		return ERR_INVAL;
	if ((size_t)at >= available || !count)
		return 0;
	if (count > available - (size_t)at)
		count = available - (size_t)at;
	kimg___check_object_size((const char *)from + at, count, true);
	left = kimg__copy_to_user(to, (const char *)from + at, count);
	if (left == count)
		return ERR_FAULT;
	count -= left;
	*pos = at + (long)count;
	return (long)count;
}
KIMAGE_EXPORT(simple_read_from_buffer);

EXPORTED(long, simple_write_to_buffer)
(void *to, size_t available, long *pos, const void *from, size_t count);
EXPORTED(long, simple_write_to_buffer)
(void *to, size_t available, long *pos, const void *from, size_t count)
{
	long at = *pos;
	size_t left;

	if (at < 0)
		return ERR_INVAL;
	if ((size_t)at >= available || !count)
		return 0;
	if (count > available - (size_t)at)
		count = available - (size_t)at;
	kimg___check_object_size((char *)to + at, count, false);
	left = kimg__copy_from_user((char *)to + at, from, count);
	if (left == count)
		return ERR_FAULT;
	count -= left;
	*pos = at + (long)count;
	return (long)count;
}
KIMAGE_EXPORT(simple_write_to_buffer);
