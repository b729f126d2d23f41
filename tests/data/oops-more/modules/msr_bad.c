// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("rdmsr and wrmsr of an MSR that does not exist");

#include <asm/msr.h>

static int __init msr_bad_init(void)
{
	u64 v = 0;

	printk(KERN_INFO "msr_bad: rdmsrl_safe=%d\n", rdmsrl_safe(0xdeadbeef, &v));
	printk(KERN_INFO "msr_bad: reading\n");
	rdmsrl(0xdeadbeef, v);
	printk(KERN_INFO "msr_bad: got %llx, writing\n", v);
	wrmsrl(0xdeadbeef, 1);
	printk(KERN_INFO "msr_bad: still here\n");
	return 0;
}

static void __exit msr_bad_exit(void)
{
	printk(KERN_INFO "msr_bad: unloaded\n");
}

module_init(msr_bad_init);
module_exit(msr_bad_exit);
