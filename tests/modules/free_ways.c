/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the function that frees a parameter does when the module has gone already:
 * it warns, is a BUG, looks at flags, asks for the module's references, or never ends.
 */
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("ways to free a parameter");

static int free_ways_how;

static void free_ways_free(void *arg)
{
	unsigned long flags;

	switch (*(int *)arg) {
	case 1:
		WARN_ON(free_ways_how);
		break;
	case 2:
		BUG();
	case 3:
		asm volatile("pushf; pop %0" : "=r"(flags));
		pr_info("free_ways: interrupts %lu\n", flags >> 9 & 1);
		break;
	case 4:
		pr_info("free_ways: state %d, %d references\n",
			THIS_MODULE->state, module_refcount(THIS_MODULE));
		break;
	case 5:
		for (;;)
			asm volatile("pause" : : : "memory");
	case 6:
		*(volatile int *)arg = *(volatile int *)8;
	}
	pr_info("free_ways: freed\n");
}

static const struct kernel_param_ops free_ways_ops = {
	.set = param_set_int,
	.get = param_get_int,
	.free = free_ways_free,
};
module_param_cb(how, &free_ways_ops, &free_ways_how, 0444);

static int __init free_ways_init(void)
{
	return 0;
}

static void __exit free_ways_exit(void)
{
}

module_init(free_ways_init);
module_exit(free_ways_exit);
