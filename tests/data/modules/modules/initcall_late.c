// SPDX-License-Identifier: GPL-2.0-or-later
/* a function of the init area that is called when it is gone, and data that are sealed */
#include <linux/module.h>
#include <linux/delay.h>
static int noinline __init helper(int x)
{
	pr_info("helper %d\n", x);
	return x * 2;
}
static int (*fn)(int) __refdata = helper;
static int sealed __ro_after_init = 3;
static int set(const char *v, const struct kernel_param *kp)
{
	if (v[0] == 'r') {
		pr_info("about to write\n");
		*(volatile int *)&sealed = 4;
		return 0;
	}
	pr_info("about to call\n");
	return fn(5);
}
static const struct kernel_param_ops ops = {.set = set};
module_param_cb(go, &ops, NULL, 0200);
static int __init i(void)
{
	sealed = 5;
	pr_info("init %d\n", fn(sealed));
	return 0;
}
static void __exit e(void)
{
	pr_info("exit %d\n", sealed);
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
