/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_percpu_ref.c - counts of references of which each CPU has a part, until they
 * are killed: then all are one, after a grace period. As code of the kernel image.
 *
 *   struct percpu_ref        00 the parts, and bits: ATOMIC, DEAD  08 data
 *   struct percpu_ref_data   00 count  08 release  10 confirm_switch  18 bits
 *                            20 rcu  30 ref
 *
 * While there are parts the count has a bias, with which it never becomes 0.
 *
 * Simplified: who waits for the grace period looks at each tick whether it is over.
 *
 * Reference: Linux 6.1, lib/percpu-refcount.c, include/linux/percpu-refcount.h.
 */
#include "kernel/image_data.h"
#include "kernel/kimage_bug.h"
#include "kernel/kimage_kobject.h"

enum { ATOMIC = 1, DEAD = 2, BITS = 2, ALL_BITS = ATOMIC | DEAD };
enum { INIT_ATOMIC = 1, INIT_DEAD = 2, ALLOW_REINIT = 4 };

#define BIAS	   (1l << 63)
#define PARTS_SIZE sizeof(long)
#define GFP_ZERO   0x100u

struct percpu_ref;
typedef void ref_function(struct percpu_ref *ref);

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};

struct percpu_ref_data {
	unsigned long count;
	ref_function *release, *confirm_switch;
	bool force_atomic : 1;
	bool allow_reinit : 1;
	struct rcu_head rcu;
	struct percpu_ref *ref;
};

_Static_assert(sizeof(struct percpu_ref_data) == 56, "as Linux has it");

struct percpu_ref {
	volatile unsigned long parts;
	struct percpu_ref_data *data;
};

USES_TEXT(percpu_ref_killed_again);
USES_TEXT(percpu_ref_kill_and_confirm);
USES_TEXT(percpu_ref_not_positive);
USES_TEXT(percpu_ref_underflow);

HIDDEN void *kimg___alloc_percpu_gfp(size_t size, size_t align,
				     unsigned int gfp);
HIDDEN void kimg_free_percpu(void *area);
HIDDEN void kimg_dump_slab_object(const void *object);
HIDDEN void kimg_call_rcu(struct rcu_head *head,
			  void (*func)(struct rcu_head *head));
HIDDEN long kimg_schedule_timeout_uninterruptible(long timeout);
extern const unsigned long kimg___per_cpu_offset[] HIDDEN;

/* --- get, put ---------------------------------------------------------------------- */

KIMAGE_INLINE unsigned long parts_of(const struct percpu_ref *ref)
{
	return ref->parts & ~(unsigned long)ALL_BITS;
}

KIMAGE_INLINE bool is_dying(const struct percpu_ref *ref)
{
	return ref->parts & DEAD;
}

/* That of the one CPU. */
KIMAGE_INLINE unsigned long *part_of(const struct percpu_ref *ref)
{
	return (unsigned long *)(parts_of(ref) +
				 *(const volatile unsigned long *)
					 image_constant(kimg___per_cpu_offset));
}

KIMAGE_INLINE void get(struct percpu_ref *ref)
{
	if (ref->parts & ALL_BITS)
		__atomic_fetch_add(&ref->data->count, 1, __ATOMIC_RELAXED);
	else
		++*part_of(ref);
}

KIMAGE_INLINE void put(struct percpu_ref *ref)
{
	if (!(ref->parts & ALL_BITS))
		--*part_of(ref);
	else if (__atomic_sub_fetch(&ref->data->count, 1, __ATOMIC_ACQ_REL) ==
		 0)
		ref->data->release(ref);
}

KIMAGE_INLINE unsigned long lock(void)
{
	return kimg__raw_spin_lock_irqsave(&image_data()->percpu_ref_lock);
}

KIMAGE_INLINE void unlock(unsigned long flags)
{
	kimg__raw_spin_unlock_irqrestore(&image_data()->percpu_ref_lock, flags);
}

/* --- its life ------------------------------------------------------------------------ */

KIMAGE_DEFINE(int, percpu_ref_init, struct percpu_ref *ref,
	      ref_function *release, unsigned int flags, unsigned int gfp)
{
	struct percpu_ref_data *data;
	unsigned long count = 0;

	ref->parts = (unsigned long)kimg___alloc_percpu_gfp(PARTS_SIZE,
							    PARTS_SIZE, gfp);
	if (!ref->parts)
		return ERR_NOMEM;
	data = kimg___kmalloc(sizeof(*data), gfp | GFP_ZERO);
	if (!data) {
		kimg_free_percpu((void *)ref->parts);
		ref->parts = 0;
		return ERR_NOMEM;
	}
	data->force_atomic = flags & INIT_ATOMIC;
	data->allow_reinit = flags & (ALLOW_REINIT | INIT_ATOMIC | INIT_DEAD);
	if (flags & (INIT_ATOMIC | INIT_DEAD))
		ref->parts |= ATOMIC;
	else
		count += BIAS;
	if (flags & INIT_DEAD)
		ref->parts |= DEAD;
	else
		count++;
	data->count = count;
	data->release = release;
	data->ref = ref;
	ref->data = data;
	return 0;
}

KIMAGE_INLINE void free_parts(struct percpu_ref *ref)
{
	unsigned long parts = parts_of(ref);

	if (!parts)
		return;
	if (ref->data && ref->data->confirm_switch)
		KIMAGE_WARN_ONCE("percpu_ref_exit", "lib/percpu-refcount.c:114",
				 0x22);
	kimg_free_percpu((void *)parts);
	ref->parts = ALL_BITS;
}

KIMAGE_DEFINE(void, percpu_ref_exit, struct percpu_ref *ref)
{
	struct percpu_ref_data *data = ref->data;
	unsigned long flags;

	free_parts(ref);
	if (!data)
		return;
	flags = lock();
	ref->parts |= data->count << BITS;
	ref->data = NULL;
	unlock(flags);
	kimg_kfree(data);
}

/* --- one count, or one for each CPU ---------------------------------------------------- */

KIMAGE_DEFINE_INNER(void, percpu_ref_noop_confirm_switch,
		    struct percpu_ref *ref)
{
	(void)ref;
}

KIMAGE_INLINE void check_count(const struct percpu_ref_data *data)
{
	struct image_data *image = image_data();

	if ((long)data->count > 0 || image->percpu_ref_warned[0])
		return;
	image->percpu_ref_warned[0] = true;
	kimg___warn_printk(TEXT(percpu_ref_not_positive), data->release,
			   data->count);
	KIMAGE_WARN_SAID("percpu_ref_switch_to_atomic_rcu",
			 "lib/percpu-refcount.c:197", 0x161);
	kimg__printk(TEXT(percpu_ref_underflow));
	kimg_dump_slab_object(data);
}

/* The grace period is over: everybody counts at the one count now. */
KIMAGE_DEFINE_INNER(void, percpu_ref_switch_to_atomic_rcu,
		    struct rcu_head *head)
{
	struct percpu_ref_data *data =
		OWNER_OF(head, struct percpu_ref_data, rcu);
	struct percpu_ref *ref = data->ref;

	__atomic_fetch_add(&data->count, *part_of(ref) - (unsigned long)BIAS,
			   __ATOMIC_RELAXED);
	check_count(data);
	data->confirm_switch(ref);
	data->confirm_switch = NULL;
	if (!data->allow_reinit)
		free_parts(ref);
	put(ref);
}

KIMAGE_INLINE void switch_to_atomic(struct percpu_ref *ref,
				    ref_function *confirm)
{
	if (ref->parts & ATOMIC) {
		if (confirm)
			confirm(ref);
		return;
	}
	ref->parts |= ATOMIC;
	ref->data->confirm_switch =
		confirm ? confirm : kimg_percpu_ref_noop_confirm_switch;
	get(ref);
	kimg_call_rcu(&ref->data->rcu, kimg_percpu_ref_switch_to_atomic_rcu);
}

KIMAGE_INLINE void switch_to_percpu(struct percpu_ref *ref)
{
	if (!parts_of(ref))
		KIMAGE_BUG("__percpu_ref_switch_mode",
			   "lib/percpu-refcount.c:241", 0x1f0);
	if (!(ref->parts & ATOMIC))
		return;
	__atomic_fetch_add(&ref->data->count, BIAS, __ATOMIC_RELAXED);
	*part_of(ref) = 0;
	ref->parts &= ~(unsigned long)ATOMIC;
}

/* With the lock, which it gives away to wait: who has it then may go to sleep. */
KIMAGE_DEFINE_INNER(void, __percpu_ref_switch_mode, struct percpu_ref *ref,
		    ref_function *confirm)
{
	struct percpu_ref_data *data = ref->data;
	volatile unsigned int *held = &image_data()->percpu_ref_lock;

	while (*(ref_function *volatile *)&data->confirm_switch) {
		kimg__raw_spin_unlock_irq(held);
		kimg_schedule_timeout_uninterruptible(1);
		kimg__raw_spin_lock_irq(held);
	}
	if (data->force_atomic || is_dying(ref))
		switch_to_atomic(ref, confirm);
	else
		switch_to_percpu(ref);
}

KIMAGE_DEFINE(void, percpu_ref_switch_to_atomic, struct percpu_ref *ref,
	      ref_function *confirm)
{
	unsigned long flags = lock();

	ref->data->force_atomic = true;
	kimg___percpu_ref_switch_mode(ref, confirm);
	unlock(flags);
}

KIMAGE_DEFINE(void, percpu_ref_switch_to_atomic_sync, struct percpu_ref *ref)
{
	kimg_percpu_ref_switch_to_atomic(ref, NULL);
	while (*(ref_function *volatile *)&ref->data->confirm_switch)
		kimg_schedule_timeout_uninterruptible(1);
}

KIMAGE_DEFINE(void, percpu_ref_switch_to_percpu, struct percpu_ref *ref)
{
	unsigned long flags = lock();

	ref->data->force_atomic = false;
	kimg___percpu_ref_switch_mode(ref, NULL);
	unlock(flags);
}

/* --- death, and resurrection ------------------------------------------------------------ */

KIMAGE_DEFINE(void, percpu_ref_kill_and_confirm, struct percpu_ref *ref,
	      ref_function *confirm)
{
	struct image_data *image = image_data();
	unsigned long flags = lock();

	if (is_dying(ref) && !image->percpu_ref_warned[1]) {
		image->percpu_ref_warned[1] = true;
		kimg___warn_printk(TEXT(percpu_ref_killed_again),
				   TEXT(percpu_ref_kill_and_confirm),
				   ref->data->release);
		KIMAGE_WARN_SAID("percpu_ref_kill_and_confirm",
				 "lib/percpu-refcount.c:389", 0x85);
	}
	ref->parts |= DEAD;
	kimg___percpu_ref_switch_mode(ref, confirm);
	put(ref);
	unlock(flags);
}

KIMAGE_DEFINE(bool, percpu_ref_is_zero, struct percpu_ref *ref)
{
	unsigned long flags, count;

	if (!(ref->parts & ALL_BITS))
		return false;
	flags = lock();
	count = ref->data ? ref->data->count : ref->parts >> BITS;
	unlock(flags);
	return !count;
}

KIMAGE_DEFINE(void, percpu_ref_resurrect, struct percpu_ref *ref)
{
	unsigned long flags = lock();

	if (!is_dying(ref))
		KIMAGE_WARN_ONCE("percpu_ref_resurrect",
				 "lib/percpu-refcount.c:469", 0x5c);
	if (!(ref->parts & ALL_BITS))
		KIMAGE_WARN_ONCE("percpu_ref_resurrect",
				 "lib/percpu-refcount.c:470", 0x23);
	ref->parts &= ~(unsigned long)DEAD;
	get(ref);
	kimg___percpu_ref_switch_mode(ref, NULL);
	unlock(flags);
}

KIMAGE_DEFINE(void, percpu_ref_reinit, struct percpu_ref *ref)
{
	if (!kimg_percpu_ref_is_zero(ref))
		KIMAGE_WARN_ONCE("percpu_ref_reinit",
				 "lib/percpu-refcount.c:442", 0xc);
	kimg_percpu_ref_resurrect(ref);
}
