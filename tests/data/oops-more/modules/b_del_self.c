#include <linux/module.h>
#include <linux/timer.h>
#include <linux/hrtimer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("del_timer_sync from an hrtimer");
static void idle_fn(struct timer_list *t) { pr_info("b_del_self: idle\n"); }
static DEFINE_TIMER(idle, idle_fn);
static struct hrtimer stop;

static noinline void cancel_idle(void)
{
	pr_info("b_del_self: was armed %d\n", del_timer_sync(&idle));
}
static enum hrtimer_restart stop_fn(struct hrtimer *t)
{
	cancel_idle();
	return HRTIMER_NORESTART;
}
static int __init b_init(void)
{
	mod_timer(&idle, jiffies + 5 * HZ);
	hrtimer_init(&stop, CLOCK_BOOTTIME, HRTIMER_MODE_REL_HARD);
	stop.function = stop_fn;
	hrtimer_start(&stop, ms_to_ktime(40), HRTIMER_MODE_REL_HARD);
	return 0;
}
static void __exit b_exit(void) { hrtimer_cancel(&stop); }
module_init(b_init);
module_exit(b_exit);
