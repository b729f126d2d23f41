#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL write after the magic at the stack's end was overwritten");

static noinline void stack_end_magic_poke(char *p)
{
	*(volatile char *)p = 'A';
}

static int __init stack_end_magic_init(void)
{
	unsigned long *end = end_of_stack(current);

	printk(KERN_INFO "stack_end_magic: magic %lx\n", *end);
	preempt_disable();
	*end = 0;
	stack_end_magic_poke(NULL);
	preempt_enable();
	return 0;
}

static void __exit stack_end_magic_exit(void)
{
	printk(KERN_INFO "stack_end_magic: unloaded\n");
}

module_init(stack_end_magic_init);
module_exit(stack_end_magic_exit);
