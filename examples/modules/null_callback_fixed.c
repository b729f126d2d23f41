// SPDX-License-Identifier: GPL-2.0-or-later
/* null_callback.c without its bug: call it only if it is there. */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call through a null pointer, mended");

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
	int (*release)(void) = READ_ONCE(ops->release);

	return release ? release() : 0;
}

static int __init null_callback_fixed_init(void)
{
	operations.open();
	return close_device(&operations);
}

static void __exit null_callback_fixed_exit(void)
{
}

module_init(null_callback_fixed_init);
module_exit(null_callback_fixed_exit);
