/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_fifo.c - kfifo, as code of the kernel image: a ring of elements whose
 * number is a power of two.
 *
 *   data  [ . . . out x x x x in . . ]   in and out only grow; mask: number - 1
 *
 * In a fifo of records each one follows its length, of recsize bytes.
 *
 * Reference: Linux 6.1, lib/kfifo.c, include/linux/kfifo.h.
 */
#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/kimage_sync.h"

#define ERR_NOMEM (-12)
#define ERR_FAULT (-14)
#define ERR_INVAL (-22)

struct fifo {
	unsigned int in, out, mask, esize;
	unsigned char *data;
};

HIDDEN void *kimg___kmalloc(size_t size, unsigned int flags);
HIDDEN void kimg_kfree(const void *object);
HIDDEN unsigned long kimg__copy_from_user(void *to, const void *from,
					  size_t len);
HIDDEN unsigned long kimg__copy_to_user(void *to, const void *from, size_t len);
HIDDEN void kimg___check_object_size(const void *ptr, unsigned long len,
				     bool to_user);

/* Read in Linux's order, for a pointer that leads nowhere. */
KIMAGE_INLINE unsigned int room_in(const struct fifo *fifo)
{
	const volatile struct fifo *v = fifo;
	unsigned int in = v->in, out = v->out;

	return v->mask + 1 - (in - out);
}

/* --- making --------------------------------------------------------------------------- */

KIMAGE_INLINE int begin(struct fifo *fifo, unsigned int n, size_t esize)
{
	fifo->in = fifo->out = 0;
	fifo->esize = (unsigned int)esize;
	fifo->mask = n < 2 ? 0 : n - 1;
	return n < 2 ? ERR_INVAL : 0;
}

KIMAGE_DEFINE(int, __kfifo_alloc, struct fifo *fifo, unsigned int n,
	      size_t esize, unsigned int gfp)
{
	unsigned int rounded = 1;
	size_t size;

	/* As Linux: of more than 2^31, nothing is left. */
	while (rounded && rounded < n)
		rounded *= 2;
	fifo->data = NULL;
	if (begin(fifo, rounded, esize))
		return ERR_INVAL;
	if (!__builtin_mul_overflow(rounded, esize, &size))
		fifo->data = kimg___kmalloc(size, gfp);
	if (fifo->data)
		return 0;
	fifo->mask = 0;
	return ERR_NOMEM;
}

KIMAGE_DEFINE(void, __kfifo_free, struct fifo *fifo)
{
	kimg_kfree(fifo->data);
	begin(fifo, 0, 0);
	fifo->data = NULL;
}

KIMAGE_DEFINE(int, __kfifo_init, struct fifo *fifo, void *buffer,
	      unsigned int size, size_t esize)
{
	unsigned int n = size / (unsigned int)esize, rounded = n ? 1 : 0;

	while (rounded && rounded <= n / 2)
		rounded *= 2;
	fifo->data = buffer;
	return begin(fifo, rounded, esize);
}

/* --- copying ----------------------------------------------------------------------------- */

/* Bytes of len elements at place at; first: those before the ring's end. */
struct piece {
	size_t offset, first, rest;
};

KIMAGE_INLINE struct piece piece_at(const struct fifo *fifo, unsigned int at,
				    unsigned int len)
{
	size_t size = ((size_t)fifo->mask + 1) * fifo->esize;
	size_t bytes = (size_t)len * fifo->esize;
	struct piece piece = {.offset =
				      (size_t)(at & fifo->mask) * fifo->esize};

	piece.first = bytes < size - piece.offset ? bytes : size - piece.offset;
	piece.rest = bytes - piece.first;
	return piece;
}

KIMAGE_INLINE void copy_in(struct fifo *fifo, const void *from,
			   unsigned int len, unsigned int at)
{
	struct piece piece = piece_at(fifo, at, len);

	kimg_memcpy(fifo->data + piece.offset, from, piece.first);
	kimg_memcpy(fifo->data, (const char *)from + piece.first, piece.rest);
}

KIMAGE_INLINE void copy_out(struct fifo *fifo, void *to, unsigned int len,
			    unsigned int at)
{
	struct piece piece = piece_at(fifo, at, len);

	kimg_memcpy(to, fifo->data + piece.offset, piece.first);
	kimg_memcpy((char *)to + piece.first, fifo->data, piece.rest);
}

/* Elements that were not copied, as left bytes were not. */
KIMAGE_INLINE unsigned int elements(const struct fifo *fifo, size_t left)
{
	return (unsigned int)((left + fifo->esize - 1) / fifo->esize);
}

/* Bytes of the fifo's own memory to or from a user's; how many were not copied. */
KIMAGE_INLINE size_t copy_part(void *own, void *user, size_t len, bool out)
{
	kimg___check_object_size(own, len, out);
	return out ? kimg__copy_to_user(user, own, len) :
		     kimg__copy_from_user(own, user, len);
}

KIMAGE_INLINE unsigned int copy_user(struct fifo *fifo, void *user,
				     unsigned int len, unsigned int at,
				     unsigned int *copied, bool out)
{
	struct piece piece = piece_at(fifo, at, len);
	size_t left =
		copy_part(fifo->data + piece.offset, user, piece.first, out);

	if (left)
		left += piece.rest;
	else
		left = copy_part(fifo->data, (char *)user + piece.first,
				 piece.rest, out);
	*copied = (len - elements(fifo, left)) * fifo->esize;
	return elements(fifo, left);
}

/* --- elements ----------------------------------------------------------------------------- */

KIMAGE_DEFINE(unsigned int, __kfifo_in, struct fifo *fifo, const void *from,
	      unsigned int len)
{
	if (len > room_in(fifo))
		len = room_in(fifo);
	copy_in(fifo, from, len, fifo->in);
	fifo->in += len;
	return len;
}

KIMAGE_DEFINE(unsigned int, __kfifo_out_peek, struct fifo *fifo, void *to,
	      unsigned int len)
{
	if (len > fifo->in - fifo->out)
		len = fifo->in - fifo->out;
	copy_out(fifo, to, len, fifo->out);
	return len;
}

KIMAGE_DEFINE(unsigned int, __kfifo_out, struct fifo *fifo, void *to,
	      unsigned int len)
{
	len = kimg___kfifo_out_peek(fifo, to, len);
	fifo->out += len;
	return len;
}

/* len is in bytes here. */
KIMAGE_DEFINE(int, __kfifo_from_user, struct fifo *fifo, const void *from,
	      unsigned long len, unsigned int *copied)
{
	unsigned long n = len / fifo->esize;
	unsigned int left;

	if (n > room_in(fifo))
		n = room_in(fifo);
	left = copy_user(fifo, (void *)(uintptr_t)from, (unsigned int)n,
			 fifo->in, copied, false);
	fifo->in += (unsigned int)n - left;
	return left ? ERR_FAULT : 0;
}

KIMAGE_DEFINE(int, __kfifo_to_user, struct fifo *fifo, void *to,
	      unsigned long len, unsigned int *copied)
{
	unsigned long n = len / fifo->esize;
	unsigned int left;

	if (n > fifo->in - fifo->out)
		n = fifo->in - fifo->out;
	left = copy_user(fifo, to, (unsigned int)n, fifo->out, copied, true);
	fifo->out += (unsigned int)n - left;
	return left ? ERR_FAULT : 0;
}

/* --- records ------------------------------------------------------------------------------- */

KIMAGE_DEFINE(unsigned int, __kfifo_max_r, unsigned int len, size_t recsize)
{
	unsigned int most = (1u << (recsize * 8)) - 1;

	return len > most ? most : len;
}

/* Of the first record. */
KIMAGE_DEFINE(unsigned int, __kfifo_len_r, struct fifo *fifo, size_t recsize)
{
	unsigned int len = fifo->data[fifo->out & fifo->mask];

	if (recsize > 1)
		len |= (unsigned int)fifo->data[(fifo->out + 1) & fifo->mask]
		       << 8;
	return len;
}

KIMAGE_INLINE void put_len(struct fifo *fifo, unsigned int len, size_t recsize)
{
	fifo->data[fifo->in & fifo->mask] = (unsigned char)len;
	if (recsize > 1)
		fifo->data[(fifo->in + 1) & fifo->mask] =
			(unsigned char)(len >> 8);
}

KIMAGE_DEFINE(unsigned int, __kfifo_in_r, struct fifo *fifo, const void *from,
	      unsigned int len, size_t recsize)
{
	if (len + recsize > room_in(fifo))
		return 0;
	put_len(fifo, len, recsize);
	copy_in(fifo, from, len, fifo->in + (unsigned int)recsize);
	fifo->in += len + (unsigned int)recsize;
	return len;
}

KIMAGE_DEFINE(unsigned int, __kfifo_out_peek_r, struct fifo *fifo, void *to,
	      unsigned int len, size_t recsize)
{
	unsigned int n;

	if (fifo->in == fifo->out)
		return 0;
	n = kimg___kfifo_len_r(fifo, recsize);
	if (len > n)
		len = n;
	copy_out(fifo, to, len, fifo->out + (unsigned int)recsize);
	return len;
}

KIMAGE_DEFINE(void, __kfifo_skip_r, struct fifo *fifo, size_t recsize)
{
	fifo->out += kimg___kfifo_len_r(fifo, recsize) + (unsigned int)recsize;
}

KIMAGE_DEFINE(unsigned int, __kfifo_out_r, struct fifo *fifo, void *to,
	      unsigned int len, size_t recsize)
{
	if (fifo->in == fifo->out)
		return 0;
	len = kimg___kfifo_out_peek_r(fifo, to, len, recsize);
	kimg___kfifo_skip_r(fifo, recsize);
	return len;
}

KIMAGE_DEFINE(int, __kfifo_from_user_r, struct fifo *fifo, const void *from,
	      unsigned long bytes, unsigned int *copied, size_t recsize)
{
	unsigned int len = kimg___kfifo_max_r((unsigned int)bytes, recsize);

	*copied = 0;
	if (len + recsize > room_in(fifo))
		return 0;
	put_len(fifo, len, recsize);
	if (copy_user(fifo, (void *)(uintptr_t)from, len,
		      fifo->in + (unsigned int)recsize, copied, false)) {
		*copied = 0;
		return ERR_FAULT;
	}
	fifo->in += len + (unsigned int)recsize;
	return 0;
}

KIMAGE_DEFINE(int, __kfifo_to_user_r, struct fifo *fifo, void *to,
	      unsigned long bytes, unsigned int *copied, size_t recsize)
{
	unsigned int len = (unsigned int)bytes, n;

	*copied = 0;
	if (fifo->in == fifo->out)
		return 0;
	n = kimg___kfifo_len_r(fifo, recsize);
	if (len > n)
		len = n;
	if (copy_user(fifo, to, len, fifo->out + (unsigned int)recsize, copied,
		      true)) {
		*copied = 0;
		return ERR_FAULT;
	}
	kimg___kfifo_skip_r(fifo, recsize);
	return 0;
}
