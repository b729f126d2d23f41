#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("lines that are long, have several lines, and odd characters");

static char text[1500];

static int __init printk_long_init(void)
{
	memset(text, 'x', sizeof(text) - 1);
	printk(KERN_INFO "printk_long: %s|\n", text);
	printk(KERN_INFO "printk_long: one\nprintk_long: two\n");
	printk(KERN_INFO "printk_long: tab\tand bell\a and \\ and \x80\n");
	printk(KERN_INFO "printk_long: part");
	printk(KERN_CONT " and rest\n");
	printk("printk_long: no level");
	printk(KERN_INFO "\n");
	printk(KERN_INFO "printk_long: %5d|%-5d|%05d|%+d|%x|%#o|%c|%%\n", 42, 42, 42, 42, 42, 42, 'c');
	return 0;
}

static void __exit printk_long_exit(void)
{
	printk(KERN_INFO "printk_long: unloaded\n");
}

module_init(printk_long_init);
module_exit(printk_long_exit);
