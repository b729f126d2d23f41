/* Strings that are no pointers: the small ones are caught by the formatter, the wild one is not. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("%s with bad pointers");

static noinline int snprintf_wild_format(char *buf, int n, const char *s)
{
	return snprintf(buf, n, "[%-8s]", s);
}

static int __init snprintf_wild_init(void)
{
	char buf[32];
	int n = snprintf_wild_format(buf, 32, "ok");

	printk(KERN_INFO "snprintf_wild: %d %s\n", n, buf);
	n = snprintf_wild_format(buf, 32, NULL);
	printk(KERN_INFO "snprintf_wild: %d %s\n", n, buf);
	n = snprintf_wild_format(buf, 32, (char *)0x40);
	printk(KERN_INFO "snprintf_wild: %d %s\n", n, buf);
	n = snprintf_wild_format(buf, 32, (char *)-22L);
	printk(KERN_INFO "snprintf_wild: %d %s\n", n, buf);
	n = snprintf_wild_format(buf, 32, (char *)0xffffa00000000010UL);
	printk(KERN_INFO "snprintf_wild: %d %s\n", n, buf);
	return 0;
}

static void __exit snprintf_wild_exit(void)
{
	printk(KERN_INFO "snprintf_wild: unloaded\n");
}

module_init(snprintf_wild_init);
module_exit(snprintf_wild_exit);
