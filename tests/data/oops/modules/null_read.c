#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL read through a noinline function");

static noinline int null_read_peek(int *p)
{
	return *(volatile int *)p;
}

static int __init null_read_init(void)
{
	int *ptr = NULL;

	OPTIMIZER_HIDE_VAR(ptr);
	printk(KERN_INFO "null_read: reading from %px\n", ptr);
	printk(KERN_INFO "null_read: got %d\n", null_read_peek(ptr));
	return 0;
}

static void __exit null_read_exit(void)
{
	printk(KERN_INFO "null_read: unloaded\n");
}

module_init(null_read_init);
module_exit(null_read_exit);
