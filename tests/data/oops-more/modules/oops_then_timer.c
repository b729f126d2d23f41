#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/bug.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a timer faults after module_init has faulted already");

static struct timer_list oops_then_timer_timer;

static noinline void oops_then_timer_call(void (*fn)(void))
{
	fn();
	barrier();
}

static void oops_then_timer_fn(struct timer_list *t)
{
	printk(KERN_INFO "oops_then_timer: tick\n");
	WARN_ON(t == &oops_then_timer_timer);
}

static int __init oops_then_timer_init(void)
{
	timer_setup(&oops_then_timer_timer, oops_then_timer_fn, 0);
	mod_timer(&oops_then_timer_timer, jiffies + 20);
	printk(KERN_INFO "oops_then_timer: calling\n");
	oops_then_timer_call((void (*)(void))0xffffa0000000beefUL);
	return 0;
}

static void __exit oops_then_timer_exit(void)
{
	printk(KERN_INFO "oops_then_timer: unloaded\n");
}

module_init(oops_then_timer_init);
module_exit(oops_then_timer_exit);
