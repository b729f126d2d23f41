/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queues in a ring: one who puts and one who gets need no lock.
 *
 *	static DEFINE_KFIFO(fifo, int, 64);	the ring is part of it
 *	DECLARE_KFIFO_PTR(fifo, int);		the ring is had by kfifo_alloc()
 *
 * The number of elements is a power of two. in and out only grow: their difference
 * is what is queued, their low bits are the places. With STRUCT_KFIFO_REC_1() and
 * kfifo_rec_ptr_1 the elements are records of up to 255 bytes, each with its length
 * in front; with _2, of up to 65535.
 */
#ifndef _LINUX_KFIFO_H
#define _LINUX_KFIFO_H

#include <asm/barrier.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct __kfifo {
	unsigned int in;
	unsigned int out;
	unsigned int mask;
	unsigned int esize;
	void *data;
};

/* The pointers are never read: their types tell what the elements are. */
#define __KFIFO_HEAD(datatype, recsize, ptrtype) \
	union {                                  \
		struct __kfifo kfifo;            \
		datatype *type;                  \
		const datatype *const_type;      \
		char (*rectype)[recsize];        \
		ptrtype *ptr;                    \
		ptrtype const *ptr_const;        \
	}

#define __KFIFO_BODY(type, size, recsize, ptrtype)    \
	{                                             \
		__KFIFO_HEAD(type, recsize, ptrtype); \
		type buf[size];                       \
	}

/* Does not compile where the size is no power of two. */
#define __KFIFO_SIZE(size) (((size) < 2) || ((size) & ((size)-1)) ? -1 : (size))

#define STRUCT_KFIFO(type, size) \
	struct __KFIFO_BODY(type, __KFIFO_SIZE(size), 0, type)
#define STRUCT_KFIFO_PTR(type) struct __KFIFO_BODY(type, 0, 0, type)
#define STRUCT_KFIFO_REC_1(size) \
	struct __KFIFO_BODY(unsigned char, __KFIFO_SIZE(size), 1, void)
#define STRUCT_KFIFO_REC_2(size) \
	struct __KFIFO_BODY(unsigned char, __KFIFO_SIZE(size), 2, void)

struct kfifo __KFIFO_BODY(unsigned char, 0, 0, void);
struct kfifo_rec_ptr_1 __KFIFO_BODY(unsigned char, 0, 1, void);
struct kfifo_rec_ptr_2 __KFIFO_BODY(unsigned char, 0, 2, void);

#define DECLARE_KFIFO_PTR(fifo, type)	STRUCT_KFIFO_PTR(type) fifo
#define DECLARE_KFIFO(fifo, type, size) STRUCT_KFIFO(type, size) fifo

/* Is the ring elsewhere? Then there is nothing behind the head. */
#define __is_kfifo_ptr(fifo) \
	(sizeof(*(fifo)) == sizeof(STRUCT_KFIFO_PTR(__typeof__(*(fifo)->type))))

/* Zeroes, if the ring is elsewhere. */
#define __KFIFO_INITIALIZER(fifo)                                             \
	{                                                                     \
		.mask = __is_kfifo_ptr(&(fifo)) ?                             \
				0 :                                           \
				sizeof((fifo).buf) / sizeof(*(fifo).buf) - 1, \
		.esize = sizeof(*(fifo).buf),                                 \
		.data = __is_kfifo_ptr(&(fifo)) ? NULL : (fifo).buf,          \
	}

#define DEFINE_KFIFO(fifo, type, size) \
	DECLARE_KFIFO(fifo, type, size) = {{__KFIFO_INITIALIZER(fifo)}}

#define INIT_KFIFO(fifo) \
	((void)((fifo).kfifo = (struct __kfifo)__KFIFO_INITIALIZER(fifo)))

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize,
		  gfp_t gfp_mask);
void __kfifo_free(struct __kfifo *fifo);
int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size,
		 size_t esize);
unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf,
			unsigned int len);
unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int len);
unsigned int __kfifo_out_peek(struct __kfifo *fifo, void *buf,
			      unsigned int len);
int __kfifo_from_user(struct __kfifo *fifo, const void __user *from,
		      unsigned long len, unsigned int *copied);
int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned long len,
		    unsigned int *copied);

/* The same of records. */
unsigned int __kfifo_in_r(struct __kfifo *fifo, const void *buf,
			  unsigned int len, size_t recsize);
unsigned int __kfifo_out_r(struct __kfifo *fifo, void *buf, unsigned int len,
			   size_t recsize);
unsigned int __kfifo_out_peek_r(struct __kfifo *fifo, void *buf,
				unsigned int len, size_t recsize);
int __kfifo_from_user_r(struct __kfifo *fifo, const void __user *from,
			unsigned long len, unsigned int *copied,
			size_t recsize);
int __kfifo_to_user_r(struct __kfifo *fifo, void __user *to, unsigned long len,
		      unsigned int *copied, size_t recsize);
void __kfifo_skip_r(struct __kfifo *fifo, size_t recsize);
unsigned int __kfifo_len_r(struct __kfifo *fifo, size_t recsize);
unsigned int __kfifo_max_r(unsigned int len, size_t recsize);

static inline unsigned int __must_check __kfifo_look(unsigned int val)
{
	return val;
}

static inline int __must_check __kfifo_look_int(int val)
{
	return val;
}

/* How many bytes tell the length of a record; 0 for plain elements. */
#define kfifo_recsize(fifo)	(sizeof(*(fifo)->rectype))
#define kfifo_initialized(fifo) ((fifo)->kfifo.mask)
#define kfifo_esize(fifo)	((fifo)->kfifo.esize)
#define kfifo_size(fifo)	((fifo)->kfifo.mask + 1)

#define kfifo_reset(fifo)	((void)((fifo)->kfifo.in = (fifo)->kfifo.out = 0))
#define kfifo_reset_out(fifo)	((void)((fifo)->kfifo.out = (fifo)->kfifo.in))

#define kfifo_len(fifo)                               \
	({                                            \
		__typeof__((fifo) + 1) __kl = (fifo); \
		__kl->kfifo.in - __kl->kfifo.out;     \
	})
#define kfifo_is_empty(fifo)                          \
	({                                            \
		__typeof__((fifo) + 1) __ke = (fifo); \
		__ke->kfifo.in == __ke->kfifo.out;    \
	})
#define kfifo_is_full(fifo)                           \
	({                                            \
		__typeof__((fifo) + 1) __kf = (fifo); \
		kfifo_len(__kf) > __kf->kfifo.mask;   \
	})

/* Elements, or bytes of one record, that there is room for. */
#define kfifo_avail(fifo)                                                 \
	__kfifo_look(({                                                   \
		__typeof__((fifo) + 1) __ka = (fifo);                     \
		unsigned int __room = kfifo_size(__ka) - kfifo_len(__ka); \
		const size_t __rec = kfifo_recsize(__ka);                 \
		!__rec		? __room :                                \
		__room <= __rec ? 0 :                                     \
				  __kfifo_max_r(__room - __rec, __rec);   \
	}))

/* The bytes of the next record, or of all elements. */
#define kfifo_peek_len(fifo)                                   \
	__kfifo_look(({                                        \
		__typeof__((fifo) + 1) __kp = (fifo);          \
		const size_t __rec = kfifo_recsize(__kp);      \
		__rec ? __kfifo_len_r(&__kp->kfifo, __rec) :   \
			kfifo_len(__kp) * sizeof(*__kp->type); \
	}))

#define kfifo_skip(fifo)                                                   \
	((void)({                                                          \
		__typeof__((fifo) + 1) __ks = (fifo);                      \
		if (kfifo_recsize(__ks))                                   \
			__kfifo_skip_r(&__ks->kfifo, kfifo_recsize(__ks)); \
		else                                                       \
			__ks->kfifo.out++;                                 \
	}))

/* 0 or a negative errno. The size is rounded up to a power of two. */
#define kfifo_alloc(fifo, size, gfp_mask)                                      \
	__kfifo_look_int(({                                                    \
		__typeof__((fifo) + 1) __ka = (fifo);                          \
		__is_kfifo_ptr(__ka) ?                                         \
			__kfifo_alloc(&__ka->kfifo, size, sizeof(*__ka->type), \
				      gfp_mask) :                              \
			-EINVAL;                                               \
	}))
#define kfifo_init(fifo, buffer, size)                           \
	({                                                       \
		__typeof__((fifo) + 1) __ki = (fifo);            \
		__is_kfifo_ptr(__ki) ?                           \
			__kfifo_init(&__ki->kfifo, buffer, size, \
				     sizeof(*__ki->type)) :      \
			-EINVAL;                                 \
	})
#define kfifo_free(fifo)                              \
	({                                            \
		__typeof__((fifo) + 1) __kf = (fifo); \
		if (__is_kfifo_ptr(__kf))             \
			__kfifo_free(&__kf->kfifo);   \
	})

/* The place of the element with that number. */
#define __kfifo_at(fifo, number)                                 \
	((__is_kfifo_ptr(fifo) ?                                 \
		  (__typeof__((fifo)->type))(fifo)->kfifo.data : \
		  (fifo)->buf)[(number) & (fifo)->kfifo.mask])

/* Each returns the number of elements, or of a record's bytes. */
#define kfifo_put(fifo, val)                                             \
	({                                                               \
		__typeof__((fifo) + 1) __kp = (fifo);                    \
		__typeof__(*__kp->const_type) __val = (val);             \
		unsigned int __ret;                                      \
		if (kfifo_recsize(__kp)) {                               \
			__ret = __kfifo_in_r(&__kp->kfifo, &__val,       \
					     sizeof(__val),              \
					     kfifo_recsize(__kp));       \
		} else {                                                 \
			__ret = !kfifo_is_full(__kp);                    \
			if (__ret) {                                     \
				__kfifo_at(__kp, __kp->kfifo.in) =       \
					*(__typeof__(__kp->type))&__val; \
				smp_wmb();                               \
				__kp->kfifo.in++;                        \
			}                                                \
		}                                                        \
		__ret;                                                   \
	})

#define __kfifo_take(fifo, val, records, step)                               \
	__kfifo_look(({                                                      \
		__typeof__((fifo) + 1) __kg = (fifo);                        \
		__typeof__(__kg->ptr) __val = (val);                         \
		unsigned int __ret;                                          \
		if (kfifo_recsize(__kg)) {                                   \
			__ret = records(&__kg->kfifo, __val, sizeof(*__val), \
					kfifo_recsize(__kg));                \
		} else {                                                     \
			__ret = !kfifo_is_empty(__kg);                       \
			if (__ret) {                                         \
				*(__typeof__(__kg->type))__val =             \
					__kfifo_at(__kg, __kg->kfifo.out);   \
				smp_wmb();                                   \
				__kg->kfifo.out += (step);                   \
			}                                                    \
		}                                                            \
		__ret;                                                       \
	}))
#define kfifo_get(fifo, val)  __kfifo_take(fifo, val, __kfifo_out_r, 1)
#define kfifo_peek(fifo, val) __kfifo_take(fifo, val, __kfifo_out_peek_r, 0)

#define __kfifo_copy(fifo, pointer, buffer, n, plain, records)          \
	({                                                              \
		__typeof__((fifo) + 1) __kc = (fifo);                   \
		__typeof__(__kc->pointer) __buf = (buffer);             \
		unsigned long __n = (n);                                \
		kfifo_recsize(__kc) ? records(&__kc->kfifo, __buf, __n, \
					      kfifo_recsize(__kc)) :    \
				      plain(&__kc->kfifo, __buf, __n);  \
	})
#define kfifo_in(fifo, buf, n) \
	__kfifo_copy(fifo, ptr_const, buf, n, __kfifo_in, __kfifo_in_r)
#define kfifo_out(fifo, buf, n) \
	__kfifo_look(           \
		__kfifo_copy(fifo, ptr, buf, n, __kfifo_out, __kfifo_out_r))
#define kfifo_out_peek(fifo, buf, n)                                   \
	__kfifo_look(__kfifo_copy(fifo, ptr, buf, n, __kfifo_out_peek, \
				  __kfifo_out_peek_r))

/* 0 or -EFAULT; *@copied becomes the number of bytes. */
#define __kfifo_user(fifo, user, len, copied, plain, records)              \
	__kfifo_look_int(({                                                \
		__typeof__((fifo) + 1) __ku = (fifo);                      \
		void __user *__user_buf = (void __user *)(user);           \
		unsigned int __len = (len);                                \
		unsigned int *__copied = (copied);                         \
		kfifo_recsize(__ku) ?                                      \
			records(&__ku->kfifo, __user_buf, __len, __copied, \
				kfifo_recsize(__ku)) :                     \
			plain(&__ku->kfifo, __user_buf, __len, __copied);  \
	}))
#define kfifo_from_user(fifo, from, len, copied)                 \
	__kfifo_user(fifo, from, len, copied, __kfifo_from_user, \
		     __kfifo_from_user_r)
#define kfifo_to_user(fifo, to, len, copied) \
	__kfifo_user(fifo, to, len, copied, __kfifo_to_user, __kfifo_to_user_r)

/* With a lock, for several who put or get. */
#define __kfifo_locked(type, call, lock)               \
	({                                             \
		unsigned long __flags;                 \
		type __locked;                         \
		spin_lock_irqsave(lock, __flags);      \
		__locked = call;                       \
		spin_unlock_irqrestore(lock, __flags); \
		__locked;                              \
	})
#define kfifo_in_spinlocked(fifo, buf, n, lock) \
	__kfifo_locked(unsigned int, kfifo_in(fifo, buf, n), lock)
#define kfifo_out_spinlocked(fifo, buf, n, lock) \
	__kfifo_locked(unsigned int, kfifo_out(fifo, buf, n), lock)
#define kfifo_is_empty_spinlocked(fifo, lock) \
	__kfifo_locked(bool, kfifo_is_empty(fifo), lock)
#define kfifo_in_locked	 kfifo_in_spinlocked
#define kfifo_out_locked kfifo_out_spinlocked

#endif
