// SPDX-License-Identifier: GPL-2.0-or-later
/* a proprietary module that exports */
#include <linux/module.h>
int prop_value(void)
{
	return 7;
}
EXPORT_SYMBOL(prop_value);
static int __init i(void)
{
	pr_info("prop_exp: here\n");
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("Proprietary");
