#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/hrtimer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL read in an hrtimer of the soft kind");

static struct hrtimer hrtimer_soft_t;

static enum hrtimer_restart hrtimer_soft_fn(struct hrtimer *t)
{
	int *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "hrtimer_soft: %d\n", *(volatile int *)p);
	return HRTIMER_NORESTART;
}

static int __init hrtimer_soft_init(void)
{
	hrtimer_init(&hrtimer_soft_t, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	hrtimer_soft_t.function = hrtimer_soft_fn;
	hrtimer_start(&hrtimer_soft_t, ms_to_ktime(150), HRTIMER_MODE_REL_SOFT);
	return 0;
}

static void __exit hrtimer_soft_exit(void)
{
	hrtimer_cancel(&hrtimer_soft_t);
	printk(KERN_INFO "hrtimer_soft: unloaded\n");
}

module_init(hrtimer_soft_init);
module_exit(hrtimer_soft_exit);
