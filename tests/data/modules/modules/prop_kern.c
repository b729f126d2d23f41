// SPDX-License-Identifier: GPL-2.0-or-later
/* made proprietary: uses what the kernel has for GPL modules */
#include <linux/module.h>
#include <linux/ktime.h>
#include <linux/hrtimer.h>
static int __init i(void)
{
	pr_info("prop_kern: %lld\n", (long long)ktime_get());
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
