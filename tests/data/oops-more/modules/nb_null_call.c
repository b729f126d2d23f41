#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/notifier.h>
#include <linux/kdebug.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("notifier block without a callback in an own chain; a die notifier watches");

static BLOCKING_NOTIFIER_HEAD(alarm_chain);
static struct notifier_block bell = { .priority = 3 };

static int on_die(struct notifier_block *nb, unsigned long val, void *data)
{
	struct die_args *args = data;

	pr_info("nb_null_call: die %lu %s trap %d err %ld sig %d\n", val, args->str, args->trapnr, args->err, args->signr);
	return NOTIFY_DONE;
}

static struct notifier_block watcher = { .notifier_call = on_die };

static noinline int alarm(int level)
{
	return blocking_notifier_call_chain(&alarm_chain, level, NULL);
}

static int __init nb_null_call_init(void)
{
	register_die_notifier(&watcher);
	blocking_notifier_chain_register(&alarm_chain, &bell);
	pr_info("nb_null_call: alarm\n");
	return alarm(2);
}

static void __exit nb_null_call_exit(void)
{
	printk(KERN_INFO "nb_null_call: unloaded\n");
}

module_init(nb_null_call_init);
module_exit(nb_null_call_exit);
