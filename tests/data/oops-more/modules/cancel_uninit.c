#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/workqueue.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("work and timers cancelled that were never set up");

static struct work_struct w;
static struct delayed_work d;

static int __init cancel_uninit_init(void)
{
	printk(KERN_INFO "cancel_uninit: work %d\n", cancel_work_sync(&w));
	printk(KERN_INFO "cancel_uninit: delayed %d\n", cancel_delayed_work_sync(&d));
	printk(KERN_INFO "cancel_uninit: flush %d\n", flush_work(&w));
	return 0;
}

static void __exit cancel_uninit_exit(void)
{
	printk(KERN_INFO "cancel_uninit: unloaded\n");
}

module_init(cancel_uninit_init);
module_exit(cancel_uninit_exit);
