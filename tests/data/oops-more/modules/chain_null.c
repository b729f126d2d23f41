#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/notifier.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a chain of callbacks with one that has no function");

static RAW_NOTIFIER_HEAD(chain);

static int first(struct notifier_block *nb, unsigned long action, void *data)
{
	printk(KERN_INFO "chain_null: first, %lu %s\n", action, (char *)data);
	return NOTIFY_OK;
}

static struct notifier_block nb1 = { .notifier_call = first, .priority = 1 };
static struct notifier_block nb2;

static int __init chain_null_init(void)
{
	raw_notifier_chain_register(&chain, &nb1);
	raw_notifier_chain_register(&chain, &nb2);
	raw_notifier_call_chain(&chain, 4, "event");
	printk(KERN_INFO "chain_null: called\n");
	return 0;
}

static void __exit chain_null_exit(void)
{
	printk(KERN_INFO "chain_null: unloaded\n");
}

module_init(chain_null_init);
module_exit(chain_null_exit);
