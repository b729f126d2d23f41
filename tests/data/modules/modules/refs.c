// SPDX-License-Identifier: GPL-2.0-or-later
/* counts its uses */
#include <linux/module.h>
static int __init i(void)
{
	pr_info("refs: %d\n", module_refcount(THIS_MODULE));
	__module_get(THIS_MODULE);
	pr_info("refs: %d\n", module_refcount(THIS_MODULE));
	module_put(THIS_MODULE);
	pr_info("refs: %d %d\n", module_refcount(THIS_MODULE),
		try_module_get(THIS_MODULE));
	return 0;
}
static void __exit e(void)
{
	pr_info("refs: exit %d try %d\n", module_refcount(THIS_MODULE),
		try_module_get(THIS_MODULE));
	module_put(THIS_MODULE);
	pr_info("after put\n");
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
