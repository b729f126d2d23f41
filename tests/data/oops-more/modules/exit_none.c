#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/errno.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("no exit function");



static int __init exit_none_init(void)
{
	printk(KERN_INFO "exit_none: here to stay\n");
	return 0;
}

module_init(exit_none_init);
