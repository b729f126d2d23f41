/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_refcount.c - references whose last one is dropped under a lock, as code of
 * the kernel image: what kref_put_mutex() and kref_put_lock() call.
 *
 * Reference: Linux 6.1, lib/refcount.c, kernel/locking/mutex.c.
 */
#include "kernel/kimage_sync.h"

#define SATURATED 0xc0000000u

enum { SUB_UAF = 3 };

HIDDEN void kimg_refcount_warn_saturate(unsigned int *refs, int how);
HIDDEN void kimg_mutex_lock(void *mutex);
HIDDEN void kimg_mutex_unlock(void *mutex);

/* refcount_dec_and_test() */
KIMAGE_INLINE bool is_last(unsigned int *refs)
{
	int old = (int)(*refs)--;

	if (old == 1)
		return true;
	if (old <= 0)
		kimg_refcount_warn_saturate(refs, SUB_UAF);
	return false;
}

KIMAGE_DEFINE(bool, refcount_dec_if_one, unsigned int *refs)
{
	if (*refs != 1)
		return false;
	*refs = 0;
	return true;
}

KIMAGE_DEFINE(bool, refcount_dec_not_one, unsigned int *refs)
{
	if (*refs == SATURATED)
		return true;
	if (*refs == 1)
		return false;
	if (!*refs)
		kimg_refcount_warn_saturate(refs, SUB_UAF);
	else
		--*refs;
	return true;
}

KIMAGE_DEFINE(bool, refcount_dec_and_mutex_lock, unsigned int *refs,
	      void *mutex)
{
	if (kimg_refcount_dec_not_one(refs))
		return false;
	kimg_mutex_lock(mutex);
	if (is_last(refs))
		return true;
	kimg_mutex_unlock(mutex);
	return false;
}

KIMAGE_DEFINE(bool, refcount_dec_and_lock, unsigned int *refs, void *lock)
{
	if (kimg_refcount_dec_not_one(refs))
		return false;
	kimg__raw_spin_lock(lock);
	if (is_last(refs))
		return true;
	kimg__raw_spin_unlock(lock);
	return false;
}

KIMAGE_DEFINE(bool, refcount_dec_and_lock_irqsave, unsigned int *refs,
	      void *lock, unsigned long *flags)
{
	if (kimg_refcount_dec_not_one(refs))
		return false;
	*flags = kimg__raw_spin_lock_irqsave(lock);
	if (is_last(refs))
		return true;
	kimg__raw_spin_unlock_irqrestore(lock, *flags);
	return false;
}

KIMAGE_DEFINE(int, atomic_dec_and_mutex_lock, int *count, void *mutex)
{
	if (*count != 1) {
		--*count;
		return 0;
	}
	kimg_mutex_lock(mutex);
	if (!--*count)
		return 1;
	kimg_mutex_unlock(mutex);
	return 0;
}
