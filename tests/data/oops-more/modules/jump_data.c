// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call into the module's data");

static char jump_data_code[16] = { 0xc3 };

static int __init jump_data_init(void)
{
	void (*go)(void) = (void *)jump_data_code;

	OPTIMIZER_HIDE_VAR(go);
	printk(KERN_INFO "jump_data: calling\n");
	go();
	printk(KERN_INFO "jump_data: still here\n");
	return 0;
}

static void __exit jump_data_exit(void)
{
	printk(KERN_INFO "jump_data: unloaded\n");
}

module_init(jump_data_init);
module_exit(jump_data_exit);
