/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_trace.h - which pages a program uses, one after the other; and what the
 * best possible replacement makes of that.
 *
 * The policy "opt" needs to know the future. A lab that knows which pages it is
 * going to use writes that down first, and says where it is on the way:
 *
 *	kern_trace_create(&trace);
 *	for (i = 0; i < n; i++)
 *		kern_trace_add(trace, la[i] / 4096);
 *	kern_set_replacement(k, kern_find_replacement("opt"), trace);
 *	for (i = 0; i < n; i++) {
 *		kern_opt_seek(k, i);
 *		mmu_store(kern_cpu(k), la[i], &value, 8, NULL);
 *	}
 *
 * A program that runs natively cannot be watched at each of its accesses. It is
 * run twice: the first time with all the memory it wants, with
 * kern_trace_sample() at its steps, whatever these are; the second time with
 * kern_opt_seek() at the same steps.
 *
 * Pages are named by kern_page_info.index: of private anonymous memory, its
 * address / 4096; of others, which page of the file it is. So a trace is about
 * one address space, or one file.
 */
#ifndef MMUSIM_KERN_TRACE_H
#define MMUSIM_KERN_TRACE_H

#include <mmusim/kern_mm.h>

/* Memory of the host: not part of a machine, nor of its snapshots. */
struct kern_trace;

/** kern_trace_create - an empty trace. Return: 0; -ENOMEM */
MMU_API int kern_trace_create(struct kern_trace **trace);

/** kern_trace_destroy - NULL does nothing. No policy may use it any more, nor in
 *  a snapshot that is gone back to */
MMU_API void kern_trace_destroy(struct kern_trace *trace);

/** kern_trace_add - one more reference. Return: 0; -ENOMEM; -EBUSY once a policy
 *  has it */
MMU_API int kern_trace_add(struct kern_trace *trace, uint64_t page);

/**
 * kern_trace_sample - add what was used since the last time
 * @mm: whose pages: those that were used since this function, or
 *      kern_working_set(), was last called for it, or that came since then;
 *      each once, in the order of addresses
 *
 * A page that has gone again since is not seen.
 *
 * Return: how many were added; -ENOMEM; -EBUSY.
 */
MMU_API int64_t kern_trace_sample(struct kern_trace *trace, struct kern_mm *mm);

/** kern_trace_length - number of references */
MMU_API uint64_t kern_trace_length(const struct kern_trace *trace);

/** kern_trace_page - the n-th reference, from 0; UINT64_MAX: there is none */
MMU_API uint64_t kern_trace_page(const struct kern_trace *trace, uint64_t n);

/**
 * kern_opt_seek - the program is about to make the n-th reference of the trace
 *
 * From this alone the policy "opt" knows what lies ahead. Where the program is
 * told to be is part of a snapshot. A program that does something else than the
 * trace says runs none the worse for it, but OPT is not the optimum then.
 *
 * Return: 0; -ENOENT when another policy is in use.
 */
MMU_API int kern_opt_seek(struct kern *kern, uint64_t n);

#endif
