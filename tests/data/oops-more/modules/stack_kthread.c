/* Recursion without end in a kernel thread, with a frame of a size of its own. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("stack overflow in a kernel thread");

static noinline int stack_kthread_walk(unsigned long node)
{
	volatile char path[700];

	path[node % sizeof(path)] = node;
	return stack_kthread_walk(node * 2 + 1) + path[1];
}

static int stack_kthread_fn(void *data)
{
	return stack_kthread_walk((unsigned long)data);
}

static int __init stack_kthread_init(void)
{
	printk(KERN_INFO "stack_kthread: starting thread\n");
	kthread_run(stack_kthread_fn, (void *)1UL, "walkerd");
	return 0;
}

static void __exit stack_kthread_exit(void)
{
	printk(KERN_INFO "stack_kthread: unloaded\n");
}

module_init(stack_kthread_init);
module_exit(stack_kthread_exit);
