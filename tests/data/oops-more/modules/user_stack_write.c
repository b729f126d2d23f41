#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/sched.h>
#include <linux/mm.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a write to the stack of the process, not by put_user");

static int __init user_stack_write_init(void)
{
	volatile unsigned long *sp = (void *)current->mm->start_stack;

	printk(KERN_INFO "user_stack_write: %s has a stack: %d\n", current->comm, sp != NULL);
	*sp = 0x1234;
	printk(KERN_INFO "user_stack_write: wrote\n");
	return 0;
}

static void __exit user_stack_write_exit(void)
{
	printk(KERN_INFO "user_stack_write: unloaded\n");
}

module_init(user_stack_write_init);
module_exit(user_stack_write_exit);
