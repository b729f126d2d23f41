// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  an optional function of an operations table is called
 * Look: "RIP: 0010:0x0" and the caller as the first line of the trace
 * Fix:  call it only if it is there: null_callback_fixed.c
 */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call through a null pointer");

struct operations {
	int (*open)(void);
	int (*release)(void);
};

static int device_open(void)
{
	return 0;
}

static struct operations operations = {.open = device_open};

static noinline int close_device(const struct operations *ops)
{
	return READ_ONCE(ops->release)();
}

static int __init null_callback_init(void)
{
	operations.open();
	return close_device(&operations);
}

static void __exit null_callback_exit(void)
{
}

module_init(null_callback_init);
module_exit(null_callback_exit);
