// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("free_pages of an address that is no page");

static int __init free_user_addr_init(void)
{
	printk(KERN_INFO "free_user_addr: freeing\n");
	free_page(0xffff888200000000UL);
	printk(KERN_INFO "free_user_addr: still here\n");
	return 0;
}

static void __exit free_user_addr_exit(void)
{
	printk(KERN_INFO "free_user_addr: unloaded\n");
}

module_init(free_user_addr_init);
module_exit(free_user_addr_exit);
