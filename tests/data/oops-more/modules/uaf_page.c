// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("free_page then write (direct map)");

static int __init uaf_page_init(void)
{
	char *p = (char *)__get_free_page(GFP_KERNEL);

	p[0] = 'A';
	free_page((unsigned long)p);
	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "uaf_page: writing to %px after free_page\n", p);
	p[0] = 'B';
	printk(KERN_INFO "uaf_page: p[0]=%c\n", p[0]);
	return 0;
}

static void __exit uaf_page_exit(void)
{
	printk(KERN_INFO "uaf_page: unloaded\n");
}

module_init(uaf_page_init);
module_exit(uaf_page_exit);
