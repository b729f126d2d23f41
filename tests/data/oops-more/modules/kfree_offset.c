// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree of a pointer inside a vmalloc area");

static int __init kfree_offset_init(void)
{
	char *p = vmalloc(2 * PAGE_SIZE);
	char *q = p + PAGE_SIZE + 16;

	OPTIMIZER_HIDE_VAR(q);
	printk(KERN_INFO "kfree_offset: p=%px, kfree(%px)\n", p, q);
	kfree(q);
	printk(KERN_INFO "kfree_offset: still here\n");
	return 0;
}

static void __exit kfree_offset_exit(void)
{
	printk(KERN_INFO "kfree_offset: unloaded\n");
}

module_init(kfree_offset_init);
module_exit(kfree_offset_exit);
