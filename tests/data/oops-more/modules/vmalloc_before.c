// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write before a vmalloc area");

static int __init vmalloc_before_init(void)
{
	char *p = vmalloc(2 * PAGE_SIZE);

	p[0] = 1;
	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "vmalloc_before: writing before %px\n", p);
	*(volatile char *)(p - 1) = 1;
	printk(KERN_INFO "vmalloc_before: still here\n");
	return 0;
}

static void __exit vmalloc_before_exit(void)
{
	printk(KERN_INFO "vmalloc_before: unloaded\n");
}

module_init(vmalloc_before_init);
module_exit(vmalloc_before_exit);
