/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_mm.c - other ways to ask for memory, and blocks of pages that are split, as
 * code of the kernel image.
 *
 *   struct page   08 compound_head (bit 0)   34 _refcount        (64 bytes)
 *
 * There is one node: who wants memory of a certain one gets it as all do.
 *
 * Reference: Linux 6.1, mm/vmalloc.c, mm/util.c, mm/page_alloc.c, mm/gup.c.
 */
#include "kernel/kimage_data.h"
#include "kernel/kimage_sync.h"

#define GFP_KERNEL  0xcc0u
#define GFP_DMA32   0x4u
#define GFP_ZERO    0x100u
#define GFP_USER    0x100cc0u
#define PAGE	    4096ul
#define STRUCT_PAGE 64
#define PAGE_SIZE   4096ul
#define PIN_BIAS    1024

#define ERR_NOMEM   (-12)
#define ERR_FAULT   (-14)
#define ERR_INVAL   (-22)
#define ERROR(err)  ((void *)(intptr_t)(err))

HIDDEN void *kimg___kmalloc(size_t size, unsigned int gfp);
HIDDEN void *kimg_kmem_cache_alloc(void *cache, unsigned int gfp);
HIDDEN void *kimg___vmalloc(size_t size, unsigned int gfp);
HIDDEN void *kimg_kvmalloc_node(size_t size, unsigned int gfp, int node);
HIDDEN void kimg_kfree(const void *object);
HIDDEN void kimg_vfree(const void *object);
HIDDEN bool kimg_is_vmalloc_addr(const void *object);
KIMAGE_TEXT void kimg_kvfree(const void *object);
HIDDEN char *kimg___get_free_pages(unsigned int gfp, unsigned int order);
HIDDEN void kimg_free_pages(unsigned long at, unsigned int order);
HIDDEN void kimg___folio_put(void *page);
HIDDEN char *kimg_vmalloc_to_page(const void *at);
HIDDEN long kimg_strnlen_user(const char *s, long n);
HIDDEN unsigned long kimg__copy_to_user(void *to, const void *from, size_t len);
HIDDEN unsigned long kimg__copy_from_user(void *to, const void *from,
					  size_t len);
KIMAGE_TEXT void *kimg_memdup_user(const void *from, size_t len);
extern const unsigned long kimg_page_offset_base HIDDEN;
extern const unsigned long kimg_vmemmap_base HIDDEN;

KIMAGE_INLINE const unsigned long *page_offset_base(void)
{
	return image_constant(&kimg_page_offset_base);
}

KIMAGE_INLINE const unsigned long *vmemmap_base(void)
{
	return image_constant(&kimg_vmemmap_base);
}

/* --- vmalloc() -------------------------------------------------------------------- */

KIMAGE_DEFINE(void *, vmalloc_node, size_t size, int node)
{
	(void)node;
	return kimg___vmalloc(size, GFP_KERNEL);
}

KIMAGE_DEFINE(void *, vzalloc_node, size_t size, int node)
{
	(void)node;
	return kimg___vmalloc(size, GFP_KERNEL | GFP_ZERO);
}

KIMAGE_DEFINE(void, kvfree, const void *object)
{
	if (kimg_is_vmalloc_addr(object))
		kimg_vfree(object);
	else
		kimg_kfree(object);
}

/* Below 4 GiB, as all memory that is not far above. */
KIMAGE_DEFINE(void *, vmalloc_32, size_t size)
{
	return kimg___vmalloc(size, GFP_KERNEL | GFP_DMA32);
}

KIMAGE_DEFINE(void *, vmalloc_user, size_t size)
{
	return kimg___vmalloc(size, GFP_KERNEL | GFP_ZERO);
}

KIMAGE_DEFINE(void *, vmalloc_32_user, size_t size)
{
	return kimg___vmalloc(size, GFP_KERNEL | GFP_DMA32 | GFP_ZERO);
}

KIMAGE_DEFINE(void *, vmalloc_huge, size_t size, unsigned int gfp)
{
	return kimg___vmalloc(size, gfp);
}

KIMAGE_DEFINE(void *, __vmalloc_array, size_t n, size_t size, unsigned int gfp)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return kimg___vmalloc(bytes, gfp);
}

KIMAGE_DEFINE(void *, vmalloc_array, size_t n, size_t size)
{
	return kimg___vmalloc_array(n, size, GFP_KERNEL);
}

KIMAGE_DEFINE(void *, __vcalloc, size_t n, size_t size, unsigned int gfp)
{
	return kimg___vmalloc_array(n, size, gfp | GFP_ZERO);
}

KIMAGE_DEFINE(void *, vcalloc, size_t n, size_t size)
{
	return kimg___vmalloc_array(n, size, GFP_KERNEL | GFP_ZERO);
}

KIMAGE_DEFINE(unsigned long, vmalloc_to_pfn, const void *at)
{
	return (unsigned long)(kimg_vmalloc_to_page(at) -
			       (char *)*vmemmap_base()) /
	       STRUCT_PAGE;
}

/* --- slab ------------------------------------------------------------------------- */

KIMAGE_DEFINE(void *, kmem_cache_alloc_node, void *cache, unsigned int gfp,
	      int node)
{
	(void)node;
	return kimg_kmem_cache_alloc(cache, gfp);
}

KIMAGE_DEFINE(void *, kmalloc_node_trace, void *cache, unsigned int gfp,
	      int node, size_t size)
{
	(void)node;
	(void)size;
	return kimg_kmem_cache_alloc(cache, gfp);
}

KIMAGE_DEFINE(void *, __kmalloc_node, size_t size, unsigned int gfp, int node)
{
	(void)node;
	return kimg___kmalloc(size, gfp);
}

KIMAGE_DEFINE(void *, kmalloc_large_node, size_t size, unsigned int gfp,
	      int node)
{
	(void)node;
	return kimg___kmalloc(size, gfp);
}

/* --- blocks of pages ---------------------------------------------------------------- */

KIMAGE_INLINE char *page_of(const void *at)
{
	unsigned long pfn = ((unsigned long)at - *page_offset_base()) / PAGE;

	return (char *)*vmemmap_base() + pfn * STRUCT_PAGE;
}

KIMAGE_INLINE int *count_of(char *page)
{
	return (int *)(page + 0x34);
}

/* Each page of a block on its own. */
KIMAGE_DEFINE(void, split_page, char *page, unsigned int order)
{
	for (unsigned long i = 1; i < 1ul << order; i++)
		*count_of(page + i * STRUCT_PAGE) = 1;
}

KIMAGE_INLINE unsigned int order_of(size_t size)
{
	unsigned int order = 0;

	while (PAGE << order < size)
		order++;
	return order;
}

KIMAGE_DEFINE(void, free_pages_exact, char *at, size_t size)
{
	for (char *end = at + ((size + PAGE - 1) & -PAGE); at < end; at += PAGE)
		kimg_free_pages((unsigned long)at, 0);
}

/* What of the block the size does not need goes back at once. */
KIMAGE_DEFINE(void *, alloc_pages_exact, size_t size, unsigned int gfp)
{
	unsigned int order = order_of(size);
	size_t used = (size + PAGE - 1) & -PAGE;
	char *at = kimg___get_free_pages(gfp, order);

	if (at) {
		kimg_split_page(page_of(at), order);
		kimg_free_pages_exact(at + used, (PAGE << order) - used);
	}
	return at;
}

/* --- pinned pages --------------------------------------------------------------------- */

KIMAGE_INLINE char *head_of(char *page)
{
	unsigned long head = *(unsigned long *)(page + 8);

	return head & 1 ? (char *)(head - 1) : page;
}

/* What page_mapcount() asks for a page of a block. */
KIMAGE_DEFINE(int, __page_mapcount, char *page)
{
	enum { MAPPING = 0x18, MAPCOUNT = 0x30, COMPOUND_MAPCOUNT = 0x14 };
	int count = *(int *)(page + MAPCOUNT) + 1;

	if (!(*(unsigned long *)(page + MAPPING) & 1))
		return count;
	page = head_of(page) + STRUCT_PAGE;
	return count + *(int *)(page + COMPOUND_MAPCOUNT) + 1;
}

KIMAGE_DEFINE(void, unpin_user_page, char *page)
{
	page = head_of(page);
	*count_of(page) -= PIN_BIAS;
	if (!*count_of(page))
		kimg___folio_put(page);
}

KIMAGE_DEFINE(void, unpin_user_pages, char **pages, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++)
		kimg_unpin_user_page(pages[i]);
}

KIMAGE_DEFINE(void, release_pages, char **pages, int n)
{
	for (int i = 0; i < n; i++) {
		char *page = head_of(pages[i]);

		if (!--*count_of(page))
			kimg___folio_put(page);
	}
}

/* --- copies of what a user has ---------------------------------------------------------- */

KIMAGE_DEFINE(char *, strndup_user, const char *s, long n)
{
	long len = kimg_strnlen_user(s, n);
	char *copy;

	if (!len)
		return ERROR(ERR_FAULT);
	if (len > n)
		return ERROR(ERR_INVAL);
	copy = kimg_memdup_user(s, (size_t)len);
	if ((unsigned long)copy < (unsigned long)-4095)
		copy[len - 1] = 0;
	return copy;
}

KIMAGE_DEFINE(void *, vmemdup_user, const void *from, size_t len)
{
	void *copy = kimg_kvmalloc_node(len, GFP_USER, -1);

	if (!copy)
		return ERROR(ERR_NOMEM);
	if (kimg__copy_from_user(copy, from, len)) {
		kimg_kvfree(copy);
		return ERROR(ERR_FAULT);
	}
	return copy;
}

/* --- user memory that shall be there ------------------------------------------------ */

/* One byte of each page. How many bytes, from the first that is not there on. */
KIMAGE_INLINE size_t fault_in(char *start, size_t size, bool write)
{
	uintptr_t end = ((uintptr_t)start + size + PAGE_SIZE - 1) &
			~(uintptr_t)(PAGE_SIZE - 1);
	uintptr_t at = (uintptr_t)start;
	char byte = 0;

	if (!size)
		return 0;
	if (end < at)
		end = 0;
	while (at != end &&
	       !(write ? kimg__copy_to_user((void *)at, &byte, 1) :
			 kimg__copy_from_user(&byte, (void *)at, 1)))
		at = (at & ~(uintptr_t)(PAGE_SIZE - 1)) + PAGE_SIZE;
	return size > at - (uintptr_t)start ? size - (at - (uintptr_t)start) :
					      0;
}

KIMAGE_DEFINE(size_t, fault_in_readable, char *start, size_t size)
{
	return fault_in(start, size, false);
}

/* What it finds there becomes zero, a byte in each page. */
KIMAGE_DEFINE(size_t, fault_in_writeable, char *start, size_t size)
{
	return fault_in(start, size, true);
}
