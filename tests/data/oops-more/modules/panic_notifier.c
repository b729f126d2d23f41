#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a panic notifier that reads through NULL");

static int panic_notifier_call(struct notifier_block *nb, unsigned long action, void *data)
{
	int *p = NULL;

	printk(KERN_INFO "panic_notifier: told of \"%s\"\n", (char *)data);
	OPTIMIZER_HIDE_VAR(p);
	return READ_ONCE(p[9]);
}
static struct notifier_block nb = { .notifier_call = panic_notifier_call };

static int __init panic_notifier_init(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &nb);
	panic("panic_notifier gives up, code %d", 5);
	return 0;
}

static void __exit panic_notifier_exit(void)
{
	printk(KERN_INFO "panic_notifier: unloaded\n");
}

module_init(panic_notifier_init);
module_exit(panic_notifier_exit);
