// SPDX-License-Identifier: GPL-2.0-or-later
/* a GPL module that uses a proprietary one */
#include <linux/module.h>
int prop_value(void);
static int __init i(void)
{
	pr_info("prop_user: %d\n", prop_value());
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
