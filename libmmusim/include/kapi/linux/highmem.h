/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages that may have no address: here each has one, in the direct map.
 */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

/* In between, faults of user memory are not served; kmap_atomic() does not let
 * others have the CPU, either. */
static inline void *kmap(struct page *page)
{
	return page_address(page);
}

static inline void kunmap(struct page *page)
{
	(void)page;
}

static inline void *kmap_local_page(struct page *page)
{
	return page_address(page);
}

#define kunmap_local(addr) ((void)(addr))

static inline void *kmap_atomic(struct page *page)
{
	preempt_disable();
	pagefault_disable();
	return page_address(page);
}

#define kunmap_atomic(addr)         \
	do {                        \
		(void)(addr);       \
		pagefault_enable(); \
		preempt_enable();   \
	} while (0)

static inline void clear_highpage(struct page *page)
{
	clear_page(kmap_local_page(page));
}

static inline void copy_highpage(struct page *to, struct page *from)
{
	copy_page(kmap_local_page(to), kmap_local_page(from));
}

static inline void memcpy_from_page(char *to, struct page *page, size_t offset,
				    size_t len)
{
	memcpy(to, (char *)kmap_local_page(page) + offset, len);
}

static inline void memcpy_to_page(struct page *page, size_t offset,
				  const char *from, size_t len)
{
	memcpy((char *)kmap_local_page(page) + offset, from, len);
}

static inline void memzero_page(struct page *page, size_t offset, size_t len)
{
	memset((char *)kmap_local_page(page) + offset, 0, len);
}

#endif
