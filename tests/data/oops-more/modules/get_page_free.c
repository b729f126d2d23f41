// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("free a page that is mapped");

static int __init get_page_free_init(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 4);

	page->mapping = (void *)0x1234560;
	__free_pages(page, 4);
	printk(KERN_INFO "get_page_free: still here\n");
	return 0;
}

static void __exit get_page_free_exit(void)
{
	printk(KERN_INFO "get_page_free: unloaded\n");
}

module_init(get_page_free_init);
module_exit(get_page_free_exit);
