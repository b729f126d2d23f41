// SPDX-License-Identifier: GPL-2.0-or-later
/* a constructor, which nobody runs */
#include <linux/module.h>
static int ran;
static void __attribute__((constructor)) ctor(void)
{
	ran++;
}
static int __init i(void)
{
	pr_info("ctorsm: ran %d\n", ran);
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
