#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a timer calls an init function");

static struct timer_list call_freed_init_t;

static void __init call_freed_init_fn(struct timer_list *t)
{
	printk(KERN_INFO "call_freed_init: timer\n");
}

static int __init call_freed_init_init(void)
{
	timer_setup(&call_freed_init_t, call_freed_init_fn, 0);
	mod_timer(&call_freed_init_t, jiffies + 50);
	printk(KERN_INFO "call_freed_init: armed\n");
	return 0;
}

static void __exit call_freed_init_exit(void)
{
	del_timer_sync(&call_freed_init_t);
	printk(KERN_INFO "call_freed_init: unloaded\n");
}

module_init(call_freed_init_init);
module_exit(call_freed_init_exit);
