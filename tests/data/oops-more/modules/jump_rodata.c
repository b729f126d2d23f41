// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call into the module's constants");

static const char jump_rodata_code[16] = { 0xc3 };

static int __init jump_rodata_init(void)
{
	void (*go)(void) = (void *)jump_rodata_code;

	OPTIMIZER_HIDE_VAR(go);
	printk(KERN_INFO "jump_rodata: calling\n");
	go();
	printk(KERN_INFO "jump_rodata: still here\n");
	return 0;
}

static void __exit jump_rodata_exit(void)
{
	printk(KERN_INFO "jump_rodata: unloaded\n");
}

module_init(jump_rodata_init);
module_exit(jump_rodata_exit);
