// Threads say what they are called, how nice they are, and whether they may be
// frozen; at last the name of a task that is not there.
#include <linux/delay.h>
#include <linux/freezer.h>
#include <linux/kthread.h>
#include <linux/module.h>

static noinline void show_task(struct task_struct *task)
{
	char name[TASK_COMM_LEN];

	get_task_comm(name, task);
	pr_info("task_comm: %s nice %d prio %d static_prio %d nofreeze %d\n",
		name, task_nice(task), task->prio, task->static_prio,
		!!(task->flags & 0x8000));
}

static int worker(void *unused)
{
	set_user_nice(current, 5);
	set_user_nice(current, 99);
	show_task(current);
	pr_info("task_comm: frozen %d\n", set_freezable());
	show_task(current);
	while (!kthread_should_stop()) {
		try_to_freeze();
		msleep(20);
	}
	return 0;
}

static int __init task_comm_init(void)
{
	struct task_struct *task = kthread_run(worker, NULL, "comm_worker");

	if (IS_ERR(task))
		return PTR_ERR(task);
	msleep(50);
	kthread_stop(task);
	show_task(current);
	show_task(NULL);
	return 0;
}

module_init(task_comm_init);
MODULE_LICENSE("GPL");
