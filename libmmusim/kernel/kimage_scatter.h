/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_scatter.h - lists of pieces of memory: kimage_scatter.c,
 * kimage_scatter_copy.c.
 */
#ifndef KERNEL_KIMAGE_SCATTER_H
#define KERNEL_KIMAGE_SCATTER_H

#include "kernel/kimage_data.h"
#include "kernel/kimage_use.h"

#define SG_CHAIN 1ul
#define SG_END	 2ul

enum { STRUCT_PAGE = 64, PAGE_BITS = 12, PAGE = 1 << PAGE_BITS };

struct scatterlist {
	unsigned long page_link;
	unsigned int offset, length;
	uint64_t dma_address;
	unsigned int dma_length, dma_flags;
};

struct sg_table {
	struct scatterlist *list;
	unsigned int used, n;
};

extern const unsigned long kimg_page_offset_base HIDDEN;
extern const unsigned long kimg_vmemmap_base HIDDEN;

INLINE struct scatterlist *sg_after(struct scatterlist *sg)
{
	if (sg->page_link & SG_END)
		return NULL;
	sg++;
	if (sg->page_link & SG_CHAIN)
		sg = (struct scatterlist *)(sg->page_link & ~3ul);
	return sg;
}

/* The struct page of what lies in the direct map, and the other way round. */
INLINE unsigned long page_of(const void *at)
{
	unsigned long base = *(const volatile unsigned long *)image_constant(
		&kimg_page_offset_base);

	return *(const volatile unsigned long *)image_constant(
		       &kimg_vmemmap_base) +
	       (((unsigned long)at - base) >> PAGE_BITS) * STRUCT_PAGE;
}

INLINE char *address_of(unsigned long page)
{
	unsigned long base = *(const volatile unsigned long *)image_constant(
		&kimg_vmemmap_base);
	long pfn = (long)(page - base) / STRUCT_PAGE;

	return (char *)(*(const volatile unsigned long *)image_constant(
				&kimg_page_offset_base) +
			((unsigned long)pfn << PAGE_BITS));
}

#endif
