/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read-copy-update: readers see the old or the new, and the old is freed when
 * none of them can see it any more.
 */
#ifndef _LINUX_RCUPDATE_H
#define _LINUX_RCUPDATE_H

#include <linux/compiler.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define __rcu

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};

typedef void (*rcu_callback_t)(struct rcu_head *head);

void __rcu_read_lock(void);
void __rcu_read_unlock(void);

static inline void rcu_read_lock(void)
{
	__rcu_read_lock();
}

static inline void rcu_read_unlock(void)
{
	__rcu_read_unlock();
}

#define rcu_dereference(p)		READ_ONCE(p)
#define rcu_dereference_protected(p, c) (p)
#define rcu_access_pointer(p)		READ_ONCE(p)
#define rcu_assign_pointer(p, v)	WRITE_ONCE(p, v)
#define RCU_INIT_POINTER(p, v)		WRITE_ONCE(p, v)
#define rcu_replace_pointer(p, v, c)          \
	({                                    \
		__typeof__(p) __old = (p);    \
		rcu_assign_pointer((p), (v)); \
		__old;                        \
	})

void call_rcu(struct rcu_head *head, rcu_callback_t func);
void kvfree_call_rcu(struct rcu_head *head, rcu_callback_t object);
/* Until all that was given to call_rcu() has been called. */
void rcu_barrier(void);
void synchronize_rcu(void);

#define kfree_rcu(p, member) \
	kvfree_call_rcu(&(p)->member, (rcu_callback_t)(void *)(p))

#endif
