#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("atomic notifier chain");
static ATOMIC_NOTIFIER_HEAD(link_chain);
static int ups;
static int on_link(struct notifier_block *nb, unsigned long up, void *name)
{
	ups += up;
	pr_info("b_notify_twice: %s is %s\n", (char *)name, up ? "up" : "down");
	return NOTIFY_OK;
}
static int on_link_bad(struct notifier_block *nb, unsigned long up, void *name)
{
	return ((char *)name)[up << 40] ? NOTIFY_STOP : NOTIFY_DONE;
}
static struct notifier_block first = { .notifier_call = on_link, .priority = 5 };
static struct notifier_block second = { .notifier_call = on_link_bad };
static int __init b_init(void)
{
	pr_info("%d\n", atomic_notifier_chain_register(&link_chain, &first));
	pr_info("%d\n", atomic_notifier_chain_register(&link_chain, &first));
	atomic_notifier_call_chain(&link_chain, 0, "eth0");
	atomic_notifier_chain_register(&link_chain, &second);
	return 0;
}
static void __exit b_exit(void)
{
	atomic_notifier_call_chain(&link_chain, 1, "eth0");
}
module_init(b_init);
module_exit(b_exit);
