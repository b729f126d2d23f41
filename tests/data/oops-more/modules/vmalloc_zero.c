// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("vmalloc(0)");

static unsigned long vmalloc_zero_size;
module_param(vmalloc_zero_size, ulong, 0);

static int __init vmalloc_zero_init(void)
{
	void *p = vmalloc(vmalloc_zero_size);

	printk(KERN_INFO "vmalloc_zero: %px\n", p);
	p = vmalloc(1UL << 40);
	printk(KERN_INFO "vmalloc_zero: %px\n", p);
	return 0;
}

static void __exit vmalloc_zero_exit(void)
{
	printk(KERN_INFO "vmalloc_zero: unloaded\n");
}

module_init(vmalloc_zero_init);
module_exit(vmalloc_zero_exit);
