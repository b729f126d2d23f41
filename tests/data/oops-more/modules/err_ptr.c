// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/err.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("follow an error pointer");

struct err_ptr_thing {
	char name[32];
	long value;
};

static int __init err_ptr_init(void)
{
	struct err_ptr_thing *t = ERR_PTR(-ENOMEM);

	OPTIMIZER_HIDE_VAR(t);
	printk(KERN_INFO "err_ptr: %ld\n", t->value);
	return 0;
}

static void __exit err_ptr_exit(void)
{
	printk(KERN_INFO "err_ptr: unloaded\n");
}

module_init(err_ptr_init);
module_exit(err_ptr_exit);
