/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frees a page and then writes into its struct page, where the link of the free
 * list is. The next allocation stumbles over it.
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a free list of pages that leads to nowhere");

static int __init page_corrupt_init(void)
{
	/* The buddy stays in use, so that the page is not merged away. */
	struct page *pair = alloc_pages(GFP_KERNEL, 1);
	struct page *page = alloc_page(GFP_KERNEL);

	if (!pair || !page)
		return -ENOMEM;
	__free_page(page);
	page->lru.prev = (void *)0x4141414141414141;
	pr_info("page_corrupt: spoiled\n");
	page = alloc_page(GFP_KERNEL);
	pr_info("page_corrupt: not reached\n");
	return 0;
}

static void __exit page_corrupt_exit(void)
{
}

module_init(page_corrupt_init);
module_exit(page_corrupt_exit);
