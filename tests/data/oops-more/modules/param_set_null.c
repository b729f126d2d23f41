// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a parameter whose setter faults");

static int *param_set_null_p;

static int param_set_null_set(const char *val, const struct kernel_param *kp)
{
	printk(KERN_INFO "param_set_null: setting %s", val);
	*param_set_null_p = val[0];
	return 0;
}

static const struct kernel_param_ops param_set_null_ops = { .set = param_set_null_set };
module_param_cb(go, &param_set_null_ops, NULL, 0200);

static int __init param_set_null_init(void)
{
	printk(KERN_INFO "param_set_null: loaded\n");
	return 0;
}

static void __exit param_set_null_exit(void)
{
	printk(KERN_INFO "param_set_null: unloaded\n");
}

module_init(param_set_null_init);
module_exit(param_set_null_exit);
