#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call through the table of a freed and poisoned device");

struct dev_ops {
	int (*open)(void *);
	int (*close)(void *);
};

struct dev {
	const struct dev_ops *ops;
	char name[88];
};

static int ops_poison_open(void *d)
{
	return 3;
}

static const struct dev_ops ops_poison_ops = { .open = ops_poison_open };

static noinline int ops_poison_call(struct dev *d, int which)
{
	int r = which ? d->ops->close(d) : d->ops->open(d);

	barrier();
	return r + 1;
}

static int __init ops_poison_init(void)
{
	struct dev *d = kmalloc(sizeof(*d), GFP_KERNEL);

	d->ops = &ops_poison_ops;
	printk(KERN_INFO "ops_poison: open %d\n", ops_poison_call(d, 0));
	memset(d, 0x5a, sizeof(*d));
	OPTIMIZER_HIDE_VAR(d);
	printk(KERN_INFO "ops_poison: open %d\n", ops_poison_call(d, 0));
	return 0;
}

static void __exit ops_poison_exit(void)
{
	printk(KERN_INFO "ops_poison: unloaded\n");
}

module_init(ops_poison_init);
module_exit(ops_poison_exit);
