// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/gfp.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to a page that is mapped read-only by vmap");

static int __init vmap_ro_init(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	char *p = vmap(&page, 1, VM_MAP, PAGE_KERNEL_RO);

	printk(KERN_INFO "vmap_ro: reading %d\n", p[0] & 0);
	*(volatile char *)p = 1;
	vunmap(p);
	__free_page(page);
	return 0;
}

static void __exit vmap_ro_exit(void)
{
	printk(KERN_INFO "vmap_ro: unloaded\n");
}

module_init(vmap_ro_init);
module_exit(vmap_ro_exit);
