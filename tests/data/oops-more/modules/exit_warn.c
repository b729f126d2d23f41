#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a warning and a BUG in the exit function");

static int users = 1;

static int __init exit_warn_init(void)
{
	printk(KERN_INFO "exit_warn: loaded\n");
	return 0;
}

static void __exit exit_warn_exit(void)
{
	WARN_ON(users);
	printk(KERN_INFO "exit_warn: %d users\n", users);
	BUG_ON(users == 1);
}

module_init(exit_warn_init);
module_exit(exit_warn_exit);
