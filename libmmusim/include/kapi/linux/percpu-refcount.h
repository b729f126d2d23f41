/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts of references of which each CPU has a part: cheap, until percpu_ref_kill().
 * Nobody knows the sum before that, and so nothing is released.
 */
#ifndef _LINUX_PERCPU_REFCOUNT_H
#define _LINUX_PERCPU_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/gfp.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct percpu_ref;
typedef void(percpu_ref_func_t)(struct percpu_ref *);

/* In percpu_count_ptr */
enum {
	__PERCPU_REF_ATOMIC = 1,
	__PERCPU_REF_DEAD = 2,
	__PERCPU_REF_ATOMIC_DEAD = __PERCPU_REF_ATOMIC | __PERCPU_REF_DEAD,
	__PERCPU_REF_FLAG_BITS = 2,
};

/* Of percpu_ref_init(): one count for all CPUs; killed already; may live again */
enum {
	PERCPU_REF_INIT_ATOMIC = 1,
	PERCPU_REF_INIT_DEAD = 2,
	PERCPU_REF_ALLOW_REINIT = 4,
};

struct percpu_ref_data {
	atomic_long_t count;
	percpu_ref_func_t *release;
	percpu_ref_func_t *confirm_switch;
	bool force_atomic : 1;
	bool allow_reinit : 1;
	struct rcu_head rcu;
	struct percpu_ref *ref;
};

struct percpu_ref {
	unsigned long percpu_count_ptr;
	struct percpu_ref_data *data;
};

static_assert(sizeof(struct percpu_ref_data) == 56);

/* There is one reference, which percpu_ref_kill() puts. 0 or -ENOMEM. */
int __must_check percpu_ref_init(struct percpu_ref *ref,
				 percpu_ref_func_t *release, unsigned int flags,
				 gfp_t gfp);
void percpu_ref_exit(struct percpu_ref *ref);
/* @confirm is called when all CPUs know; NULL. */
void percpu_ref_switch_to_atomic(struct percpu_ref *ref,
				 percpu_ref_func_t *confirm);
void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref);
void percpu_ref_switch_to_percpu(struct percpu_ref *ref);
void percpu_ref_kill_and_confirm(struct percpu_ref *ref,
				 percpu_ref_func_t *confirm);
void percpu_ref_resurrect(struct percpu_ref *ref);
/* The same of one whose count is 0. */
void percpu_ref_reinit(struct percpu_ref *ref);
bool percpu_ref_is_zero(struct percpu_ref *ref);

static inline void percpu_ref_kill(struct percpu_ref *ref)
{
	percpu_ref_kill_and_confirm(ref, NULL);
}

static inline bool __ref_is_percpu(struct percpu_ref *ref,
				   unsigned long __percpu **count)
{
	unsigned long parts = READ_ONCE(ref->percpu_count_ptr);

	if (unlikely(parts & __PERCPU_REF_ATOMIC_DEAD))
		return false;
	*count = (unsigned long __percpu *)parts;
	return true;
}

static inline void percpu_ref_get_many(struct percpu_ref *ref, unsigned long nr)
{
	unsigned long __percpu *count;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &count))
		this_cpu_add(*count, nr);
	else
		atomic_long_add(nr, &ref->data->count);
	rcu_read_unlock();
}

static inline void percpu_ref_get(struct percpu_ref *ref)
{
	percpu_ref_get_many(ref, 1);
}

static inline bool percpu_ref_tryget_many(struct percpu_ref *ref,
					  unsigned long nr)
{
	unsigned long __percpu *count;
	bool got = true;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &count))
		this_cpu_add(*count, nr);
	else
		got = atomic_long_add_unless(&ref->data->count, nr, 0);
	rcu_read_unlock();
	return got;
}

static inline bool percpu_ref_tryget(struct percpu_ref *ref)
{
	return percpu_ref_tryget_many(ref, 1);
}

/* False, too, once it was killed. */
static inline bool percpu_ref_tryget_live_rcu(struct percpu_ref *ref)
{
	unsigned long __percpu *count;

	if (likely(__ref_is_percpu(ref, &count))) {
		this_cpu_inc(*count);
		return true;
	}
	if (ref->percpu_count_ptr & __PERCPU_REF_DEAD)
		return false;
	return atomic_long_inc_not_zero(&ref->data->count);
}

static inline bool percpu_ref_tryget_live(struct percpu_ref *ref)
{
	bool got;

	rcu_read_lock();
	got = percpu_ref_tryget_live_rcu(ref);
	rcu_read_unlock();
	return got;
}

static inline void percpu_ref_put_many(struct percpu_ref *ref, unsigned long nr)
{
	unsigned long __percpu *count;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &count))
		this_cpu_sub(*count, nr);
	else if (unlikely(atomic_long_sub_and_test(nr, &ref->data->count)))
		ref->data->release(ref);
	rcu_read_unlock();
}

static inline void percpu_ref_put(struct percpu_ref *ref)
{
	percpu_ref_put_many(ref, 1);
}

static inline bool percpu_ref_is_dying(struct percpu_ref *ref)
{
	return ref->percpu_count_ptr & __PERCPU_REF_DEAD;
}

#endif
