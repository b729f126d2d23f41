#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the name inside a freed object is freed");

struct kfree_poison_user {
	int uid;
	char *name;
};

static noinline void kfree_poison_drop(struct kfree_poison_user *u)
{
	kfree(u);
	kfree(READ_ONCE(u->name));
}

static int __init kfree_poison_init(void)
{
	struct kfree_poison_user *u = kzalloc(sizeof(*u), GFP_KERNEL);

	u->name = kstrdup("teacher", GFP_KERNEL);
	printk(KERN_INFO "kfree_poison: %s\n", u->name);
	kfree_poison_drop(u);
	printk(KERN_INFO "kfree_poison: dropped\n");
	return 0;
}

static void __exit kfree_poison_exit(void)
{
	printk(KERN_INFO "kfree_poison: unloaded\n");
}

module_init(kfree_poison_init);
module_exit(kfree_poison_exit);
