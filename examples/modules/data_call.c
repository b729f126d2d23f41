// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  bytes are called as if they were code
 * Look: "kernel tried to execute NX-protected page", "error_code(0x0011)"
 * Fix:  a function that is compiled: data_call_fixed.c
 */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("execution of data");

static unsigned char code[] = {0xc3}; /* ret */

static int __init data_call_init(void)
{
	void (*run)(void) = (void (*)(void))(void *)code;

	OPTIMIZER_HIDE_VAR(run);
	run();
	return 0;
}

static void __exit data_call_exit(void)
{
}

module_init(data_call_init);
module_exit(data_call_exit);
