// SPDX-License-Identifier: GPL-2.0-or-later
/* exports in a namespace, and without one */
#include <linux/module.h>
int ns_value(int x)
{
	return x + 1;
}
EXPORT_SYMBOL_NS(ns_value, LESSON);
int ns_gpl(int x)
{
	return x + 2;
}
EXPORT_SYMBOL_NS_GPL(ns_gpl, LESSON);
int ns_none(int x)
{
	return x + 3;
}
EXPORT_SYMBOL(ns_none);
int ns_refs(void)
{
	return module_refcount(THIS_MODULE);
}
EXPORT_SYMBOL_GPL(ns_refs);
static int __init i(void)
{
	pr_info("ns_exp: here\n");
	return 0;
}
static void __exit e(void)
{
	pr_info("ns_exp: gone\n");
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
MODULE_VERSION("1.2");
MODULE_AUTHOR("A. Student");
MODULE_DESCRIPTION("exports in a namespace");
MODULE_SOFTDEP("pre: ns_before");
