#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("WARN and WARN_ONCE in a timer that arms itself again");

static struct timer_list timer_warn_t;
static int timer_warn_n;

static void timer_warn_fn(struct timer_list *t)
{
	WARN_ONCE(timer_warn_n == 0, "first time\n");
	WARN(timer_warn_n == 2, "timer_warn: n is %d\n", timer_warn_n);
	if (timer_warn_n++ < 2)
		mod_timer(t, jiffies + 2);
	else
		printk(KERN_INFO "timer_warn: done\n");
}

static int __init timer_warn_init(void)
{
	timer_setup(&timer_warn_t, timer_warn_fn, 0);
	mod_timer(&timer_warn_t, jiffies + 30);
	printk(KERN_INFO "timer_warn: armed\n");
	return 0;
}

static void __exit timer_warn_exit(void)
{
	del_timer_sync(&timer_warn_t);
	printk(KERN_INFO "timer_warn: unloaded\n");
}

module_init(timer_warn_init);
module_exit(timer_warn_exit);
