/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * oom.c - the OOM killer: who is chosen, what happens to him, what the log says.
 *
 * Which allocations come here is said by kern_alloc_may_oom(); then:
 *
 *   the caller is to die anyway?    let him                   task_will_free_mem
 *   panic_on_oom?                   panic                     check_panic_on_oom
 *   oom_kill_allocating_task?       kill the caller
 *   a victim is still there?        reap it, wait for it      oom_evaluate_task
 *   the one with the most points    kill it                   oom_badness
 *   nobody?                         panic
 *
 * Reference: Linux 6.1, mm/oom_kill.c.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>

#include "kernel/gfp.h"
#include "kernel/mm.h"
#include "kernel/oom.h"
#include "kernel/reclaim.h"
#include "kernel/sched.h"
#include "kernel/signal.h"
#include "kernel/swap.h"

typedef unsigned long long ull;

#define SECOND	    1000000000ull
#define COSTLY	    3 /* PAGE_ALLOC_COSTLY_ORDER */
#define INIT_PID    1
#define MAX_RETRIES 16

struct oom_control {
	struct kern *k;
	unsigned int gfp, order;
	bool memcg; /* it is kern_set_memory_max() that leaves no memory */
	struct kern_mm *chosen;
	int64_t points;
};

/* --- who is who -------------------------------------------------------------- */

struct kern_mm *kern_current_mm(const struct kern *k)
{
	if (k->current && k->current->mm)
		return k->current->mm;
	return k->mms ? k->mms->current : NULL;
}

const char *kern_current_comm(const struct kern *k)
{
	const struct kern_mm *mm = kern_current_mm(k);

	if (k->current)
		return k->current->comm;
	return mm && mm->pid ? mm->comm : "swapper/0";
}

int kern_current_pid(const struct kern *k)
{
	const struct kern_mm *mm = kern_current_mm(k);

	if (k->current)
		return k->current->pid;
	return mm ? mm->pid : 0;
}

bool kern_oom_reserves_allowed(const struct kern *k)
{
	const struct kern_mm *mm = kern_current_mm(k);

	return mm && mm->oom_victim;
}

/* Ten in five seconds. */
static bool ratelimit(struct kern *k, unsigned int *shown, uint64_t *resume)
{
	if (k->clock_ns >= *resume) {
		*resume = k->clock_ns + 5 * SECOND;
		*shown = 0;
	}
	return (*shown)++ < 10;
}

/* --- badness -------------------------------------------------------------------- */

static uint64_t rss(const struct kern_mm *mm)
{
	uint64_t sum = 0;

	for (int i = 0; i < KERN_MM_COUNTERS; i++)
		sum += mm->rss[i];
	return sum;
}

static int64_t total_pages(const struct kern *k)
{
	return (int64_t)(k->pages->managed + kern_swap_total(k));
}

/* INT64_MIN: never. Else pages that would come free, and what was added. */
static int64_t oom_badness(const struct kern_mm *mm)
{
	int64_t adj = mm->oom_score_adj;

	if (mm->pid == INIT_PID || adj == KERN_OOM_SCORE_ADJ_MIN ||
	    mm->oom_skip)
		return INT64_MIN;
	return (int64_t)(rss(mm) + mm->swapents + mm->tables) +
	       adj * (total_pages(mm->kern) / 1000);
}

int kern_oom_score(const struct kern_mm *mm)
{
	int64_t points = oom_badness(mm), total = total_pages(mm->kern);

	if (points == INT64_MIN)
		return 0;
	points = (1000 + points * 1000 / total) * 2 / 3;
	return points < 0 ? 0 : (int)points;
}

int kern_set_oom_score_adj(struct kern_mm *mm, int adj)
{
	if (adj < KERN_OOM_SCORE_ADJ_MIN || adj > KERN_OOM_SCORE_ADJ_MAX)
		return -EINVAL;
	mm->oom_score_adj = (int16_t)adj;
	return 0;
}

int kern_oom_score_adj(const struct kern_mm *mm)
{
	return mm->oom_score_adj;
}

bool kern_oom_killed(const struct kern_mm *mm)
{
	return mm->oom_victim;
}

void kern_oom_killer_disable(struct kern *k)
{
	k->oom.disabled = true;
}

void kern_oom_killer_enable(struct kern *k)
{
	k->oom.disabled = false;
}

/* --- the report -------------------------------------------------------------------- */

static void dump_task(const struct kern_mm *mm)
{
	kern_printk(mm->kern,
		    KERN_INFO "[%7d] %5d %5d %8llu %8llu %8llu %8llu"
			      "         %5d %s\n",
		    mm->pid, 0, mm->pid, (ull)mm->total_vm, (ull)rss(mm),
		    (ull)mm->tables * KERN_PAGE, (ull)mm->swapents,
		    mm->oom_score_adj, mm->comm);
}

/* The oldest one first; the list has the newest one first. */
static void dump_tasks(struct kern *k)
{
	const struct kern_mm *mm;
	int n = 0;

	kern_printk(k, KERN_INFO "Tasks state (memory values in pages):\n");
	kern_printk(k, KERN_INFO
		    "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes "
		    "swapents oom_score_adj name\n");
	LIST_FOREACH(mm, &k->mms->mms, all)
	n++;
	while (n--) {
		int before = n;

		LIST_FOREACH(mm, &k->mms->mms, all)
		{
			if (!before--)
				break;
		}
		dump_task(mm);
	}
}

/* mem_cgroup_print_oom_meminfo() */
static void show_memcg(const struct kern_reclaim *r, struct kern *k)
{
	kern_printk(k,
		    KERN_INFO "memory: usage %llukB, limit %llukB, "
			      "failcnt %llu\n",
		    (ull)r->npages * 4, (ull)r->max * 4, (ull)r->failcnt);
}

static void dump_header(const struct oom_control *oc)
{
	const struct kern_mm *mm = kern_current_mm(oc->k);
	char flags[300];

	kern_gfp_text(oc->gfp, flags, sizeof(flags));
	kern_printk(oc->k,
		    KERN_WARNING "%s invoked oom-killer: gfp_mask=%#x(%s), "
				 "order=%d, oom_score_adj=%d\n",
		    kern_current_comm(oc->k), oc->gfp, flags, (int)oc->order,
		    mm ? mm->oom_score_adj : 0);
	kern_dump_stack(oc->k);
	if (oc->memcg)
		show_memcg(oc->k->reclaim, oc->k);
	else
		kern_show_mem(oc->k);
	if (oc->k->oom.dump_tasks)
		dump_tasks(oc->k);
}

static void dump_oom_summary(const struct oom_control *oc)
{
	kern_printk(oc->k,
		    KERN_INFO "oom-kill:constraint=%s,"
			      "nodemask=(null),cpuset=/,mems_allowed=0,"
			      "%s,task_memcg=/,task=%s,pid=%d,uid=0\n",
		    oc->memcg ? "CONSTRAINT_MEMCG" : "CONSTRAINT_NONE",
		    oc->memcg ? "oom_memcg=/" : "global_oom", oc->chosen->comm,
		    oc->chosen->pid);
}

static void check_panic_on_oom(const struct oom_control *oc)
{
	int how = oc->k->oom.panic_on_oom;
	char why[80];

	if (!how || (oc->memcg && how != 2))
		return;
	dump_header(oc);
	snprintf(why, sizeof(why), "Out of memory: %s panic_on_oom is enabled",
		 how == 2 ? "compulsory" : "system-wide");
	kern_panic(oc->k, why);
}

/* --- killing --------------------------------------------------------------------------- */

static ull kb(uint64_t npages)
{
	return npages * 4;
}

/* Pages that only he has go, whatever he is doing. */
static void oom_reap(struct kern_mm *mm)
{
	struct kern_vma *vma;

	RB_FOREACH(vma, kern_vma_tree, &mm->vmas)
	{
		if (!(vma->flags & KERN_VM_SHARED))
			kern_zap_page_range(vma, vma->start, vma->end);
	}
	mm->oom_skip = true;
	kern_printk(mm->kern,
		    KERN_INFO "oom_reaper: reaped process %d (%s), now "
			      "anon-rss:%llukB, file-rss:%llukB, "
			      "shmem-rss:%llukB\n",
		    mm->pid, mm->comm, kb(mm->rss[KERN_MM_ANONPAGES]),
		    kb(mm->rss[KERN_MM_FILEPAGES]),
		    kb(mm->rss[KERN_MM_SHMEMPAGES]));
}

static void kill_tasks(struct kern_mm *mm)
{
	struct kern *k = mm->kern;
	struct kern_task *task;

	if (!k->sched)
		return;
	LIST_FOREACH(task, &k->sched->tasks, all)
	if (task->mm == mm)
		kern_kill_task(k, task);
}

/* __oom_kill_process() */
static void kill_process(struct kern_mm *mm, const char *message)
{
	struct kern_siginfo info = {.signo = SIGKILL, .code = SI_KERNEL};

	kern_force_sig(mm, &info);
	kill_tasks(mm);
	mm->oom_victim = true;
	kern_stat_add(mm->kern, KERN_OOM_KILL, 1);
	kern_printk(mm->kern,
		    KERN_ERR "%s: Killed process %d (%s) total-vm:%llukB, "
			     "anon-rss:%llukB, file-rss:%llukB, "
			     "shmem-rss:%llukB, UID:0 pgtables:%llukB "
			     "oom_score_adj:%d\n",
		    message, mm->pid, mm->comm, kb(mm->total_vm),
		    kb(mm->rss[KERN_MM_ANONPAGES]),
		    kb(mm->rss[KERN_MM_FILEPAGES]),
		    kb(mm->rss[KERN_MM_SHMEMPAGES]), kb(mm->tables),
		    mm->oom_score_adj);
	if (mm != kern_current_mm(mm->kern))
		oom_reap(mm);
}

static void oom_kill_process(const struct oom_control *oc, const char *message)
{
	struct kern_oom *oom = &oc->k->oom;

	if (ratelimit(oc->k, &oom->shown, &oom->resume)) {
		dump_header(oc);
		dump_oom_summary(oc);
	}
	kill_process(oc->chosen, message);
}

/* --- choosing ---------------------------------------------------------------------------- */

/* False: there is a victim that was not reaped yet, because it was at work when
 * it was killed. It is now, and nobody else needs to die. */
static bool select_bad_process(struct oom_control *oc)
{
	struct kern_mm *mm;

	oc->points = INT64_MIN;
	LIST_FOREACH(mm, &oc->k->mms->mms, all)
	{
		int64_t points = oom_badness(mm);

		if (mm->oom_victim && !mm->oom_skip) {
			oom_reap(mm);
			return false;
		}
		if (points == INT64_MIN || points < oc->points)
			continue;
		oc->chosen = mm;
		oc->points = points;
	}
	return true;
}

/* True: try again. */
static bool out_of_memory(struct oom_control *oc)
{
	struct kern *k = oc->k;
	struct kern_mm *mm = kern_current_mm(k);

	if (k->oom.disabled || k->panicked || !k->mms)
		return false;
	check_panic_on_oom(oc);
	if (k->panicked)
		return false;
	if (!oc->memcg && k->oom.kill_allocating_task && mm &&
	    oom_badness(mm) != INT64_MIN) {
		oc->chosen = mm;
		oom_kill_process(oc,
				 "Out of memory (oom_kill_allocating_task)");
		return true;
	}
	if (!select_bad_process(oc))
		return true;
	if (oc->chosen) {
		oom_kill_process(oc, oc->memcg ? "Memory cgroup out of memory" :
						 "Out of memory");
		return true;
	}
	dump_header(oc);
	kern_printk(k, KERN_WARNING
		    "Out of memory and no killable processes...\n");
	if (oc->memcg)
		return false;
	kern_panic(k, "System is deadlocked on memory");
	return false;
}

bool kern_alloc_may_oom(struct kern *k, unsigned int gfp, unsigned int order)
{
	const unsigned int hopeless =
		KERN_GFP_NORETRY | KERN_GFP_RETRY_MAYFAIL | KERN_GFP_MEMALLOC;
	struct oom_control oc = {.k = k, .gfp = gfp, .order = order};

	if (!(gfp & KERN_GFP_DIRECT_RECLAIM) || gfp & hopeless ||
	    order > COSTLY)
		return false;
	/* A victim does not kill another one: it had its try. Without __GFP_FS
	 * Linux would wait for others to free memory; nobody else runs here. */
	if (kern_oom_reserves_allowed(k) || !(gfp & KERN_GFP_FS))
		return false;
	return out_of_memory(&oc);
}

bool kern_memcg_oom(struct kern *k)
{
	struct oom_control oc = {
		.k = k, .gfp = KERN_GFP_HIGHUSER_MOVABLE, .memcg = true};

	return out_of_memory(&oc);
}

bool kern_pagefault_out_of_memory(struct kern_mm *mm)
{
	struct kern *k = mm->kern;

	if (mm->oom_victim || k->panicked || k->oom.disabled ||
	    ++mm->oom_retries > MAX_RETRIES)
		return false;
	if (ratelimit(k, &k->oom.leaks_shown, &k->oom.leaks_resume))
		kern_printk(k, KERN_WARNING
			    "Huh VM_FAULT_OOM leaked out to the #PF handler. "
			    "Retrying PF\n");
	return true;
}
