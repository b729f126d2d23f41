#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/sched.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("schedule_timeout with a negative and a forgotten state");

static noinline long wait_until(unsigned long when)
{
	set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout((long)(when - jiffies));
}

static int __init st_negative_init(void)
{
	pr_info("st_negative: left %ld\n", wait_until(jiffies + 2));
	pr_info("st_negative: left %ld\n", wait_until(jiffies - 40));
	return 0;
}

static void __exit st_negative_exit(void)
{
	printk(KERN_INFO "st_negative: unloaded\n");
}

module_init(st_negative_init);
module_exit(st_negative_exit);
