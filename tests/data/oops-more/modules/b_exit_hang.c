#include <linux/module.h>
#include <linux/kthread.h>
#include <linux/completion.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kthread_stop on a thread that does not look");
static DECLARE_COMPLETION(never);
static struct task_struct *t;

static int deaf(void *unused)
{
	wait_for_completion_interruptible(&never);
	while (!kthread_should_stop())
		wait_for_completion_interruptible(&never);
	return 0;
}
static int __init b_init(void)
{
	t = kthread_run(deaf, NULL, "deaf");
	return PTR_ERR_OR_ZERO(t);
}
static void __exit b_exit(void)
{
	pr_info("b_exit_hang: stopping\n");
	pr_info("b_exit_hang: %d\n", kthread_stop(t));
}
module_init(b_init);
module_exit(b_exit);
