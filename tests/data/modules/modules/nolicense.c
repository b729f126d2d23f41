// SPDX-License-Identifier: GPL-2.0-or-later
/* made to have no licence */
#include <linux/module.h>
static int __init i(void)
{
	pr_info("nolicense: here\n");
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
