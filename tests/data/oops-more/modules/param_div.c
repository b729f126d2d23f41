/* The set of a parameter takes a remainder by what was written: divide error in
 * a write() system call. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("remainder by zero in a set of a parameter");

static unsigned int param_div_slot;

static noinline unsigned int param_div_hash(unsigned int key, unsigned int buckets)
{
	return key % buckets;
}

static int buckets_set(const char *val, const struct kernel_param *kp)
{
	unsigned int n;
	int err = kstrtouint(val, 0, &n);

	if (err)
		return err;
	param_div_slot = param_div_hash(12345, n);
	printk(KERN_INFO "param_div: %u buckets, slot %u\n", n, param_div_slot);
	return 0;
}
static const struct kernel_param_ops buckets_ops = { .set = buckets_set };
module_param_cb(buckets, &buckets_ops, NULL, 0200);

static int __init param_div_init(void)
{
	printk(KERN_INFO "param_div: loaded\n");
	return 0;
}

static void __exit param_div_exit(void)
{
	printk(KERN_INFO "param_div: unloaded\n");
}

module_init(param_div_init);
module_exit(param_div_exit);
