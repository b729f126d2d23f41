/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc_stat.c - files of /proc about the machine and what it does:
 * interrupts, loadavg, stat.
 *
 * Simplified: the load is sampled when somebody looks, as if those who run now
 * had run since the last time. Interrupts are the timer's alone, and of stat
 * only what is counted is shown.
 *
 * Reference: Linux 6.1, fs/proc/stat.c, fs/proc/loadavg.c, kernel/sched/loadavg.c,
 * kernel/irq/proc.c, arch/x86/kernel/irq.c.
 */
#include "kernel/irq.h"
#include "kernel/mm.h"
#include "kernel/page.h"
#include "kernel/proc.h"
#include "kernel/sched.h"

typedef unsigned long long ull;

#define NS	  1000000000ull
#define LOAD_FREQ (5 * NS) /* 5 s, to the jiffy; Linux adds one */
#define FSHIFT	  11
#define FIXED_1	  (1u << FSHIFT)
#define TICK_NS	  (NS / 100) /* of USER_HZ */

/* Tasks that run or could, or wait for what cannot be interrupted; all of them. */
static void count_tasks(const struct kern *k, unsigned int *running,
			unsigned int *blocked, unsigned int *all)
{
	const struct kern_task *task;

	*running = *blocked = *all = 0;
	LIST_FOREACH(task, &k->sched->tasks, all)
	{
		*running += task->state == KERN_TASK_RUNNING;
		*blocked += task->state == KERN_TASK_UNINTERRUPTIBLE;
		*all += 1;
	}
}

/* --- loadavg ----------------------------------------------------------------- */

/* calc_load(): newload = load * exp + active * (1 - exp) */
static unsigned int decay(unsigned int load, unsigned int exp,
			  unsigned int active)
{
	uint64_t n = (uint64_t)load * exp + (uint64_t)active * (FIXED_1 - exp);

	if (active >= load)
		n += FIXED_1 - 1;
	return (unsigned int)(n / FIXED_1);
}

static void calc_loads(struct kern *k, unsigned int active)
{
	/* 1/exp(5 s / 1 min), 5 min, 15 min */
	static const unsigned int exp[3] = {1884, 2014, 2037};

	for (; k->load_at + LOAD_FREQ <= k->clock_ns; k->load_at += LOAD_FREQ) {
		unsigned int sum = 0;

		for (int i = 0; i < 3; i++) {
			k->load[i] =
				decay(k->load[i], exp[i], active * FIXED_1);
			sum += k->load[i];
		}
		if (!sum && !active) { /* and so it stays */
			k->load_at = k->clock_ns / LOAD_FREQ * LOAD_FREQ;
			return;
		}
	}
}

void kern_show_loadavg(struct kern *k, struct kern_text *t)
{
	unsigned int running, blocked, all;

	count_tasks(k, &running, &blocked, &all);
	calc_loads(k, running + blocked);
	for (int i = 0; i < 3; i++) {
		unsigned int load = k->load[i] + FIXED_1 / 200;

		kern_text_add(t, "%u.%02u ", load >> FSHIFT,
			      ((load & (FIXED_1 - 1)) * 100) >> FSHIFT);
	}
	kern_text_add(t, "%u/%u %d\n", running, all, k->next_pid - 1);
}

/* --- stat, interrupts --------------------------------------------------------- */

void kern_show_stat(struct kern *k, struct kern_text *t)
{
	ull idle = k->idle_ns / TICK_NS;
	ull system = (k->clock_ns - k->idle_ns) / TICK_NS;
	unsigned int running, blocked, all;

	count_tasks(k, &running, &blocked, &all);
	kern_text_add(t, "cpu  0 0 %llu %llu 0 0 0 0 0 0\n", system, idle);
	kern_text_add(t, "cpu0 0 0 %llu %llu 0 0 0 0 0 0\n", system, idle);
	kern_text_add(t, "processes %d\n", k->next_pid - 1);
	kern_text_add(t, "procs_running %u\nprocs_blocked %u\n", running,
		      blocked);
}

void kern_show_interrupts(struct kern *k, struct kern_text *t)
{
	kern_text_add(t, "%16s%7s\n", "CPU0", "");
	kern_show_irq_lines(k, t);
	kern_text_add(t, "LOC: %10llu   Local timer interrupts\n",
		      (ull)k->irq->count);
	kern_text_add(t, "IWI: %10llu   IRQ work interrupts\n",
		      (ull)k->irq->work_count);
}
