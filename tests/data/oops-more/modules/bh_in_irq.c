#include <linux/module.h>
#include <linux/hrtimer.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("spin_lock_bh in a hard interrupt");

static DEFINE_SPINLOCK(fifo_lock);
static int fifo_len;

static noinline void fifo_push(void)
{
	spin_lock_bh(&fifo_lock);
	fifo_len++;
	spin_unlock_bh(&fifo_lock);
}

static enum hrtimer_restart sample(struct hrtimer *t)
{
	fifo_push();
	return HRTIMER_NORESTART;
}
static struct hrtimer sampler;

static int __init bh_in_irq_init(void)
{
	hrtimer_init(&sampler, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	sampler.function = sample;
	hrtimer_start(&sampler, ms_to_ktime(60), HRTIMER_MODE_REL_HARD);
	return 0;
}

static void __exit bh_in_irq_exit(void)
{
	hrtimer_cancel(&sampler);
	pr_info("bh_in_irq: %d\n", fifo_len);
}
module_init(bh_in_irq_init);
module_exit(bh_in_irq_exit);
