#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/timer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a timer's structure in a freed and poisoned object: its callback reads it");

struct watch {
	struct timer_list t;
	struct watch *peer;
	int beats;
};

static struct watch *timer_uaf_watch;

static noinline int timer_uaf_beats(struct watch *w)
{
	return READ_ONCE(w->peer->beats);
}

static void timer_uaf_fn(struct timer_list *t)
{
	struct watch *w = from_timer(w, t, t);

	printk(KERN_INFO "timer_uaf: tick, peer %px\n", w->peer);
	printk(KERN_INFO "timer_uaf: %d\n", timer_uaf_beats(w));
}

static int __init timer_uaf_init(void)
{
	timer_uaf_watch = kzalloc(sizeof(*timer_uaf_watch), GFP_KERNEL);
	timer_uaf_watch->peer = (void *)0xdead000000000100UL;
	timer_setup(&timer_uaf_watch->t, timer_uaf_fn, 0);
	mod_timer(&timer_uaf_watch->t, jiffies + msecs_to_jiffies(50));
	printk(KERN_INFO "timer_uaf: armed\n");
	return 0;
}

static void __exit timer_uaf_exit(void)
{
	printk(KERN_INFO "timer_uaf: unloaded\n");
}

module_init(timer_uaf_init);
module_exit(timer_uaf_exit);
