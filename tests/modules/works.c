/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work items: at once, later, in a queue of our own, cancelled. */
#include <linux/module.h>
#include <linux/delay.h>
#include <linux/sched.h>
#include <linux/workqueue.h>

static struct workqueue_struct *queue;
static int done;

static void work_fn(struct work_struct *work)
{
	done++;
	pr_info("works: %d by %s, atomic %d\n", done, current->comm,
		!!in_atomic());
	msleep(10);
}

static DECLARE_WORK(first, work_fn);
static DECLARE_WORK(second, work_fn);
static DECLARE_DELAYED_WORK(later, work_fn);

static void nested_fn(struct work_struct *work)
{
	pr_info("works: nested\n");
	dump_stack();
}

static DECLARE_WORK(nested, nested_fn);

static int __init works_init(void)
{
	bool queued;

	queue = alloc_workqueue("works_%d", 0, 1, 5);
	if (!queue)
		return -ENOMEM;
	queued = schedule_work(&first);
	pr_info("works: queued %d, pending %d\n", queued,
		(int)work_pending(&first));
	pr_info("works: again %d\n", schedule_work(&first));
	queue_work(queue, &second);
	flush_work(&first);
	flush_workqueue(queue);
	pr_info("works: %d done\n", done);
	queue_work(queue, &nested);
	flush_work(&nested);
	pr_info("works: cancelled %d\n",
		schedule_delayed_work(&later, 5) &&
			cancel_delayed_work_sync(&later));
	schedule_delayed_work(&later, 5);
	return 0;
}

static void __exit works_exit(void)
{
	pr_info("works: cancelled %d\n", cancel_delayed_work_sync(&later));
	destroy_workqueue(queue);
}

module_init(works_init);
module_exit(works_exit);

MODULE_LICENSE("GPL");
