#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("read of the vsyscall page");

static noinline long vsyscall_read_peek(long *p)
{
	return *(volatile long *)p;
}

static int __init vsyscall_read_init(void)
{
	long *p = (long *)0xffffffffff600000UL;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "vsyscall_read: reading from %px\n", p);
	printk(KERN_INFO "vsyscall_read: got %lx\n", vsyscall_read_peek(p));
	return 0;
}

static void __exit vsyscall_read_exit(void)
{
	printk(KERN_INFO "vsyscall_read: unloaded\n");
}

module_init(vsyscall_read_init);
module_exit(vsyscall_read_exit);
