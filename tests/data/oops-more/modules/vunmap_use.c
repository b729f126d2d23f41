// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/gfp.h>
#include <linux/vmalloc.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("use a mapping after vunmap");

static int __init vunmap_use_init(void)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	char *p = vmap(&page, 1, VM_MAP, PAGE_KERNEL);

	strcpy(page_address(page), "hello");
	vunmap(p);
	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "vunmap_use: %c\n", *(volatile char *)p);
	__free_page(page);
	return 0;
}

static void __exit vunmap_use_exit(void)
{
	printk(KERN_INFO "vunmap_use: unloaded\n");
}

module_init(vunmap_use_init);
module_exit(vunmap_use_exit);
