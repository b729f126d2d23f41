#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/idr.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a number of an ida freed twice, and one never given");

static DEFINE_IDA(ida);

static int __init ida_twice_init(void)
{
	int a = ida_alloc(&ida, GFP_KERNEL);
	int b = ida_alloc_range(&ida, 5, 9, GFP_KERNEL);

	printk(KERN_INFO "ida_twice: numbers %d %d\n", a, b);
	ida_free(&ida, b);
	ida_free(&ida, b);
	ida_free(&ida, 2000);
	ida_destroy(&ida);
	return 0;
}

static void __exit ida_twice_exit(void)
{
	printk(KERN_INFO "ida_twice: unloaded\n");
}

module_init(ida_twice_init);
module_exit(ida_twice_exit);
