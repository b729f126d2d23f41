#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("spin_unlock_bh in hard interrupt context");

static struct hrtimer poller;
static DEFINE_SPINLOCK(queue_lock);
static int queued;

static noinline void queue_one(void)
{
	spin_lock_bh(&queue_lock);
	queued++;
	spin_unlock_bh(&queue_lock);
}

static enum hrtimer_restart poller_fn(struct hrtimer *t)
{
	queue_one();
	pr_info("hr_bh_lock: queued %d\n", queued);
	return HRTIMER_NORESTART;
}

static int __init hr_bh_lock_init(void)
{
	hrtimer_init(&poller, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	poller.function = poller_fn;
	hrtimer_start(&poller, ms_to_ktime(40), HRTIMER_MODE_REL_HARD);
	return 0;
}

static void __exit hr_bh_lock_exit(void)
{
	hrtimer_cancel(&poller);
}

module_init(hr_bh_lock_init);
module_exit(hr_bh_lock_exit);
