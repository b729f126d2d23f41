#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/refcount.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("reference counts that are given back too often, or overflow");

static refcount_t kref_twice_a = REFCOUNT_INIT(1);
static refcount_t kref_twice_b = REFCOUNT_INIT(0x7fffffff);
static refcount_t kref_twice_c = REFCOUNT_INIT(0x7fffffff);

static int __init kref_twice_init(void)
{
	if (refcount_dec_and_test(&kref_twice_a))
		printk(KERN_INFO "kref_twice: last\n");
	if (!refcount_dec_and_test(&kref_twice_a))
		printk(KERN_INFO "kref_twice: not last\n");
	refcount_inc(&kref_twice_b);
	printk(KERN_INFO "kref_twice: %d\n", refcount_inc_not_zero(&kref_twice_c));
	return 0;
}

static void __exit kref_twice_exit(void)
{
	printk(KERN_INFO "kref_twice: unloaded\n");
}

module_init(kref_twice_init);
module_exit(kref_twice_exit);
