// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memset over the whole frame");

static noinline void stack_smash_long_do(char *name, int n)
{
	char buf[32];
	char *q = buf;

	OPTIMIZER_HIDE_VAR(q);
	strcpy(buf, name);
	memset(q, 'C', n);
}

static noinline void stack_smash_long_outer(int n)
{
	stack_smash_long_do("name", n);
	printk(KERN_INFO "stack_smash_long: back\n");
}

static int __init stack_smash_long_init(void)
{
	stack_smash_long_outer(200);
	printk(KERN_INFO "stack_smash_long: survived\n");
	return 0;
}

static void __exit stack_smash_long_exit(void)
{
	printk(KERN_INFO "stack_smash_long: unloaded\n");
}

module_init(stack_smash_long_init);
module_exit(stack_smash_long_exit);
