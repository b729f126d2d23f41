/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rmap.h - from a page to the areas that map it; private to kernel/. */
#ifndef KERNEL_RMAP_H
#define KERNEL_RMAP_H

#include "kernel/mm.h"
#include "kernel/page.h"

/* --- rmap_anon.c -------------------------------------------------------------- */

struct kern_anon_vma {
	RB_ENTRY(kern_anon_vma) node;
	LIST_HEAD(, kern_vma) vmas;
};

/* What a page's mapping points to; NULL when it was spoiled. */
struct kern_anon_vma *kern_anon_vma_of(struct kern *k, uint64_t mapping);
/* anon may be NULL: none. */
void kern_anon_vma_join(struct kern_vma *vma, struct kern_anon_vma *anon);
/* The area goes, or is not in the list yet; the last one frees it. */
void kern_anon_vma_leave(struct kern_vma *vma);
/* Of an area without one: 0 or -ENOMEM. */
int kern_anon_vma_make(struct kern_vma *vma);
static inline int kern_anon_vma_prepare(struct kern_vma *vma)
{
	return vma->anon ? 0 : kern_anon_vma_make(vma);
}

#endif
