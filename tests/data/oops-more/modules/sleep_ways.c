#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/sched.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("ways to let time pass");

static void sleep_ways_say(const char *what, ktime_t began, int least)
{
	long ms = ktime_to_ms(ktime_sub(ktime_get(), began));

	printk(KERN_INFO "sleep_ways: %s %s\n", what, ms >= least && ms < least + 60 ? "as long as asked" : "wrong");
}

static int __init sleep_ways_init(void)
{
	unsigned long until;
	ktime_t t;
	long left;

	t = ktime_get();
	msleep(20);
	sleep_ways_say("msleep", t, 20);
	t = ktime_get();
	usleep_range(5000, 6000);
	sleep_ways_say("usleep_range", t, 5);
	t = ktime_get();
	mdelay(10);
	udelay(100);
	sleep_ways_say("mdelay", t, 5);
	t = ktime_get();
	set_current_state(TASK_INTERRUPTIBLE);
	left = schedule_timeout(HZ / 20);
	sleep_ways_say("schedule_timeout", t, 40);
	printk(KERN_INFO "sleep_ways: left %ld state %x\n", left, READ_ONCE(current->__state));
	until = jiffies + HZ / 50;
	while (time_before(jiffies, until))
		schedule();
	printk(KERN_INFO "sleep_ways: polling over\n");
	ssleep(1);
	fsleep(2000);
	printk(KERN_INFO "sleep_ways: HZ %d %u %lu\n", HZ, jiffies_to_msecs(HZ), msecs_to_jiffies(100));
	printk(KERN_INFO "sleep_ways: %s\n", ktime_get_real_seconds() > 0 ? "real" : "unreal");
	return 0;
}

static void __exit sleep_ways_exit(void)
{
	printk(KERN_INFO "sleep_ways: unloaded\n");
}

module_init(sleep_ways_init);
module_exit(sleep_ways_exit);
