#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/hrtimer.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("hrtimer_start() of a timer that hrtimer_init() never saw");

struct hr_noinit_watch {
	int id;
	struct hrtimer timer;
};
static struct hr_noinit_watch *hr_noinit_w;

static noinline void hr_noinit_arm(struct hr_noinit_watch *w)
{
	hrtimer_start(&w->timer, ms_to_ktime(50), HRTIMER_MODE_REL);
}

static int __init hr_noinit_init(void)
{
	hr_noinit_w = kzalloc(sizeof(*hr_noinit_w), GFP_KERNEL);
	if (!hr_noinit_w)
		return -ENOMEM;
	hr_noinit_w->id = 7;
	printk(KERN_INFO "hr_noinit: arming watch %d\n", hr_noinit_w->id);
	hr_noinit_arm(hr_noinit_w);
	return 0;
}

static void __exit hr_noinit_exit(void)
{
	printk(KERN_INFO "hr_noinit: unloaded\n");
}

module_init(hr_noinit_init);
module_exit(hr_noinit_exit);
