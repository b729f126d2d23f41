#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/atomic.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("xchg on a lock word of a NULL descriptor");

struct chan {
	char name[24];
	long refs[4];
	unsigned int lock;
};

static noinline unsigned int null_xchg_take(struct chan *c)
{
	return xchg(&c->lock, 1);
}

static int __init null_xchg_init(void)
{
	struct chan *c = NULL;

	OPTIMIZER_HIDE_VAR(c);
	pr_info("null_xchg: taking the lock of channel %px\n", c);
	pr_info("null_xchg: was %u\n", null_xchg_take(c));
	return 0;
}

static void __exit null_xchg_exit(void)
{
	printk(KERN_INFO "null_xchg: unloaded\n");
}

module_init(null_xchg_init);
module_exit(null_xchg_exit);
