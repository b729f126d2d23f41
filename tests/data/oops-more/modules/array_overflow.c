#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an array whose size in bytes does not fit");

static int __init array_overflow_init(void)
{
	size_t n = SIZE_MAX / 8 + 2;
	u64 *p;

	OPTIMIZER_HIDE_VAR(n);
	p = kmalloc_array(n, sizeof(*p), GFP_KERNEL);
	printk(KERN_INFO "array_overflow: kmalloc_array gave %s\n", p ? "memory" : "NULL");
	p[700] = 1;
	printk(KERN_INFO "array_overflow: written\n");
	kfree(p);
	return 0;
}

static void __exit array_overflow_exit(void)
{
	printk(KERN_INFO "array_overflow: unloaded\n");
}

module_init(array_overflow_init);
module_exit(array_overflow_exit);
