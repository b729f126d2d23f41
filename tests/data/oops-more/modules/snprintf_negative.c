#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a rest of a buffer that became negative");

static char buf[16];

static int __init snprintf_negative_init(void)
{
	int used = 0;

	used += snprintf(buf + used, sizeof(buf) - used, "%s", "a name that is long");
	printk(KERN_INFO "snprintf_negative: used %d\n", used);
	used += snprintf(buf + used, sizeof(buf) - used, "%d", 42);
	printk(KERN_INFO "snprintf_negative: used %d, %s\n", used, buf);
	return 0;
}

static void __exit snprintf_negative_exit(void)
{
	printk(KERN_INFO "snprintf_negative: unloaded\n");
}

module_init(snprintf_negative_init);
module_exit(snprintf_negative_exit);
