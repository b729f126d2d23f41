/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kthread_worker.c - exports that create a kthread_worker with its thread. What it
 * does: kimage_kthread_work.c.
 *
 * Reference: Linux 6.1, kernel/kthread.c, __kthread_create_worker().
 */
#include <errno.h>

#include "kernel/exports.h"
#include "kernel/gfp.h"
#include "kernel/sim.h"

enum { ITEMS = 8, DELAYED = 24, TASK = 40, WORKER_SIZE = 56 };

static uint64_t create(struct kern_call *call, unsigned int at)
{
	struct kern *k = call->kern;
	uint64_t worker[WORKER_SIZE / 8] = {(uint32_t)call->arg[at - 1]};
	struct kern_task *task;
	uint64_t la, ptr;
	char name[64];

	if (kern_call_format_with(call, at, at + 1, name, sizeof(name)) < 0)
		return 0;
	la = kern_kmalloc(k, WORKER_SIZE, KERN_GFP_KERNEL);
	if (!la)
		return (uint64_t)-ENOMEM;
	ptr = kern_host(k, la);
	task = kern_thread_create(
		k, name,
		kern_host(k, kern_image_symbol(k, "kthread_worker_fn", false)),
		ptr);
	if (!task) {
		kern_kfree(k, la);
		return (uint64_t)-ENOMEM;
	}
	worker[ITEMS / 8] = worker[ITEMS / 8 + 1] = ptr + ITEMS;
	worker[DELAYED / 8] = worker[DELAYED / 8 + 1] = ptr + DELAYED;
	worker[TASK / 8] = kern_host(k, task->task_struct);
	kern_poke(k, la, worker, sizeof(worker));
	kern_wrote(k, la, sizeof(worker));
	kern_sim_wake(k, task);
	return ptr;
}

/* struct kthread_worker *kthread_create_worker(flags, format, ...) */
uint64_t kern_x_kthread_create_worker(struct kern_call *call)
{
	return create(call, 1);
}

/* struct kthread_worker *kthread_create_worker_on_cpu(cpu, flags, format, ...) */
uint64_t kern_x_kthread_create_worker_on_cpu(struct kern_call *call)
{
	return create(call, 2);
}
