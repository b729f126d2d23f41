#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the address of a nested function: its trampoline is on the stack");

static noinline int trampoline_apply(int (*f)(int), int v)
{
	return f(v);
}

static noinline int trampoline_scale(int by)
{
	int scale(int v)
	{
		return v * by;
	}
	return trampoline_apply(scale, 7);
}

static int __init trampoline_init(void)
{
	printk(KERN_INFO "trampoline: scaling\n");
	printk(KERN_INFO "trampoline: %d\n", trampoline_scale(3));
	return 0;
}

static void __exit trampoline_exit(void)
{
	printk(KERN_INFO "trampoline: unloaded\n");
}

module_init(trampoline_init);
module_exit(trampoline_exit);
