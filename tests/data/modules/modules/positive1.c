// SPDX-License-Identifier: GPL-2.0-or-later
/* its init function returns a positive number */
#include <linux/module.h>
static int __init i(void)
{
	pr_info("positive1: here\n");
	return 5;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
