// SPDX-License-Identifier: GPL-2.0-or-later
/* uses a proprietary module, and what is for GPL modules */
#include <linux/module.h>
int prop_value(void);
int ns_refs(void);
static int __init i(void)
{
	pr_info("prop_gpl: %d %d\n", ns_refs(), prop_value());
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
