#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a pid that is not there, followed");

static noinline int pid_of(int nr)
{
	struct task_struct *t = pid_task(find_vpid(nr), PIDTYPE_PID);

	return t->tgid;
}

static int __init tnull_init(void)
{
	pr_info("tnull: %d\n", pid_of(31999));
	return 0;
}

module_init(tnull_init);
