#include <linux/module.h>
#include <linux/timer.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sleeping in a timer");

static void debounce(struct timer_list *t)
{
	pr_info("timer_msleep: debouncing\n");
	msleep(5);
	pr_info("timer_msleep: key is stable\n");
}
static DEFINE_TIMER(debounce_timer, debounce);

static int __init timer_msleep_init(void)
{
	mod_timer(&debounce_timer, jiffies + HZ / 10);
	return 0;
}

static void __exit timer_msleep_exit(void)
{
	del_timer_sync(&debounce_timer);
}
module_init(timer_msleep_init);
module_exit(timer_msleep_exit);
