#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/hrtimer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an hrtimer that is left armed when the module goes");

static struct hrtimer hrtimer_left_t;

static enum hrtimer_restart hrtimer_left_fn(struct hrtimer *t)
{
	hrtimer_forward_now(t, ms_to_ktime(2000));
	return HRTIMER_RESTART;
}

static int __init hrtimer_left_init(void)
{
	hrtimer_init(&hrtimer_left_t, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_left_t.function = hrtimer_left_fn;
	hrtimer_start(&hrtimer_left_t, ms_to_ktime(2000), HRTIMER_MODE_REL);
	printk(KERN_INFO "hrtimer_left: armed\n");
	return 0;
}

static void __exit hrtimer_left_exit(void)
{
	printk(KERN_INFO "hrtimer_left: unloaded\n");
}

module_init(hrtimer_left_init);
module_exit(hrtimer_left_exit);
