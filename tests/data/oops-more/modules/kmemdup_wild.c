#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kmemdup from an address with no mapping");

static int __init kmemdup_wild_init(void)
{
	void *src = (void *)0xffffc90055550000;
	void *copy;

	copy = kmemdup("hello", 6, GFP_KERNEL);
	printk(KERN_INFO "kmemdup_wild: %s\n", (char *)copy);
	kfree(copy);
	copy = kmemdup(src, 64, GFP_KERNEL);
	printk(KERN_INFO "kmemdup_wild: copied %d\n", copy != NULL);
	return 0;
}

static void __exit kmemdup_wild_exit(void)
{
	printk(KERN_INFO "kmemdup_wild: unloaded\n");
}

module_init(kmemdup_wild_init);
module_exit(kmemdup_wild_exit);
