/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Its init function fails: insmod must report -ENODEV, the module must be gone
 * afterwards and its exit function must not have run.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("init returns -ENODEV");

static int __init init_fails_init(void)
{
	pr_info("init_fails: no such device\n");
	return -ENODEV;
}

static void __exit init_fails_exit(void)
{
	pr_err("init_fails: exit ran\n");
}

module_init(init_fails_init);
module_exit(init_fails_exit);
