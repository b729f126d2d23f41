/* SPDX-License-Identifier: GPL-2.0-or-later */
/* oom.h - the OOM killer, private to kernel/. */
#ifndef KERNEL_OOM_H
#define KERNEL_OOM_H

#include <mmusim/kern_oom.h>
#include "kernel/kern.h"

/*
 * __alloc_pages_may_oom(): no memory was found for this allocation. True: try
 * again, because somebody was killed.
 */
bool kern_alloc_may_oom(struct kern *k, unsigned int gfp, unsigned int order);

/* mem_cgroup_out_of_memory(): programs have as many pages as they may, and none
 * can go. True: try again. */
bool kern_memcg_oom(struct kern *k);

/* Is the current task a victim? Then it may use half of the reserve, so that it
 * comes to its end. */
bool kern_oom_reserves_allowed(const struct kern *k);

/* A fault of the user of mm found no memory. True: the access is made again. */
bool kern_pagefault_out_of_memory(struct kern_mm *mm);

/* Who asks for memory: the task that runs, or the address space in use; NULL */
struct kern_mm *kern_current_mm(const struct kern *k);
const char *kern_current_comm(const struct kern *k);
int kern_current_pid(const struct kern *k);

#endif
