/* SPDX-License-Identifier: GPL-2.0-or-later */
/* workqueue.h - work items of modules: workqueue.c; private to kernel/. */
#ifndef KERNEL_WORKQUEUE_H
#define KERNEL_WORKQUEUE_H

#include <sys/queue.h>

#include "kernel/kern.h"

/**
 * struct kern_wq - a workqueue
 * @ptr:  host pointer by which modules know it; @la: of memory for it, or 0
 * @one:  its work runs one after the other
 */
struct kern_wq {
	LIST_ENTRY(kern_wq) all;
	char name[32];
	uint64_t ptr, la;
	bool one;
};

/**
 * struct kern_work - an item
 * @ptr:    host pointer to its struct work_struct
 * @worker: what runs it; NULL: it waits for its turn
 */
struct kern_work {
	TAILQ_ENTRY(kern_work) all;
	struct kern_wq *wq;
	struct kern_task *worker;
	uint64_t ptr;
};

/**
 * struct kern_works - all that are queued or run
 * @starting: workers that were created and have not begun
 */
struct kern_works {
	LIST_HEAD(, kern_wq) queues;
	TAILQ_HEAD(, kern_work) items;
	unsigned int starting, nworkers;
	char last[32]; /* whose item ran last */
};

int kern_works_init(struct kern *k);
/* A thread has ended: if in the middle of its work, that is never done. */
void kern_worker_died(struct kern *k, struct kern_task *task);

#endif
