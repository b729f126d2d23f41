#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("for_each_process, init_task, find_get_pid, parents");

static int __init twalk_init(void)
{
	struct task_struct *t, *found;
	struct pid *pid;
	int n = 0, self = 0;

	rcu_read_lock();
	for_each_process(t) {
		if (t->pid <= 2)
			pr_info("twalk: %d %s, parent %d, state %u, mm %d\n", t->pid,
				t->comm, t->real_parent->pid,
				READ_ONCE(t->__state), !!t->mm);
		self += t == current;
		n++;
	}
	rcu_read_unlock();
	pr_info("twalk: %d self, %d\n", self, n > 2);
	pid = find_get_pid(1);
	found = get_pid_task(pid, PIDTYPE_PID);
	pr_info("twalk: %s %d\n", found->comm, pid_nr(pid));
	put_task_struct(found);
	put_pid(pid);
	found = pid_task(find_vpid(current->pid), PIDTYPE_PID);
	pr_info("twalk: %d %s\n", found == current, current->comm);
	pr_info("twalk: %d\n", pid_task(find_vpid(31999), PIDTYPE_PID) == NULL);
	pr_info("twalk: %s %d\n", init_task.comm, init_task.pid);
	pr_info("twalk: flags %x prio %d static %d policy %u nice %d\n", current->flags & PF_KTHREAD,
		current->prio, current->static_prio, current->policy, task_nice(current));
	pr_info("twalk: leader %d, tgid %d, threads %d\n", thread_group_leader(current),
		current->tgid == current->pid, get_nr_threads(current));
	return 0;
}

module_init(twalk_init);
