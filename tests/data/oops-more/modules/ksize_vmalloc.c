// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("ksize and krealloc of a vmalloc address");

static int __init ksize_vmalloc_init(void)
{
	char *p = vmalloc(PAGE_SIZE);

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "ksize_vmalloc: krealloc(%px)\n", p);
	p = krealloc(p, 2 * PAGE_SIZE, GFP_KERNEL);
	printk(KERN_INFO "ksize_vmalloc: got %px\n", p);
	return 0;
}

static void __exit ksize_vmalloc_exit(void)
{
	printk(KERN_INFO "ksize_vmalloc: unloaded\n");
}

module_init(ksize_vmalloc_init);
module_exit(ksize_vmalloc_exit);
