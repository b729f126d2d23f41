/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_oom.h - when memory runs out: the OOM killer.
 *
 * An allocation that may wait, and is not for a large block, does not fail when
 * there is no memory left: an address space is chosen that has the most of it,
 * its owner is killed (SIGKILL), and the allocation is tried again. The log has
 * the report. What cannot be freed that way ends in a panic.
 *
 * A victim that is at work right now ends with its next page fault, which is not
 * resolved; any other loses its private pages at once (the OOM reaper).
 *
 * Who shall not be chosen gets an oom_score_adj of -1000. How it is done is said
 * by sysctls: see kern_sysctl.h.
 *
 * Simplified: an address space stands for the task that has it, whether there is
 * one or not. No memory policies, no memory cgroups. Linux lets the reaper wait
 * for two seconds. A fault that finds no memory though nobody is to be killed
 * is tried again, as in Linux, but not for ever: its user is killed then.
 *
 * Reference: Linux 6.1, mm/oom_kill.c; mm/page_alloc.c, __alloc_pages_may_oom();
 * arch/x86/mm/fault.c, mm_fault_error().
 */
#ifndef MMUSIM_KERN_OOM_H
#define MMUSIM_KERN_OOM_H

#include <mmusim/kern_mm.h>
#include <mmusim/kern_sysctl.h>

#define KERN_OOM_SCORE_ADJ_MIN (-1000) /* never chosen */
#define KERN_OOM_SCORE_ADJ_MAX 1000

/**
 * kern_set_oom_score_adj - as /proc/PID/oom_score_adj
 * @adj: added to its score, in thousandths of all memory; children inherit it
 *
 * Return: 0; -EINVAL when it is out of range.
 */
MMU_API int kern_set_oom_score_adj(struct kern_mm *mm, int adj);
MMU_API int kern_oom_score_adj(const struct kern_mm *mm);

/** kern_oom_score - as /proc/PID/oom_score: who has the highest one is chosen */
MMU_API int kern_oom_score(const struct kern_mm *mm);

/** kern_oom_killed - has it been chosen? Then its faults are not resolved any
 *  more, and all that is left to do is kern_mm_put() */
MMU_API bool kern_oom_killed(const struct kern_mm *mm);

/**
 * kern_oom_killer_disable, kern_oom_killer_enable
 *
 * As while Linux suspends to disk: nobody is killed, allocations fail.
 */
MMU_API void kern_oom_killer_disable(struct kern *kern);
MMU_API void kern_oom_killer_enable(struct kern *kern);

#endif
