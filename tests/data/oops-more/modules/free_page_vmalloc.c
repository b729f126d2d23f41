// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/gfp.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("free_page of a vmalloc address");

static int __init free_page_vmalloc_init(void)
{
	unsigned long a = (unsigned long)vmalloc(PAGE_SIZE);

	OPTIMIZER_HIDE_VAR(a);
	printk(KERN_INFO "free_page_vmalloc: free_page(%lx)\n", a);
	free_page(a);
	printk(KERN_INFO "free_page_vmalloc: still here\n");
	return 0;
}

static void __exit free_page_vmalloc_exit(void)
{
	printk(KERN_INFO "free_page_vmalloc: unloaded\n");
}

module_init(free_page_vmalloc_init);
module_exit(free_page_vmalloc_exit);
