/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sys_mm.c - system calls about memory and files: see kern_task.h.
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

#define PATH_LENGTH 256
#define WRITE_PIECE 512

/* --- files ------------------------------------------------------------------------ */

static struct kern_file *file_of(const struct kern_task *task, uint64_t fd)
{
	uint64_t i = fd - KERN_FIRST_FD;

	return i < KERN_NFDS ? task->fd[i] : NULL;
}

static int64_t install_fd(struct kern_task *task, struct kern_file *file)
{
	for (int i = 0; i < KERN_NFDS; i++) {
		if (task->fd[i])
			continue;
		task->fd[i] = file;
		return i + KERN_FIRST_FD;
	}
	kern_file_put(file);
	return -EMFILE;
}

int64_t kern_do_sys_open(struct kern *k, struct kern_task *task,
			 const uint64_t *arg)
{
	char path[PATH_LENGTH];
	struct kern_file *file;
	int err = kern_arg_string(k, path, arg[0], sizeof(path));

	if (err)
		return err;
	if ((arg[1] & O_ACCMODE) != O_RDONLY && (arg[1] & O_ACCMODE) != O_RDWR)
		return -EINVAL;
	err = kern_file_open(k, path, (arg[1] & O_ACCMODE) == O_RDWR, &file);
	return err ? err : install_fd(task, file);
}

int64_t kern_do_sys_memfd_create(struct kern *k, struct kern_task *task,
				 const uint64_t *arg)
{
	char name[PATH_LENGTH];
	struct kern_file *file;
	int err = kern_arg_string(k, name, arg[0], sizeof(name));

	if (!err)
		err = kern_file_memory(k, name, arg[1], &file);
	return err ? err : install_fd(task, file);
}

int64_t kern_do_sys_close(struct kern *k, struct kern_task *task,
			  const uint64_t *arg)
{
	struct kern_file *file = file_of(task, arg[0]);

	(void)k;
	if (!file)
		return -EBADF;
	task->fd[arg[0] - KERN_FIRST_FD] = NULL;
	kern_file_put(file);
	return 0;
}

/* What was written before a pointer turned out to be bad counts. */
int64_t kern_do_sys_write(struct kern *k, struct kern_task *task,
			  const uint64_t *arg)
{
	FILE *out = arg[0] == 1 ? stdout : arg[0] == 2 ? stderr : NULL;
	char piece[WRITE_PIECE];
	uint64_t done = 0;

	(void)task;
	if (!out)
		return -EBADF;
	while (done < arg[2]) {
		uint64_t at = arg[1] + done;
		uint64_t n = WRITE_PIECE - at % WRITE_PIECE;

		if (n > arg[2] - done)
			n = arg[2] - done;
		if (kern_arg_read(k, piece, at, n))
			return done ? (int64_t)done : -EFAULT;
		if (fwrite(piece, 1, n, out) != n)
			return done ? (int64_t)done : -EIO;
		done += n;
	}
	fflush(out);
	return (int64_t)done;
}

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
		file = file_of(task, (uint64_t)(int)arg[4]);
		if (!file)
			return -EBADF;
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
