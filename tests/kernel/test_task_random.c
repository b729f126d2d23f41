/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_task_random.c - tasks that do what a seed says: map, write, verify, unmap,
 * fork, sleep, kill each other; with less RAM than they use.
 *
 * In the end nothing may be lost of what a task wrote, nothing may be left of the
 * tasks, and the same seed must have led to the same events.
 */
#define _GNU_SOURCE
#include "../support/task_rig.h"

#include <mmusim/kern_swap.h>

#include "native/native.h"

enum { NTASKS = 5, NAREAS = 6, AREA_PAGES = 48, STEPS = 120, MAX_PIDS = 64 };

#define RAM (6ull << 20)

/* All pids that there were, of those who may be killed. */
static int pids[MAX_PIDS];
static unsigned int npids;

static void note_pid(int pid)
{
	if (npids < MAX_PIDS)
		pids[npids++] = pid;
}

static void nothing(int sig)
{
	(void)sig;
}

/**
 * struct life - of one task; on its stack, so that fork() copies it
 * @seed: of what the area holds
 */
struct life {
	uint64_t random;
	volatile uint64_t *area[NAREAS];
	uint64_t seed[NAREAS];
	unsigned int forks;
};

/* xorshift64 */
static uint64_t draw(struct life *life)
{
	life->random ^= life->random << 13;
	life->random ^= life->random >> 7;
	life->random ^= life->random << 17;
	return life->random;
}

static void fill(struct life *life, unsigned int i)
{
	if (!life->area[i])
		life->area[i] = task_map(AREA_PAGES);
	if (kern_is_error((void *)life->area[i])) {
		life->area[i] = NULL;
		return;
	}
	life->seed[i] = life->random;
	for (uint64_t page = 0; page < AREA_PAGES; page++)
		life->area[i][512 * page] = life->seed[i] + page;
}

static bool verify(const struct life *life, unsigned int i)
{
	for (uint64_t page = 0; life->area[i] && page < AREA_PAGES; page++)
		if (life->area[i][512 * page] != life->seed[i] + page)
			return false;
	return true;
}

static void unmap(struct life *life, unsigned int i)
{
	if (life->area[i])
		kern_sys_munmap((void *)life->area[i], AREA_PAGES * PAGE);
	life->area[i] = NULL;
}

static void fork_task(struct life *life)
{
	int pid;

	if (life->forks >= 2)
		return;
	life->forks++;
	pid = kern_sys_fork();
	if (pid > 0)
		note_pid(pid);
	if (pid)
		return;
	life->forks = 2;
	life->random ^= 0x123456789;
}

static void sleep_or_yield(struct life *life)
{
	struct timespec time = {.tv_nsec = (long)(life->random >> 20 & 0xffff)};

	if (life->random >> 50 & 1)
		kern_sys_nanosleep(&time, NULL);
	else
		kern_sys_sched_yield();
}

static void kill_somebody(const struct life *life)
{
	int victim = pids[(life->random >> 24) % npids];

	kern_sys_kill(victim, (life->random >> 33) % 8 ? SIGUSR1 : SIGKILL);
	kern_sys_wait4(-1, NULL, WNOHANG, NULL);
}

static int lives(void *arg)
{
	struct sigaction action = {.sa_handler = nothing};
	struct life life = {.random = (uint64_t)(uintptr_t)arg};

	kern_sys_rt_sigaction(SIGUSR1, &action, NULL);
	for (int step = 0; step < STEPS; step++) {
		unsigned int i = (draw(&life) >> 40) % NAREAS;

		switch (life.random % 9) {
		case 0:
		case 1:
			fill(&life, i);
			break;
		case 2:
		case 3:
			if (!verify(&life, i))
				return 7;
			break;
		case 4:
			unmap(&life, i);
			break;
		case 5:
		case 6:
			sleep_or_yield(&life);
			break;
		case 7:
			fork_task(&life);
			break;
		default:
			kill_somebody(&life);
		}
	}
	for (unsigned int i = 0; i < NAREAS; i++)
		if (!verify(&life, i))
			return 8;
	while (kern_sys_wait4(-1, NULL, 0, NULL) > 0)
		;
	return 0;
}

static void assert_end(struct kern *k, int pid)
{
	int status = status_of(k, pid);

	/* Or nobody had the time to set a handler. */
	if (WIFSIGNALED(status))
		assert_true(WTERMSIG(status) == SIGKILL ||
			    WTERMSIG(status) == SIGUSR1);
	else
		assert_exited(status, 0);
}

/* Returns the time that it took, on the virtual clock. */
static uint64_t run_world(uint64_t seed)
{
	struct mmu_config machine = {.size = sizeof(machine), .ram_bytes = RAM};
	struct kern_swap_config swap = {.size = sizeof(swap), .npages = 16384};
	struct kern *k = kern_rig_boot(&machine);
	uint64_t time;
	int pid[NTASKS];

	assert_true(kern_swapon(k, &swap) >= 0);
	kern_sched_seed(k, seed);
	npids = 0;
	for (uint64_t i = 0; i < NTASKS; i++) {
		pid[i] = spawn(k, lives, (void *)(seed * 2654435761u + i + 1));
		note_pid(pid[i]);
	}
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	for (int i = 0; i < NTASKS; i++)
		assert_end(k, pid[i]);
	assert_no_tasks(k);
	assert_true(native_check(k->machine));
	assert_int_equal(k->cpu->lock.depth, 0);
	assert_int_equal(k->cpu->nscopes, 0);
	time = kern_clock(k);
	kern_shutdown(k);
	return time;
}

static void test_task_random_worlds(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++)
		assert_int_equal(run_world(seed), run_world(seed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_task_random_worlds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
