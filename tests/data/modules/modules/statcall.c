// SPDX-License-Identifier: GPL-2.0-or-later
/* a static call */
#include <linux/module.h>
#include <linux/static_call.h>
static int one(int x)
{
	return x + 1;
}
static int two(int x)
{
	return x + 2;
}
DEFINE_STATIC_CALL(my_call, one);
static noinline int tail(int x)
{
	return static_call(my_call)(x);
}
static int __init i(void)
{
	pr_info("statcall: %d %d\n", static_call(my_call)(1) + 0, tail(1));
	static_call_update(my_call, two);
	pr_info("statcall: %d %d\n", static_call(my_call)(1) + 0, tail(1));
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
