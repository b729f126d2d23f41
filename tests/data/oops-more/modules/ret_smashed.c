// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a return address that was overwritten");

static noinline void ret_smashed_do(unsigned long to)
{
	unsigned long *slot;

	asm volatile("lea 8(%%rbp), %0" : "=r" (slot));
	slot = __builtin_frame_address(0) + 8;
	*slot = to;
}

static int __init ret_smashed_init(void)
{
	printk(KERN_INFO "ret_smashed: returning\n");
	ret_smashed_do(0x1234);
	printk(KERN_INFO "ret_smashed: still here\n");
	return 0;
}

static void __exit ret_smashed_exit(void)
{
	printk(KERN_INFO "ret_smashed: unloaded\n");
}

module_init(ret_smashed_init);
module_exit(ret_smashed_exit);
