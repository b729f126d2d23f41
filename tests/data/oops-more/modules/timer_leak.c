#include <linux/module.h>
#include <linux/timer.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a timer callback forgets to unlock");

static DEFINE_SPINLOCK(queue_lock);
static int depth;

static void drain_fn(struct timer_list *t)
{
	spin_lock(&queue_lock);
	if (!depth)
		return;
	depth--;
	spin_unlock(&queue_lock);
}
static DEFINE_TIMER(drain_timer, drain_fn);

static int __init timer_leak_init(void)
{
	mod_timer(&drain_timer, jiffies + 15);
	pr_info("timer_leak: armed\n");
	return 0;
}

static void __exit timer_leak_exit(void)
{
	del_timer_sync(&drain_timer);
}
module_init(timer_leak_init);
module_exit(timer_leak_exit);
