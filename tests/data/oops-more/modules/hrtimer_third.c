#include <linux/module.h>
#include <linux/hrtimer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("periodic hrtimer, the third run calls a missing handler");

static void step_on(int n) { pr_info("hrtimer_third: on %d\n", n); }
static void step_off(int n) { pr_info("hrtimer_third: off %d\n", n); }
static void (*steps[4])(int) = { step_on, step_off };

static struct {
	struct hrtimer timer;
	ktime_t period;
	int count;
} pwm;

static enum hrtimer_restart pwm_tick(struct hrtimer *t)
{
	steps[pwm.count & 3](pwm.count);
	pwm.count++;
	hrtimer_forward_now(t, pwm.period);
	return HRTIMER_RESTART;
}

static int __init hrtimer_third_init(void)
{
	pwm.period = ms_to_ktime(50);
	hrtimer_init(&pwm.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	pwm.timer.function = pwm_tick;
	hrtimer_start(&pwm.timer, pwm.period, HRTIMER_MODE_REL);
	return 0;
}

static void __exit hrtimer_third_exit(void)
{
	hrtimer_cancel(&pwm.timer);
}
module_init(hrtimer_third_init);
module_exit(hrtimer_third_exit);
