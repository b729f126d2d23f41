/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rcu_stall.h - grace periods that do not end: rcu_stall.c; private to kernel/. */
#ifndef KERNEL_RCU_STALL_H
#define KERNEL_RCU_STALL_H

#include "kernel/kern.h"

/* A grace period begins: who has the CPU now was made just before. */
void kern_rcu_gp_begin(struct kern *k);
/* When the timer's interrupt complains that it has not ended; KERN_NEVER. */
uint64_t kern_rcu_stall_at(struct kern *k);

#endif
