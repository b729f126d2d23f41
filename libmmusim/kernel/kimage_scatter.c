/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_scatter.c - lists of pieces of memory, as code of the kernel image.
 *
 *   struct scatterlist  00 page, and bit 0: it leads to more entries, bit 1: it
 *                       is the last one  08 offset  0c length  10 of DMA
 *   struct sg_table     00 list  08 entries in use  0c entries
 *
 * A page has room for 128 entries, of which the last one may lead to the next page.
 * kimage_scatter_copy.c goes through what they describe.
 *
 * Simplified: there is no sg_alloc_table_from_pages().
 *
 * Reference: Linux 6.1, lib/scatterlist.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_scatter.h"

#define SINGLE (4096u / sizeof(struct scatterlist))

HIDDEN void *kimg___get_free_pages(unsigned int gfp, unsigned int order);
HIDDEN void kimg_free_pages(unsigned long at, unsigned int order);

typedef struct scatterlist *alloc_fn(unsigned int n, unsigned int gfp);
typedef void free_fn(struct scatterlist *list, unsigned int n);

INLINE struct scatterlist *chained(const struct scatterlist *sg)
{
	return (struct scatterlist *)(sg->page_link & ~3ul);
}

INLINE void mark_end(struct scatterlist *sg)
{
	sg->page_link = (sg->page_link | SG_END) & ~SG_CHAIN;
}

KIMAGE_DEFINE(struct scatterlist *, sg_next, struct scatterlist *sg)
{
	return sg_after(sg);
}

KIMAGE_DEFINE(int, sg_nents, struct scatterlist *sg)
{
	int n = 0;

	for (; sg; sg = sg_after(sg))
		n++;
	return n;
}

/* How many of them have that many bytes. */
KIMAGE_DEFINE(int, sg_nents_for_len, struct scatterlist *sg, uint64_t len)
{
	uint64_t sum = 0;

	if (!len)
		return 0;
	for (int n = 1; sg; sg = sg_after(sg), n++) {
		sum += sg->length;
		if (sum >= len)
			return n;
	}
	return INVALID;
}

KIMAGE_DEFINE(struct scatterlist *, sg_last, struct scatterlist *sg,
	      unsigned int n)
{
	struct scatterlist *last = NULL;

	for (; n; n--, sg = sg_after(sg))
		last = sg;
	if (!(last->page_link & SG_END))
		KIMAGE_BUG("sg_last", "lib/scatterlist.c:109", 0x52);
	return last;
}

KIMAGE_DEFINE(void, sg_init_table, struct scatterlist *list, unsigned int n)
{
	kimg_memset(list, 0, sizeof(*list) * n);
	mark_end(&list[n - 1]);
}

KIMAGE_DEFINE(void, sg_init_one, struct scatterlist *sg, const void *at,
	      unsigned int len)
{
	kimg_sg_init_table(sg, 1);
	sg->page_link = (sg->page_link & 3) | page_of(at);
	sg->offset = (unsigned long)at & 0xfff;
	sg->length = len;
}

/* --- tables that are allocated ------------------------------------------------------- */

KIMAGE_HIDDEN struct scatterlist *kimg_sg_kmalloc(unsigned int n,
						  unsigned int gfp);
struct scatterlist *kimg_sg_kmalloc(unsigned int n, unsigned int gfp)
{
	if (n == SINGLE)
		return kimg___get_free_pages(gfp, 0);
	return kimg___kmalloc(n * sizeof(struct scatterlist), gfp);
}
KIMAGE_INNER(sg_kmalloc);

KIMAGE_HIDDEN void kimg_sg_kfree(struct scatterlist *list, unsigned int n);
void kimg_sg_kfree(struct scatterlist *list, unsigned int n)
{
	if (n == SINGLE)
		kimg_free_pages((unsigned long)list, 0);
	else
		kimg_kfree(list);
}
KIMAGE_INNER(sg_kfree);

KIMAGE_DEFINE(void, __sg_free_table, struct sg_table *table, unsigned int max,
	      unsigned int first, free_fn *free, unsigned int n)
{
	struct scatterlist *list = table->list;
	unsigned int room = first ? first : max;

	if (!list)
		return;
	while (n) {
		struct scatterlist *next = NULL;
		unsigned int size = n, used = n;

		if (size > room) {
			next = chained(&list[room - 1]);
			size = room;
			used = size - 1;
		}
		n -= used;
		if (!first)
			free(list, size);
		first = 0;
		list = next;
		room = max;
	}
	table->list = NULL;
}

KIMAGE_DEFINE(void, sg_free_table, struct sg_table *table)
{
	kimg___sg_free_table(table, SINGLE, 0, kimg_sg_kfree, table->n);
}

/* The last entry of one part leads to the next one. */
INLINE void chain(struct scatterlist *sg, struct scatterlist *next)
{
	sg->offset = sg->length = 0;
	sg->page_link = ((unsigned long)next | SG_CHAIN) & ~SG_END;
}

KIMAGE_DEFINE(int, __sg_alloc_table, struct sg_table *table, unsigned int n,
	      unsigned int max, struct scatterlist *first,
	      unsigned int first_room, unsigned int gfp, alloc_fn *alloc)
{
	struct scatterlist *before = NULL, *list = first;
	unsigned int room = first_room ? first_room : max, before_room = 0;

	kimg_memset(table, 0, sizeof(*table));
	if (!n)
		return INVALID;
	while (n) {
		unsigned int size = n > room ? room : n;
		unsigned int used = n > room ? room - 1 : n;

		n -= used;
		if (before || !list)
			list = alloc(size, gfp);
		if (!list) { /* the link stays an entry */
			if (before)
				table->used = ++table->n;
			return NO_MEMORY;
		}
		kimg_sg_init_table(list, size);
		table->used = table->n += used;
		if (before)
			chain(&before[before_room - 1], list);
		else
			table->list = list;
		if (!n)
			mark_end(&list[used - 1]);
		before = list;
		before_room = room;
		room = max;
	}
	return 0;
}

KIMAGE_DEFINE(int, sg_alloc_table, struct sg_table *table, unsigned int n,
	      unsigned int gfp)
{
	int err = kimg___sg_alloc_table(table, n, SINGLE, NULL, 0, gfp,
					kimg_sg_kmalloc);

	if (err)
		kimg_sg_free_table(table);
	return err;
}
