#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/poison.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an hrtimer whose data is poisoned");

struct clockwork {
	struct hrtimer t;
	int *ticks;
};
static struct clockwork cw;

static enum hrtimer_restart hr_gpf_fn(struct hrtimer *t)
{
	struct clockwork *c = container_of(t, struct clockwork, t);

	WRITE_ONCE(*c->ticks, 1);
	return HRTIMER_NORESTART;
}

static int __init hr_gpf_init(void)
{
	hrtimer_init(&cw.t, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	cw.t.function = hr_gpf_fn;
	cw.ticks = (int *)(POISON_POINTER_DELTA + 0x500);
	hrtimer_start(&cw.t, ms_to_ktime(20), HRTIMER_MODE_REL);
	return 0;
}

static void __exit hr_gpf_exit(void)
{
	printk(KERN_INFO "hr_gpf: unloaded\n");
}

module_init(hr_gpf_init);
module_exit(hr_gpf_exit);
