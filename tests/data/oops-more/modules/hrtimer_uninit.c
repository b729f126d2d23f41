#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an hrtimer started before hrtimer_init");

static struct hrtimer t;

static int __init hrtimer_uninit_init(void)
{
	printk(KERN_INFO "hrtimer_uninit: starting\n");
	hrtimer_start(&t, ms_to_ktime(5), HRTIMER_MODE_REL);
	printk(KERN_INFO "hrtimer_uninit: started\n");
	return 0;
}

static void __exit hrtimer_uninit_exit(void)
{
	printk(KERN_INFO "hrtimer_uninit: unloaded\n");
}

module_init(hrtimer_uninit_init);
module_exit(hrtimer_uninit_exit);
