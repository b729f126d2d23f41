#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/notifier.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a notifier registered twice");

static BLOCKING_NOTIFIER_HEAD(chain);

static int notify_twice_call(struct notifier_block *nb, unsigned long action, void *data)
{
	printk(KERN_INFO "notify_twice: %lu\n", action);
	return NOTIFY_DONE;
}
static struct notifier_block nb = { .notifier_call = notify_twice_call };

static int __init notify_twice_init(void)
{
	int a = blocking_notifier_chain_register(&chain, &nb);
	int b = blocking_notifier_chain_register(&chain, &nb);

	printk(KERN_INFO "notify_twice: %d %d\n", a, b);
	blocking_notifier_call_chain(&chain, 3, NULL);
	return 0;
}

static void __exit notify_twice_exit(void)
{
	printk(KERN_INFO "notify_twice: unloaded\n");
}

module_init(notify_twice_init);
module_exit(notify_twice_exit);
