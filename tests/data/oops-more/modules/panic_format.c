#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/panic.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("panic() with arguments from a function of an array");

static const char *const panic_format_names[] = { "low", "high" };

static noinline void panic_format_stop(int which, void *p)
{
	panic("panic_format: %s water mark, %pS, %#x", panic_format_names[which], p, 0xbeef);
}

static int __init panic_format_init(void)
{
	printk(KERN_EMERG "panic_format: about to stop\n");
	panic_format_stop(1, panic_format_stop);
	return 0;
}

static void __exit panic_format_exit(void)
{
	printk(KERN_INFO "panic_format: unloaded\n");
}

module_init(panic_format_init);
module_exit(panic_format_exit);
