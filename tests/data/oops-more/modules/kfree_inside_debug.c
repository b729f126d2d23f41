// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree of a pointer inside an object");

static int __init kfree_inside_debug_init(void)
{
	char *p = kmalloc(256, GFP_KERNEL);

	printk(KERN_INFO "kfree_inside_debug: freeing p + 16\n");
	kfree(p + 16);
	printk(KERN_INFO "kfree_inside_debug: still here\n");
	kfree(p);
	return 0;
}

static void __exit kfree_inside_debug_exit(void)
{
	printk(KERN_INFO "kfree_inside_debug: unloaded\n");
}

module_init(kfree_inside_debug_init);
module_exit(kfree_inside_debug_exit);
