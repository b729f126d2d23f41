/* SPDX-License-Identifier: GPL-2.0-or-later */
/* workqueue.h - work items of modules: workqueue.c, worker.c; private to kernel/. */
#ifndef KERNEL_WORKQUEUE_H
#define KERNEL_WORKQUEUE_H

#include <sys/queue.h>

#include "kernel/kern.h"

/* Each has workers of its own: of the CPU, or of none, and the same for work
 * that is urgent. */
enum kern_worker_pool {
	KERN_POOL_CPU,
	KERN_POOL_HIGHPRI,
	KERN_POOL_UNBOUND,
	KERN_POOL_UNBOUND_HIGHPRI,
	KERN_POOLS,
};

/**
 * struct kern_wq - a workqueue
 * @ptr:  host pointer by which modules know it; @la: of memory for it, or 0
 * @pool: whose workers run its work
 * @one:  its work runs one after the other
 * @reclaim: WQ_MEM_RECLAIM; @legacy: made by create_workqueue()
 * @draining: it is about to go
 */
struct kern_wq {
	LIST_ENTRY(kern_wq) all;
	char name[32];
	uint64_t ptr, la;
	enum kern_worker_pool pool;
	bool one, reclaim, legacy, draining;
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
 * @starting: workers that were created and have not begun, of each pool
 * @nworkers: those that are there
 */
struct kern_works {
	LIST_HEAD(, kern_wq) queues;
	TAILQ_HEAD(, kern_work) items;
	unsigned int starting[KERN_POOLS], nworkers[KERN_POOLS];
	char last[32]; /* whose item ran last */
};

int kern_works_init(struct kern *k);

/* That of this item which waits, or runs; NULL. */
struct kern_work *kern_find_work(struct kern *k, uint64_t ptr, bool running);
/* It is no longer queued, nor does it run. */
void kern_forget_work(struct kern *k, struct kern_work *work);
/* The queue whose item this worker runs; NULL: none, or no worker. */
const struct kern_wq *kern_work_queue(struct kern *k,
				      const struct kern_task *worker);
/* Its function, as %ps. */
void kern_work_name(struct kern *k, const struct kern_task *worker, char *text,
		    size_t size);
void kern_function_name(struct kern *k, uint64_t ptr, char *text, size_t size);
/* If there is work for them, one of these begins. */
void kern_wake_worker(struct kern *k, enum kern_worker_pool pool);
/* A thread has ended: if in the middle of its work, that is never done. */
void kern_worker_died(struct kern *k, struct kern_task *task);

#endif
