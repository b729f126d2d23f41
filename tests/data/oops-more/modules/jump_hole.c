// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call a kernel address where nothing is");

static int __init jump_hole_init(void)
{
	void (*go)(int) = (void *)0xffffffffa1234567UL;

	OPTIMIZER_HIDE_VAR(go);
	go(1);
	return 0;
}

static void __exit jump_hole_exit(void)
{
	printk(KERN_INFO "jump_hole: unloaded\n");
}

module_init(jump_hole_init);
module_exit(jump_hole_exit);
