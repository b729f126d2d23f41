// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("vfree of an address inside an area");

static int __init vfree_inside_init(void)
{
	char *p = vmalloc(4 * PAGE_SIZE);

	vfree(p + 100);
	vfree(p + PAGE_SIZE);
	printk(KERN_INFO "vfree_inside: still here\n");
	return 0;
}

static void __exit vfree_inside_exit(void)
{
	printk(KERN_INFO "vfree_inside: unloaded\n");
}

module_init(vfree_inside_init);
module_exit(vfree_inside_exit);
