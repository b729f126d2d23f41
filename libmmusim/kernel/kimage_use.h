/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_use.h - functions of the kernel image that other code of the image calls:
 * locks, memory, lists that are checked, counts of references.
 */
#ifndef KERNEL_KIMAGE_USE_H
#define KERNEL_KIMAGE_USE_H

#include "kernel/kimage_sync.h"

#define INLINE		static inline __attribute__((always_inline))

#define GFP_KERNEL	0xcc0u
#define GFP_KERNEL_ZERO 0xdc0u

enum { NO_MEMORY = -12, INVALID = -22, OUT_OF_RANGE = -34 };

/* --- locks ------------------------------------------------------------------------ */

HIDDEN void kimg_mutex_lock(void *mutex);
HIDDEN void kimg_mutex_unlock(void *mutex);

INLINE int *rcu_nesting(void)
{
	return (int *)((char *)get_current() + KERN_TASK_RCU_NESTING);
}

INLINE void rcu_lock(void)
{
	++*(volatile int *)rcu_nesting();
}

INLINE void rcu_unlock(void)
{
	--*(volatile int *)rcu_nesting();
}

/* --- memory ------------------------------------------------------------------------ */

HIDDEN void *kimg___kmalloc(size_t size, unsigned int gfp);
HIDDEN void kimg_kfree(const void *object);

/* --- lists --------------------------------------------------------------------------- */

#define LIST_POISON1 ((struct list *)0xdead000000000100ul)
#define LIST_POISON2 ((struct list *)0xdead000000000122ul)

/* They report a list that is not what it should be. */
HIDDEN bool kimg___list_add_valid(struct list *entry, struct list *prev,
				  struct list *next);
HIDDEN bool kimg___list_del_entry_valid(struct list *entry);

INLINE void list_init(struct list *list)
{
	list->next = list->prev = list;
}

INLINE bool list_is_empty(const struct list *list)
{
	return *(struct list *volatile const *)&list->next == list;
}

INLINE void list_put_between(struct list *entry, struct list *prev,
			     struct list *next)
{
	if (!kimg___list_add_valid(entry, prev, next))
		return;
	next->prev = entry;
	entry->next = next;
	entry->prev = prev;
	prev->next = entry;
}

INLINE void list_put_first(struct list *entry, struct list *head)
{
	list_put_between(entry, head, head->next);
}

INLINE void list_put_last(struct list *entry, struct list *head)
{
	list_put_between(entry, head->prev, head);
}

/* Its own pointers stay as they were. */
INLINE void list_take_out(struct list *entry)
{
	struct list *next, *prev;

	if (!kimg___list_del_entry_valid(entry))
		return;
	next = entry->next;
	prev = entry->prev;
	next->prev = prev;
	prev->next = next;
}

INLINE void list_take_poisoned(struct list *entry)
{
	list_take_out(entry);
	entry->next = LIST_POISON1;
	entry->prev = LIST_POISON2;
}

/* --- counts of references --------------------------------------------------------------- */

enum {
	REFCOUNT_ADD_NOT_ZERO_OVF,
	REFCOUNT_ADD_OVF,
	REFCOUNT_ADD_UAF,
	REFCOUNT_SUB_UAF,
};

HIDDEN void kimg_refcount_warn_saturate(void *refs, unsigned int type);

INLINE void reference_get(int *refs)
{
	int old = __atomic_fetch_add(refs, 1, __ATOMIC_RELAXED);

	if (!old)
		kimg_refcount_warn_saturate(refs, REFCOUNT_ADD_UAF);
	else if (old < 0 || old == 0x7fffffff)
		kimg_refcount_warn_saturate(refs, REFCOUNT_ADD_OVF);
}

/* true: that was the last one */
INLINE bool reference_put(int *refs)
{
	int old = __atomic_fetch_sub(refs, 1, __ATOMIC_RELEASE);

	if (old == 1)
		return true;
	if (old <= 0)
		kimg_refcount_warn_saturate(refs, REFCOUNT_SUB_UAF);
	return false;
}

#endif
