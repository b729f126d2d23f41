#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("formats that printk does not know");

static char buf[80];

static noinline void format_bad_print(const char *fmt, long v)
{
	int n = snprintf(buf, sizeof(buf), fmt, v, v);

	printk(KERN_INFO "format_bad: %d %s\n", n, buf);
}

static int __init format_bad_init(void)
{
	format_bad_print("%ld and %lx", 26);
	format_bad_print("%y", 26);
	format_bad_print("a%", 26);
	format_bad_print("%f", 26);
	return 0;
}

static void __exit format_bad_exit(void)
{
	printk(KERN_INFO "format_bad: unloaded\n");
}

module_init(format_bad_init);
module_exit(format_bad_exit);
