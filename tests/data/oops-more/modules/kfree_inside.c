// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree of a pointer inside an object");

static int __init kfree_inside_init(void)
{
	char *p = kmalloc(256, GFP_KERNEL);

	printk(KERN_INFO "kfree_inside: freeing p + 16\n");
	kfree(p + 16);
	printk(KERN_INFO "kfree_inside: still here\n");
	return 0;
}

static void __exit kfree_inside_exit(void)
{
	printk(KERN_INFO "kfree_inside: unloaded\n");
}

module_init(kfree_inside_init);
module_exit(kfree_inside_exit);
