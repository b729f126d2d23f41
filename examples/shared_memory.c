/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shared_memory.c - two tasks talk through a shared mapping.
 *
 * The mapping is made before fork(), with MAP_SHARED: parent and child have the
 * same frames, and go on having them when they write.
 *
 * What to watch for:
 *
 *   - what the child writes, the parent reads, and the other way round; the
 *     private page beside it becomes two
 *   - each task faults the page in for itself: PTEs are not shared, only frames
 *   - the tasks take turns by sched_yield(); another seed gives another order of
 *     the first steps, but the same conversation
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <mmusim/mmusim.h>

#define ROUNDS 3

/* A letter box: whoever finds the other one's letter there answers. */
struct box {
	int turn; /* 0: the parent's, 1: the child's */
	int letter;
};

static struct kern *kernel;

static void must(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "%s: error %d\n", what, err);
	exit(1);
}

static unsigned int frame_of(const volatile void *at)
{
	uint64_t la = mmu_la(kern_machine(kernel), (void *)at), entry;

	kern_proc_pagemap(kern_task_mm(kernel, kern_sys_getpid()),
			  la & ~4095ull, 1, &entry);
	return (unsigned int)entry;
}

static void talk(volatile struct box *box, int me, const char *name)
{
	for (int round = 0; round < ROUNDS; round++) {
		while (box->turn != me)
			kern_sys_sched_yield();
		printf("%s found %d\n", name, box->letter);
		box->letter++;
		box->turn = !me;
	}
}

static int parent(void *arg)
{
	volatile struct box *box =
		kern_sys_mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	volatile int *own = kern_sys_mmap(NULL, 4096, PROT_READ | PROT_WRITE,
					  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int me = 0;

	(void)arg;
	own[0] = 1;
	box->letter = 100;
	if (kern_sys_fork() == 0)
		me = 1;
	talk(box, me, me ? "child " : "parent");
	own[0] += me;
	printf("%s: shared frame %x, private frame %x\n",
	       me ? "child " : "parent", frame_of(box), frame_of(own));
	if (!me)
		kern_sys_wait4(-1, NULL, 0, NULL);
	return 0;
}

int main(int argc, char **argv)
{
	struct kern_task_config config = {
		.size = sizeof(config), .name = "parent", .fn = parent};
	int pid;

	must(kern_boot(NULL, &kernel), "boot");
	kern_sched_seed(kernel, argc > 1 ? strtoull(argv[1], NULL, 0) : 0);
	must(kern_task_spawn(kernel, &config, &pid), "spawn");
	must(kern_run(kernel), "run");
	kern_shutdown(kernel);
	return 0;
}
