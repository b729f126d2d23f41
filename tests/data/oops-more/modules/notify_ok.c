#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kdebug.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/reboot.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("notifiers of deaths and panics");

static int notify_ok_die(struct notifier_block *nb, unsigned long why, void *data)
{
	struct die_args *args = data;

	printk(KERN_INFO "notify_ok: die %lu: %s\n", why, args->str);
	return NOTIFY_OK;
}
static struct notifier_block notify_ok_die_nb = { .notifier_call = notify_ok_die };

static int notify_ok_panic(struct notifier_block *nb, unsigned long why, void *data)
{
	printk(KERN_INFO "notify_ok: panic: %s\n", (char *)data);
	return NOTIFY_DONE;
}
static struct notifier_block notify_ok_panic_nb = { .notifier_call = notify_ok_panic };

static int __init notify_ok_init(void)
{
	register_die_notifier(&notify_ok_die_nb);
	atomic_notifier_chain_register(&panic_notifier_list, &notify_ok_panic_nb);
	printk(KERN_INFO "notify_ok: registered\n");
	return 0;
}

static void __exit notify_ok_exit(void)
{
	atomic_notifier_chain_unregister(&panic_notifier_list, &notify_ok_panic_nb);
	unregister_die_notifier(&notify_ok_die_nb);
	printk(KERN_INFO "notify_ok: unloaded\n");
}

module_init(notify_ok_init);
module_exit(notify_ok_exit);
