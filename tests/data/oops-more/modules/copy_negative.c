#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/uaccess.h>
#include <linux/sched.h>
#include <linux/mm.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("copy_from_user with a length that became negative");

static char buf[32];

static noinline unsigned long copy_negative_get(const void __user *from, int have)
{
	return copy_from_user(buf, from, have - 8);
}

static int __init copy_negative_init(void)
{
	const void __user *u = (void __user *)current->mm->start_stack;
	int have = 4;

	OPTIMIZER_HIDE_VAR(have);
	printk(KERN_INFO "copy_negative: 24 bytes: %lu left\n", copy_negative_get(u, 32));
	printk(KERN_INFO "copy_negative: %lu left\n", copy_negative_get(u, have));
	return 0;
}

static void __exit copy_negative_exit(void)
{
	printk(KERN_INFO "copy_negative: unloaded\n");
}

module_init(copy_negative_init);
module_exit(copy_negative_exit);
