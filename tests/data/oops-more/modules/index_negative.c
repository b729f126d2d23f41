#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an index that is far below zero");

static int table[16] = { 1, 2, 3 };

static noinline int index_negative_at(long i)
{
	return READ_ONCE(table[i]);
}

static int __init index_negative_init(void)
{
	printk(KERN_INFO "index_negative: %d\n", index_negative_at(2));
	printk(KERN_INFO "index_negative: %d\n", index_negative_at(-0x8000000L));
	return 0;
}

static void __exit index_negative_exit(void)
{
	printk(KERN_INFO "index_negative: unloaded\n");
}

module_init(index_negative_init);
module_exit(index_negative_exit);
