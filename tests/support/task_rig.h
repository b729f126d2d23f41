/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task_rig.h - tasks on the test bench.
 *
 * Task functions do not assert: cmocka would jump out of them. They return a
 * status, and what they want to show they write to global variables, which they
 * share with the test.
 */
#ifndef SUPPORT_TASK_RIG_H
#define SUPPORT_TASK_RIG_H

#include "mm_rig.h"

#include <sys/wait.h>

#include <mmusim/kern_fault_inject.h>
#include <mmusim/snapshot.h>

#include "cpu/machine.h"
#include "kernel/sched.h"

static inline int spawn_named(struct kern *k, const char *name,
			      int (*fn)(void *arg), void *arg)
{
	struct kern_task_config config = {
		.size = sizeof(config), .name = name, .fn = fn, .arg = arg};
	int pid = 0;

	assert_int_equal(kern_task_spawn(k, &config, &pid), 0);
	return pid;
}

static inline int spawn(struct kern *k, int (*fn)(void *arg), void *arg)
{
	return spawn_named(k, "test", fn, arg);
}

/* How it has ended, as of wait(). */
static inline int status_of(struct kern *k, int pid)
{
	int status = -1;

	assert_int_equal(kern_wait_status(k, pid, &status), 0);
	return status;
}

/* Run a task to its end, and all others. */
static inline int run_task(struct kern *k, int (*fn)(void *arg), void *arg)
{
	int pid = spawn(k, fn, arg);

	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	return status_of(k, pid);
}

static inline void assert_exited(int status, int code)
{
	if (!WIFEXITED(status))
		fail_msg("killed by signal %d", WTERMSIG(status));
	assert_int_equal(WEXITSTATUS(status), code);
}

static inline void assert_killed(int status, int sig)
{
	if (WIFEXITED(status))
		fail_msg("exit status %d", WEXITSTATUS(status));
	assert_int_equal(WTERMSIG(status), sig);
}

/* No task, and nothing that one had, is left. The program stays in the page
 * cache; so the first task of a kernel leaves something behind. */
static inline void assert_no_tasks(struct kern *k)
{
	assert_true(LIST_EMPTY(&k->sched->tasks));
	assert_int_equal(k->machine->nfibers, 0);
	assert_null(k->current);
	assert_true(kern_mm_check_all(k));
}

/* Accesses that neither a compiler nor a sanitizer sees. */
static inline void write_byte(uint64_t at, char value)
{
	__asm__ volatile("movb %1, (%0)" ::"r"(at), "q"(value) : "memory");
}

static inline char read_byte(uint64_t at)
{
	char value;

	__asm__ volatile("movb (%1), %0" : "=q"(value) : "r"(at) : "memory");
	return value;
}

static inline void *task_map(size_t npages)
{
	return kern_sys_mmap(NULL, npages * PAGE, RW, ANON, -1, 0);
}

#endif
