/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read-copy-update: readers see the old or the new, and the old is freed when
 * none of them can see it any more.
 */
#ifndef _LINUX_RCUPDATE_H
#define _LINUX_RCUPDATE_H

#include <asm/barrier.h>
#include <linux/compiler.h>
#include <linux/preempt.h>
#include <linux/stddef.h>
#include <linux/types.h>

void __rcu_read_lock(void);
void __rcu_read_unlock(void);

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
#define rcu_dereference_check(p, c)	READ_ONCE(p)
#define rcu_dereference_raw(p)		READ_ONCE(p)
#define rcu_access_pointer(p)		READ_ONCE(p)
#define rcu_assign_pointer(p, v)	smp_store_release(&(p), (v))
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

#define kfree_rcu(p, member)                                           \
	do {                                                           \
		__typeof__(p) ___p = (p);                              \
		if (___p)                                              \
			kvfree_call_rcu(&___p->member,                 \
					(rcu_callback_t)(void *)___p); \
	} while (0)
#define kvfree_rcu(p, member) kfree_rcu(p, member)

/* The initial value of a pointer. */
#define RCU_POINTER_INITIALIZER(p, v) .p = (__typeof__(*v) __force __rcu *)(v)

/* The readers of rcu_read_lock_bh() and _sched() run with softirqs or preemption
 * off. */
#define rcu_read_lock_bh()	local_bh_disable()
#define rcu_read_unlock_bh()	local_bh_enable()
#define rcu_read_lock_sched()	preempt_disable()
#define rcu_read_unlock_sched() preempt_enable()

static inline int rcu_read_lock_held(void)
{
	return 1;
}
void synchronize_rcu_expedited(void);
/* Is a grace period over that began when the number was given? */
unsigned long get_state_synchronize_rcu(void);
unsigned long start_poll_synchronize_rcu(void);
bool poll_state_synchronize_rcu(unsigned long oldstate);
void cond_synchronize_rcu(unsigned long oldstate);

#endif
