/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task - what tasks cost: a system call, a context switch, fork() and wait().
 *
 * Each beside the same on the host: processes of the host, on one of its
 * processors. A switch here changes CR3, so the memory that tasks see goes from
 * their windows and comes back by faults; the more of it they touch, the more
 * that is, and so it is measured with some.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mmusim/mmusim.h>

#include "common.h"

#define PAGE MMU_PAGE_SIZE

enum { CALLS = 2000, SWITCHES = 200, FORKS = 20 };

static struct kern *kernel;

/* Wall time: another process takes part. */
static double wall_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Run two tasks that do the same; nanoseconds in all. */
static double run(int (*fn)(void *), int ntasks, void *arg)
{
	struct kern_task_config config = {
		.size = sizeof(config), .fn = fn, .arg = arg};
	int pid[2], status;
	double start;

	for (int i = 0; i < ntasks; i++)
		bench_need(!kern_task_spawn(kernel, &config, &pid[i]),
			   "spawn a task");
	start = wall_now();
	bench_need(kern_run(kernel) == KERN_RUN_DONE, "run tasks");
	start = wall_now() - start;
	for (int i = 0; i < ntasks; i++)
		bench_need(!kern_wait_status(kernel, pid[i], &status) &&
				   !status,
			   "see tasks end well");
	return start;
}

/* --- system calls ------------------------------------------------------------- */

static double call_ns;

static int call_task(void *arg)
{
	double start = wall_now();

	(void)arg;
	for (int i = 0; i < CALLS; i++)
		kern_sys_getppid();
	call_ns = (wall_now() - start) / CALLS;
	return 0;
}

static double call_lap(void *arg)
{
	run(call_task, 1, arg);
	return call_ns;
}

static double host_call_lap(void *arg)
{
	double start = wall_now();

	(void)arg;
	for (int i = 0; i < CALLS; i++)
		getppid();
	return (wall_now() - start) / CALLS;
}

/* --- context switches ----------------------------------------------------------- */

/* A task that writes to some of its pages between two switches. */
static int switch_task(void *arg)
{
	size_t npages = *(const size_t *)arg;
	char *memory = NULL;

	if (npages)
		memory = kern_sys_mmap(NULL, npages * PAGE,
				       PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < SWITCHES; i++) {
		for (size_t page = 0; page < npages; page++)
			((volatile char *)memory)[page * PAGE]++;
		kern_sys_sched_yield();
	}
	return 0;
}

static double switch_lap(void *arg)
{
	return run(switch_task, 2, arg) / (2 * SWITCHES);
}

static void host_switches(size_t npages)
{
	volatile char *memory = NULL;

	if (npages)
		memory = mmap(NULL, npages * PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < SWITCHES; i++) {
		for (size_t page = 0; page < npages; page++)
			memory[page * PAGE]++;
		sched_yield();
	}
	if (npages)
		munmap((void *)memory, npages * PAGE);
}

static double host_switch_lap(void *arg)
{
	size_t npages = *(const size_t *)arg;
	pid_t child = fork();
	double start;

	bench_need(child >= 0, "fork");
	start = wall_now();
	host_switches(npages);
	if (!child)
		_exit(0);
	waitpid(child, NULL, 0);
	return (wall_now() - start) / (2 * SWITCHES);
}

/* --- fork() and wait() ------------------------------------------------------------ */

static double fork_ns;

static int fork_task(void *arg)
{
	double start = wall_now();
	int status;

	(void)arg;
	for (int i = 0; i < FORKS; i++) {
		int pid = kern_sys_fork();

		if (!pid)
			return 0;
		if (pid < 0 || kern_sys_wait4(pid, &status, 0, NULL) != pid)
			return 1;
	}
	fork_ns = (wall_now() - start) / FORKS;
	return 0;
}

static double fork_lap(void *arg)
{
	run(fork_task, 1, arg);
	return fork_ns;
}

static double host_fork_lap(void *arg)
{
	double start = wall_now();

	(void)arg;
	for (int i = 0; i < FORKS; i++) {
		pid_t child = fork();

		bench_need(child >= 0, "fork");
		if (!child)
			_exit(0);
		waitpid(child, NULL, 0);
	}
	return (wall_now() - start) / FORKS;
}

/* The host's processes take turns on one processor, too. */
static void pin(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(sched_getcpu(), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

int main(void)
{
	static size_t none = 0, few = 4, many = 64;
	static const struct bench_figure figure[] = {
		{.name = "system call (getppid)",
		 .measured = call_lap,
		 .base = host_call_lap,
		 .of = "the host's"},
		{.name = "context switch",
		 .measured = switch_lap,
		 .base = host_switch_lap,
		 .of = "the host's",
		 .arg = &none},
		{.name = "context switch, 4 pages written",
		 .measured = switch_lap,
		 .base = host_switch_lap,
		 .of = "the host's",
		 .arg = &few},
		{.name = "context switch, 64 pages written",
		 .measured = switch_lap,
		 .base = host_switch_lap,
		 .of = "the host's",
		 .laps = 2,
		 .arg = &many},
		{.name = "fork(), exit() and wait()",
		 .measured = fork_lap,
		 .base = host_fork_lap,
		 .of = "the host's"},
	};

	pin();
	bench_need(!kern_boot(NULL, &kernel), "boot");
	printf("task: tasks of the simulated kernel beside processes of the "
	       "host\n");
	for (size_t i = 0; i < sizeof(figure) / sizeof(figure[0]); i++)
		bench_print(&figure[i]);
	kern_shutdown(kernel);
	return 0;
}
