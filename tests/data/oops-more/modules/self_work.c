// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/workqueue.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("work that queues itself again, at once and for ever");

static unsigned long rounds;

static void again(struct work_struct *work)
{
	rounds++;
	schedule_work(work);
}

static DECLARE_WORK(work, again);

static int __init self_work_init(void)
{
	schedule_work(&work);
	printk(KERN_INFO "self_work: queued\n");
	return 0;
}

static void __exit self_work_exit(void)
{
	cancel_work_sync(&work);
	printk(KERN_INFO "self_work: it ran: %d\n", rounds > 10);
	printk(KERN_INFO "self_work: at %d\n", *(int *)(rounds > 10 ? 0x10 : 0x20));
}

module_init(self_work_init);
module_exit(self_work_exit);
