/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_scatter_copy.c - what a scatterlist describes, page by page, and copies of
 * it; code of the kernel image.
 *
 *   struct sg_page_iter     00 entry  08 page of it  0c entries left  10 step
 *   struct sg_mapping_iter  00 page  08 address  10 length  18 consumed
 *                           20 sg_page_iter  38 offset  3c remaining  40 flags
 *
 * Simplified: a warning of sg_miter_stop() is not printed.
 *
 * Reference: Linux 6.1, lib/scatterlist.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_scatter.h"

enum { MITER_ATOMIC = 1, MITER_TO_SG = 2, MITER_FROM_SG = 4 };

struct page_iter {
	struct scatterlist *sg;
	unsigned int page, left;
	int step;
};

struct mapping_iter {
	unsigned long page;
	char *address;
	size_t length, consumed;
	struct page_iter pages;
	unsigned int offset, remaining, flags;
};

_Static_assert(offsetof(struct mapping_iter, offset) == 0x38,
	       "modules know it");

/* --- pages ------------------------------------------------------------------------- */

KIMAGE_DEFINE(void, __sg_page_iter_start, struct page_iter *iter,
	      struct scatterlist *sg, unsigned int n, unsigned long page)
{
	iter->step = 0;
	iter->left = n;
	iter->sg = sg;
	iter->page = (unsigned int)page;
}

INLINE bool next_page(struct page_iter *iter, bool dma)
{
	if (!iter->left || !iter->sg)
		return false;
	iter->page += (unsigned int)iter->step;
	iter->step = 1;
	for (;;) {
		struct scatterlist *sg = iter->sg;
		unsigned int len = dma ? sg->dma_length : sg->length;
		unsigned int n = (sg->offset + len + PAGE - 1) >> PAGE_BITS;

		if (iter->page < n)
			return true;
		iter->page -= n;
		iter->sg = sg_after(sg);
		if (!--iter->left || !iter->sg)
			return false;
	}
}

KIMAGE_DEFINE(bool, __sg_page_iter_next, struct page_iter *iter)
{
	return next_page(iter, false);
}

KIMAGE_DEFINE(bool, __sg_page_iter_dma_next, struct page_iter *iter)
{
	return next_page(iter, true);
}

/* --- with an address ----------------------------------------------------------------- */

KIMAGE_DEFINE(void, sg_miter_start, struct mapping_iter *iter,
	      struct scatterlist *sg, unsigned int n, unsigned int flags)
{
	kimg_memset(iter, 0, sizeof(*iter));
	kimg___sg_page_iter_start(&iter->pages, sg, n, 0);
	if (!(flags & (MITER_TO_SG | MITER_FROM_SG)))
		KIMAGE_WARN("sg_miter_start", "lib/scatterlist.c:792", 0x46);
	iter->flags = flags;
}

INLINE void hold_preemption(int n)
{
	__asm__ volatile("addl %0, %%gs:%c1"
			 :
			 : "r"(n), "i"(KERN_PERCPU_PREEMPT)
			 : "memory", "cc");
}

KIMAGE_DEFINE(void, sg_miter_stop, struct mapping_iter *iter)
{
	if (!iter->address)
		return;
	iter->offset += (unsigned int)iter->consumed;
	iter->remaining -= (unsigned int)iter->consumed;
	if (iter->flags & MITER_ATOMIC)
		hold_preemption(-1);
	iter->page = 0;
	iter->address = NULL;
	iter->length = iter->consumed = 0;
}

KIMAGE_HIDDEN bool kimg_sg_miter_get_next_page(struct mapping_iter *iter);
bool kimg_sg_miter_get_next_page(struct mapping_iter *iter)
{
	struct page_iter *pages = &iter->pages;
	unsigned int rest;

	if (iter->remaining)
		return true;
	if (!kimg___sg_page_iter_next(pages))
		return false;
	iter->offset = pages->page ? 0 : pages->sg->offset;
	pages->page += iter->offset >> PAGE_BITS;
	iter->offset &= PAGE - 1;
	rest = pages->sg->offset + pages->sg->length -
	       (pages->page << PAGE_BITS) - iter->offset;
	iter->remaining = rest < PAGE - iter->offset ? rest :
						       PAGE - iter->offset;
	return true;
}
KIMAGE_INNER(sg_miter_get_next_page);

KIMAGE_DEFINE(bool, sg_miter_skip, struct mapping_iter *iter, long n)
{
	kimg_sg_miter_stop(iter);
	while (n) {
		long step;

		if (!kimg_sg_miter_get_next_page(iter))
			return false;
		step = n < iter->remaining ? n : iter->remaining;
		iter->offset += (unsigned int)step;
		iter->remaining -= (unsigned int)step;
		n -= step;
	}
	return true;
}

KIMAGE_DEFINE(bool, sg_miter_next, struct mapping_iter *iter)
{
	kimg_sg_miter_stop(iter);
	if (!kimg_sg_miter_get_next_page(iter))
		return false;
	iter->page = (iter->pages.sg->page_link & ~3ul) +
		     (unsigned long)iter->pages.page * STRUCT_PAGE;
	iter->consumed = iter->length = iter->remaining;
	if (iter->flags & MITER_ATOMIC)
		hold_preemption(1);
	iter->address = address_of(iter->page) + iter->offset;
	return true;
}

/* --- copying --------------------------------------------------------------------------- */

KIMAGE_DEFINE(size_t, sg_copy_buffer, struct scatterlist *sg, unsigned int n,
	      char *buffer, size_t len, long skip, bool to_buffer)
{
	struct mapping_iter iter;
	unsigned int done = 0;

	kimg_sg_miter_start(&iter, sg, n,
			    MITER_ATOMIC |
				    (to_buffer ? MITER_FROM_SG : MITER_TO_SG));
	if (!kimg_sg_miter_skip(&iter, skip))
		return 0;
	while (done < len && kimg_sg_miter_next(&iter)) {
		size_t now = len - done < iter.length ? len - done :
							iter.length;

		if (to_buffer)
			kimg_memcpy(buffer + done, iter.address, now);
		else
			kimg_memcpy(iter.address, buffer + done, now);
		done += (unsigned int)now;
	}
	kimg_sg_miter_stop(&iter);
	return done;
}

KIMAGE_DEFINE(size_t, sg_copy_from_buffer, struct scatterlist *sg,
	      unsigned int n, char *buffer, size_t len)
{
	return kimg_sg_copy_buffer(sg, n, buffer, len, 0, false);
}

KIMAGE_DEFINE(size_t, sg_copy_to_buffer, struct scatterlist *sg, unsigned int n,
	      char *buffer, size_t len)
{
	return kimg_sg_copy_buffer(sg, n, buffer, len, 0, true);
}

KIMAGE_DEFINE(size_t, sg_pcopy_from_buffer, struct scatterlist *sg,
	      unsigned int n, char *buffer, size_t len, long skip)
{
	return kimg_sg_copy_buffer(sg, n, buffer, len, skip, false);
}

KIMAGE_DEFINE(size_t, sg_pcopy_to_buffer, struct scatterlist *sg,
	      unsigned int n, char *buffer, size_t len, long skip)
{
	return kimg_sg_copy_buffer(sg, n, buffer, len, skip, true);
}

KIMAGE_DEFINE(size_t, sg_zero_buffer, struct scatterlist *sg, unsigned int n,
	      size_t len, long skip)
{
	struct mapping_iter iter;
	unsigned int done = 0;

	kimg_sg_miter_start(&iter, sg, n, MITER_ATOMIC | MITER_TO_SG);
	if (!kimg_sg_miter_skip(&iter, skip))
		return 0;
	while (done < len && kimg_sg_miter_next(&iter)) {
		size_t now = len - done < iter.length ? len - done :
							iter.length;

		kimg_memset(iter.address, 0, now);
		done += (unsigned int)now;
	}
	kimg_sg_miter_stop(&iter);
	return done;
}
