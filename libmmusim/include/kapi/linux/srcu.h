/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SRCU: readers may sleep, and who changes something waits for the readers of one
 * structure only.
 *
 * 	idx = srcu_read_lock(&my_srcu);
 * 	p = srcu_dereference(ptr, &my_srcu);
 * 	...
 * 	srcu_read_unlock(&my_srcu, idx);
 */
#ifndef _LINUX_SRCU_H
#define _LINUX_SRCU_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/rcupdate.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct srcu_data;

/* All of it is the kernel's own. */
struct srcu_struct {
	unsigned char __kernel_only_1[192];
	struct srcu_data __percpu *sda;
	unsigned char __kernel_only_2[392 - 200];
};

static_assert(offsetof(struct srcu_struct, sda) == 192);
static_assert(sizeof(struct srcu_struct) == 392);

/* Of a module: it is ready when the module's init function begins. */
#define __DEFINE_SRCU(name, is_static)                                   \
	is_static struct srcu_struct name;                               \
	extern struct srcu_struct *const __srcu_struct_##name;           \
	struct srcu_struct *const __srcu_struct_##name __used __section( \
		"___srcu_struct_ptrs") = &name
#define DEFINE_SRCU(name)	 __DEFINE_SRCU(name, )
#define DEFINE_STATIC_SRCU(name) __DEFINE_SRCU(name, static)

int init_srcu_struct(struct srcu_struct *ssp);
/* Nobody may be in it: otherwise it warns, and stays. */
void cleanup_srcu_struct(struct srcu_struct *ssp);
int __srcu_read_lock(struct srcu_struct *ssp);
void __srcu_read_unlock(struct srcu_struct *ssp, int idx);
void synchronize_srcu(struct srcu_struct *ssp);
void synchronize_srcu_expedited(struct srcu_struct *ssp);
void call_srcu(struct srcu_struct *ssp, struct rcu_head *head,
	       void (*func)(struct rcu_head *head));
void srcu_barrier(struct srcu_struct *ssp);

static inline int srcu_read_lock(struct srcu_struct *ssp)
{
	return __srcu_read_lock(ssp);
}

static inline void srcu_read_unlock(struct srcu_struct *ssp, int idx)
{
	__srcu_read_unlock(ssp, idx);
}

#define srcu_dereference(p, ssp)	  READ_ONCE(p)
#define srcu_dereference_check(p, ssp, c) READ_ONCE(p)

#endif
