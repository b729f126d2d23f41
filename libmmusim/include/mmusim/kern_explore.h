/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_explore.h - races: schedules that can be repeated, and a search for those
 * that do harm.
 *
 * Tasks run one at a time and lose the CPU only where they say so, so what
 * happens between two such points is atomic, and the order in which tasks pass
 * them is all that chance could decide. A schedule writes that order down.
 *
 *	static int run(void *arg, struct kern_schedule *schedule)
 *	{
 *		... a kernel as it always is, with its tasks
 *		kern_sched_follow(k, schedule);
 *		kern_run(k);
 *		kern_sched_follow(k, NULL);
 *		return is_corrupted();
 *	}
 *
 *	struct kern_explore e = {.size = sizeof(e), .run = run};
 *
 *	if (kern_explore(&e) == 1)
 *		... e.found can be followed again
 */
#ifndef MMUSIM_KERN_EXPLORE_H
#define MMUSIM_KERN_EXPLORE_H

#include <mmusim/kern.h>

#define KERN_SCHEDULE_MAX 256

/**
 * struct kern_schedule - who ran when
 * @size:    sizeof(struct kern_schedule)
 * @n:       decisions to follow; those that come after are 0
 * @choice:  which of the tasks that could run did: 0 is the one that ran before,
 *           if it can go on; the others follow in the order in which they wait.
 *           What was followed and what came after; of @steps, or fewer if there
 *           is no room
 * @options: how many could run, of as many decisions
 * @steps:   out: decisions that were taken. One task that could run is none
 */
struct kern_schedule {
	size_t size;
	unsigned int n;
	unsigned int steps;
	unsigned char choice[KERN_SCHEDULE_MAX];
	unsigned char options[KERN_SCHEDULE_MAX];
};

/**
 * kern_sched_follow - let tasks run in this order from now on
 * @schedule: kept, and written to, until another one or NULL takes its place;
 *            NULL: as kern_sched_seed() says
 *
 * A choice that is more than there are options counts as 0; then the program is
 * not the one that the schedule was made with.
 *
 * Return: 0; -EINVAL for another size, or more than KERN_SCHEDULE_MAX decisions.
 */
MMU_API int kern_sched_follow(struct kern *kern,
			      struct kern_schedule *schedule);

/**
 * struct kern_explore - a search for a schedule that does harm
 * @size:  sizeof(struct kern_explore)
 * @run:   run the tasks by a schedule, from one and the same state each time
 *         (mmu_restore() is quick). 0: no harm; positive: harm was done; negative:
 *         the search ends with that error
 * @arg:   passed to it
 * @max_switches: decisions against the task that could go on, at most; 0: 4
 * @max_runs: at most; 0: 10000
 * @runs:  out: how many there were
 * @found: out: the schedule that did harm
 */
struct kern_explore {
	size_t size;
	int (*run)(void *arg, struct kern_schedule *schedule);
	void *arg;
	unsigned int max_switches;
	unsigned int max_runs;
	unsigned int runs;
	struct kern_schedule found;
};

/**
 * kern_explore - try schedules, those with few switches first
 *
 * Most races need few switches, so that all schedules with one, then with two and
 * so on find the simplest case early; it has the fewest switches of all that do
 * harm.
 *
 * Return: 1: @found does harm; 0: none within the bounds does; -EINVAL; -ENOMEM;
 * what run() said.
 * Source: M. Musuvathi, S. Qadeer, "Iterative Context Bounding for Systematic
 * Testing of Multithreaded Programs", 2007.
 */
MMU_API int kern_explore(struct kern_explore *explore);

#endif
