#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/errno.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL write in the exit function");

static noinline void exit_fault_poke(char *p)
{
	*(volatile char *)p = 'A';
}

static int __init exit_fault_init(void)
{
	printk(KERN_INFO "exit_fault: loaded\n");
	return 0;
}

static void __exit exit_fault_exit(void)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	exit_fault_poke(p);
	printk(KERN_INFO "exit_fault: unloaded\n");
}

module_init(exit_fault_init);
module_exit(exit_fault_exit);
