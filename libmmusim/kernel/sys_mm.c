/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sys_mm.c - system calls about memory: see kern_task.h.
 *
 * Tasks have pointers of the host; what works on address spaces has linear
 * addresses.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "cpu/machine.h"
#include "kernel/mm.h"
#include "kernel/sched.h"
#include "kernel/syscalls.h"

int64_t kern_do_sys_kmsg(struct kern *k, struct kern_task *task,
			 const uint64_t *arg)
{
	char line[KERN_LOG_LINE_MAX - 16];
	int err = kern_arg_string(k, line, arg[0], sizeof(line));

	(void)task;
	if (!err)
		kern_printk(k, "%s\n", line);
	return err;
}

/* --- memory -------------------------------------------------------------------------- */

int64_t kern_do_sys_mmap(struct kern *k, struct kern_task *task,
			 const uint64_t *arg)
{
	struct kern_file *file = NULL;
	int64_t la;

	if (!(arg[3] & MAP_ANONYMOUS)) {
		file = kern_task_file(task, (uint64_t)(int)arg[4]);
		if (!file)
			return -EBADF;
		if (file->kind != KERN_FILE_PAGES)
			return -ENODEV;
	}
	la = kern_mmap(task->mm, kern_lift(k, arg[0]), arg[1], (int)arg[2],
		       (int)arg[3], file, arg[5]);
	return la < 0 ? la : (int64_t)kern_host(k, (uint64_t)la);
}

int64_t kern_do_sys_munmap(struct kern *k, struct kern_task *task,
			   const uint64_t *arg)
{
	return kern_munmap(task->mm, kern_lift(k, arg[0]), arg[1]);
}

int64_t kern_do_sys_mprotect(struct kern *k, struct kern_task *task,
			     const uint64_t *arg)
{
	return kern_mprotect(task->mm, kern_lift(k, arg[0]), arg[1],
			     (int)arg[2]);
}

int64_t kern_do_sys_madvise(struct kern *k, struct kern_task *task,
			    const uint64_t *arg)
{
	return kern_madvise(task->mm, kern_lift(k, arg[0]), arg[1],
			    (int)arg[2]);
}

int64_t kern_do_sys_msync(struct kern *k, struct kern_task *task,
			  const uint64_t *arg)
{
	return kern_msync(task->mm, kern_lift(k, arg[0]), arg[1], (int)arg[2]);
}

int64_t kern_do_sys_brk(struct kern *k, struct kern_task *task,
			const uint64_t *arg)
{
	uint64_t end = kern_brk(task->mm, arg[0] ? kern_lift(k, arg[0]) : 0);

	return (int64_t)kern_host(k, end);
}

/* --- protection keys -------------------------------------------------------------------- */

int64_t kern_do_sys_pkey_alloc(struct kern *k, struct kern_task *task,
			       const uint64_t *arg)
{
	(void)k;
	return arg[0] ? -EINVAL :
			kern_pkey_alloc(task->mm, (unsigned int)arg[1]);
}

int64_t kern_do_sys_pkey_free(struct kern *k, struct kern_task *task,
			      const uint64_t *arg)
{
	(void)k;
	return kern_pkey_free(task->mm, (int)arg[0]);
}

int64_t kern_do_sys_pkey_mprotect(struct kern *k, struct kern_task *task,
				  const uint64_t *arg)
{
	return kern_pkey_mprotect(task->mm, kern_lift(k, arg[0]), arg[1],
				  (int)arg[2], (int)arg[3]);
}

int64_t kern_do_sys_pkey_set(struct kern *k, struct kern_task *task,
			     const uint64_t *arg)
{
	unsigned int shift = 2 * (unsigned int)arg[0];

	(void)task;
	if (arg[0] >= KERN_NPKEYS || arg[1] & ~3ull)
		return -EINVAL;
	if (!(mmu_cr4(k->cpu) & MMU_CR4_PKE))
		return -ENOSYS;
	k->cpu->pkru = (k->cpu->pkru & ~(3u << shift)) | (unsigned int)arg[1]
								 << shift;
	cpu_mode_changed(k->cpu);
	return 0;
}

int64_t kern_do_sys_pkey_get(struct kern *k, struct kern_task *task,
			     const uint64_t *arg)
{
	(void)task;
	if (arg[0] >= KERN_NPKEYS)
		return -EINVAL;
	if (!(mmu_cr4(k->cpu) & MMU_CR4_PKE))
		return -ENOSYS;
	return mmu_pkru(k->cpu) >> 2 * arg[0] & 3;
}

/* --- limits ------------------------------------------------------------------------------- */

int64_t kern_do_sys_setrlimit(struct kern *k, struct kern_task *task,
			      const uint64_t *arg)
{
	struct rlimit limit;

	if (arg[0] != RLIMIT_STACK)
		return -EINVAL;
	if (kern_arg_read(k, &limit, arg[1], sizeof(limit)))
		return -EFAULT;
	if (limit.rlim_cur > limit.rlim_max)
		return -EINVAL;
	task->mm->stack_limit = limit.rlim_cur;
	return 0;
}

int64_t kern_do_sys_getrlimit(struct kern *k, struct kern_task *task,
			      const uint64_t *arg)
{
	struct rlimit limit = {.rlim_cur = task->mm->stack_limit,
			       .rlim_max = RLIM_INFINITY};

	if (arg[0] != RLIMIT_STACK)
		return -EINVAL;
	return kern_arg_write(k, arg[1], &limit, sizeof(limit));
}
