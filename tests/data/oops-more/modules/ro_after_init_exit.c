// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/cache.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to __ro_after_init data when the module leaves");

static int ro_after_init_exit_value __ro_after_init;

static int __init ro_after_init_exit_init(void)
{
	ro_after_init_exit_value = 1;
	printk(KERN_INFO "ro_after_init_exit: %d\n", ro_after_init_exit_value);
	return 0;
}

static void __exit ro_after_init_exit_exit(void)
{
	ro_after_init_exit_value = 2;
	printk(KERN_INFO "ro_after_init_exit: unloaded\n");
}

module_init(ro_after_init_exit_init);
module_exit(ro_after_init_exit_exit);
