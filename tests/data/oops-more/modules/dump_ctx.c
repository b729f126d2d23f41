#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/timer.h>
#include <linux/interrupt.h>
#include <linux/workqueue.h>
#include <linux/hrtimer.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("dump_stack() from every context");

static struct timer_list dump_ctx_t;
static struct hrtimer dump_ctx_h;

static void dump_ctx_say(const char *where)
{
	printk(KERN_INFO "dump_ctx: %s: task %d irq %d softirq %d hardirq %d\n", where,
	       !!in_task(), !!in_interrupt(), !!in_serving_softirq(), !!in_hardirq());
	dump_stack();
}

static int dump_ctx_thread(void *data)
{
	dump_ctx_say("thread");
	return 0;
}

static void dump_ctx_work(struct work_struct *w)
{
	dump_ctx_say("work");
	kthread_run(dump_ctx_thread, NULL, "dumper");
}
static DECLARE_WORK(dump_ctx_w, dump_ctx_work);

static void dump_ctx_tasklet(struct tasklet_struct *t)
{
	dump_ctx_say("tasklet");
	schedule_work(&dump_ctx_w);
}
static DECLARE_TASKLET(dump_ctx_b, dump_ctx_tasklet);

static void dump_ctx_timer(struct timer_list *t)
{
	dump_ctx_say("timer");
	tasklet_schedule(&dump_ctx_b);
}

static enum hrtimer_restart dump_ctx_hrtimer(struct hrtimer *h)
{
	dump_ctx_say("hrtimer");
	mod_timer(&dump_ctx_t, jiffies + 5);
	return HRTIMER_NORESTART;
}

static int __init dump_ctx_init(void)
{
	dump_ctx_say("init");
	timer_setup(&dump_ctx_t, dump_ctx_timer, 0);
	hrtimer_init(&dump_ctx_h, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	dump_ctx_h.function = dump_ctx_hrtimer;
	hrtimer_start(&dump_ctx_h, ms_to_ktime(150), HRTIMER_MODE_REL);
	return 0;
}

static void __exit dump_ctx_exit(void)
{
	dump_ctx_say("exit");
	printk(KERN_INFO "dump_ctx: unloaded\n");
}

module_init(dump_ctx_init);
module_exit(dump_ctx_exit);
