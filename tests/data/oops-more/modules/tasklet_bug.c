/* BUG() in a softirq that runs on the way out of local_bh_enable(): in interrupt, so the kernel panics. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/interrupt.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("BUG in a tasklet");

static void tasklet_bug_fn(struct tasklet_struct *t);
static DECLARE_TASKLET(tasklet_bug_t, tasklet_bug_fn);
static int tasklet_bug_left = 2;

static void tasklet_bug_fn(struct tasklet_struct *t)
{
	printk(KERN_INFO "tasklet_bug: %d left\n", tasklet_bug_left);
	if (--tasklet_bug_left == 0)
		BUG();
}

static noinline void tasklet_bug_kick(void)
{
	local_bh_disable();
	tasklet_schedule(&tasklet_bug_t);
	local_bh_enable();
	printk(KERN_INFO "tasklet_bug: kicked\n");
}

static int __init tasklet_bug_init(void)
{
	tasklet_bug_kick();
	tasklet_bug_kick();
	return 0;
}

static void __exit tasklet_bug_exit(void)
{
	printk(KERN_INFO "tasklet_bug: unloaded\n");
}

module_init(tasklet_bug_init);
module_exit(tasklet_bug_exit);
