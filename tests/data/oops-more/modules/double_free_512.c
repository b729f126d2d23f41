// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree twice");

static int __init double_free_512_init(void)
{
	char *p = kmalloc(512, GFP_KERNEL);

	kfree(p);
	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "double_free_512: again\n");
	kfree(p);
	printk(KERN_INFO "double_free_512: still here\n");
	return 0;
}

static void __exit double_free_512_exit(void)
{
	printk(KERN_INFO "double_free_512: unloaded\n");
}

module_init(double_free_512_init);
module_exit(double_free_512_exit);
