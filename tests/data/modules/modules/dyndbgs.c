// SPDX-License-Identifier: GPL-2.0-or-later
/* pr_debug(), and what may reschedule */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt
#include <linux/module.h>
#include <linux/sched.h>
static int __init i(void)
{
	pr_debug("debug %d\n", 1);
	pr_info("info\n");
	might_sleep();
	cond_resched();
	print_hex_dump_debug("hex: ", DUMP_PREFIX_NONE, 16, 1, "abcdef", 6,
			     true);
	return 0;
}
static void __exit e(void)
{
	pr_debug("debug exit\n");
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
