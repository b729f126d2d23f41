#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/completion.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("complete of a completion without init_completion");

struct dev {
	int id;
	struct completion done;
};

static int __init complete_zeroed_init(void)
{
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);

	printk(KERN_INFO "complete_zeroed: completing\n");
	complete(&d->done);
	printk(KERN_INFO "complete_zeroed: done %u\n", d->done.done);
	return 0;
}

static void __exit complete_zeroed_exit(void)
{
	printk(KERN_INFO "complete_zeroed: unloaded\n");
}

module_init(complete_zeroed_init);
module_exit(complete_zeroed_exit);
