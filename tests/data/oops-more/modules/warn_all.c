// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("every kind of warning");

static int __init warn_all_init(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		WARN_ON_ONCE(i >= 0);
		WARN_ONCE(i >= 0, "warn_all: once %d\n", i);
		WARN(i, "warn_all: i is %d\n", i);
		pr_warn_once("warn_all: pr_warn_once %d\n", i);
	}
	WARN_TAINT(1, TAINT_CRAP, "warn_all: taint\n");
	printk(KERN_INFO "warn_all: %d\n", (int)WARN_ON(i == 3));
	return 0;
}

static void __exit warn_all_exit(void)
{
	printk(KERN_INFO "warn_all: unloaded\n");
}

module_init(warn_all_init);
module_exit(warn_all_exit);
