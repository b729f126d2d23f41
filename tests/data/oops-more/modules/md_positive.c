#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("init returns a positive number");

static int ports[] = { 3, 5, 8 };

static noinline int count_ports(void)
{
	return ARRAY_SIZE(ports);
}

static int __init md_positive_init(void)
{
	int n = count_ports();

	pr_info("md_positive: %d ports\n", n);
	return n;
}

static void __exit md_positive_exit(void)
{
	printk(KERN_INFO "md_positive: unloaded\n");
}

module_init(md_positive_init);
module_exit(md_positive_exit);
