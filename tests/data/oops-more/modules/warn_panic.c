// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a warning with panic_on_warn");

static int __init warn_panic_init(void)
{
	WARN_ON(1);
	printk(KERN_INFO "warn_panic: still here\n");
	return 0;
}

static void __exit warn_panic_exit(void)
{
	printk(KERN_INFO "warn_panic: unloaded\n");
}

module_init(warn_panic_init);
module_exit(warn_panic_exit);
