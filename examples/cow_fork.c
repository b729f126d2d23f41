/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cow_fork.c - two tasks, one memory, until one of them writes.
 *
 * fork() copies no page. Both tasks have the same frames, and neither may write
 * to them; who tries gets a page fault, and a copy.
 *
 * What to watch for:
 *
 *   - both tasks use the same addresses, and see different bytes there
 *   - a fault for each page that is written to, and none for those that are read.
 *     (There is one more before the first line of each task, and when the parent
 *     goes on: the stack is memory, too)
 *   - the task that writes last gets no copy: nobody else has the frame then
 *   - the local variable on the stack is copied as well; the global one is the
 *     host's, and shared
 *
 * The stores below are instructions of your CPU, at CPL 3 of the simulated one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <mmusim/mmusim.h>

#define NPAGES 4

static struct kern *kernel;
static char *area;    /* of a task; it is the same address in both */
static int in_common; /* the host's */

static void must(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "%s: error %d\n", what, err);
	exit(1);
}

/* Called by tasks: printf() is the host's, and works there. */
static void show(const char *what)
{
	int pid = kern_sys_getpid();
	struct kern_mm *mm = kern_task_mm(kernel, pid);
	struct kern_task_stats stats = {.size = sizeof(stats)};
	uint64_t entry[NPAGES];

	kern_task_stats(kernel, pid, &stats);
	kern_proc_pagemap(mm, mmu_la(kern_machine(kernel), area), NPAGES,
			  entry);
	printf("%-24s faults %2d  frames", what, (int)stats.faults);
	for (int i = 0; i < NPAGES; i++)
		printf(" %3x", (unsigned int)entry[i]);
	printf("  reads %.4s\n",
	       (char[]){area[0 * 4096], area[1 * 4096], area[2 * 4096],
			area[3 * 4096], '\0'});
}

static int parent(void *arg)
{
	int local = 1, status;

	(void)arg;
	area = kern_sys_mmap(NULL, NPAGES * 4096, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < NPAGES; i++)
		area[i * 4096] = "abcd"[i];
	show("parent, before fork");

	if (kern_sys_fork() == 0) {
		show("child, after fork");
		area[0] = 'X';
		area[4096] = 'Y';
		local++;
		in_common++;
		show("child wrote 2 pages");
		return local;
	}
	kern_sys_wait4(-1, &status, 0, NULL);
	show("parent, child is gone");
	area[0] = 'A';
	show("parent wrote page 0");
	printf("local: parent %d, child %d; global: %d\n", local, status >> 8,
	       in_common);
	return 0;
}

int main(void)
{
	struct kern_task_config config = {
		.size = sizeof(config), .name = "parent", .fn = parent};
	int pid;

	must(kern_boot(NULL, &kernel), "boot");
	must(kern_task_spawn(kernel, &config, &pid), "spawn");
	must(kern_run(kernel), "run");
	kern_shutdown(kernel);
	return 0;
}
