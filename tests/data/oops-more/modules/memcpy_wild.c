// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memcpy from a wild kernel address");

static char memcpy_wild_to[512];
static int memcpy_wild_len = 300;
module_param(memcpy_wild_len, int, 0);

static int __init memcpy_wild_init(void)
{
	char *from = (char *)0xffff888123456000UL;

	printk(KERN_INFO "memcpy_wild: copying from %px\n", from);
	memcpy(memcpy_wild_to, from, memcpy_wild_len);
	printk(KERN_INFO "memcpy_wild: %d\n", memcpy_wild_to[0]);
	return 0;
}

static void __exit memcpy_wild_exit(void)
{
	printk(KERN_INFO "memcpy_wild: unloaded\n");
}

module_init(memcpy_wild_init);
module_exit(memcpy_wild_exit);
