#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/refcount.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("refcount_inc on zero, a saturated count, a decrement to zero that leaks");

static refcount_t refcount_zero_inc_ref = REFCOUNT_INIT(1);

static noinline void refcount_zero_inc_get(refcount_t *r)
{
	refcount_inc(r);
}

static int __init refcount_zero_inc_init(void)
{
	printk(KERN_INFO "refcount_zero_inc: dec and test %d\n", refcount_dec_and_test(&refcount_zero_inc_ref));
	refcount_zero_inc_get(&refcount_zero_inc_ref);
	printk(KERN_INFO "refcount_zero_inc: now %u\n", refcount_read(&refcount_zero_inc_ref));
	refcount_set(&refcount_zero_inc_ref, 1);
	refcount_dec(&refcount_zero_inc_ref);
	printk(KERN_INFO "refcount_zero_inc: now %u\n", refcount_read(&refcount_zero_inc_ref));
	return 0;
}

static void __exit refcount_zero_inc_exit(void)
{
	printk(KERN_INFO "refcount_zero_inc: unloaded\n");
}

module_init(refcount_zero_inc_init);
module_exit(refcount_zero_inc_exit);
