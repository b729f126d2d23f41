#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a pointer kept in an int");

static int kept;

static noinline int pointer_cut_value(void)
{
	int *p = (int *)(long)kept;

	return READ_ONCE(p[2]);
}

static int __init pointer_cut_init(void)
{
	int *p = kzalloc(32, GFP_KERNEL);

	p[2] = 99;
	kept = (int)(long)p;
	printk(KERN_INFO "pointer_cut: kept\n");
	printk(KERN_INFO "pointer_cut: %d\n", pointer_cut_value());
	return 0;
}

static void __exit pointer_cut_exit(void)
{
	printk(KERN_INFO "pointer_cut: unloaded\n");
}

module_init(pointer_cut_init);
module_exit(pointer_cut_exit);
