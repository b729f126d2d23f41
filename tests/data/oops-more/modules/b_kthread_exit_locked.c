#include <linux/module.h>
#include <linux/kthread.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("thread ends with locks held");
static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);
static int budget;

static noinline int spend(int n)
{
	spin_lock(&outer);
	spin_lock(&inner);
	if (budget < n)
		return -ENOSPC;
	budget -= n;
	spin_unlock(&inner);
	spin_unlock(&outer);
	return 0;
}

static int spender(void *arg)
{
	int err = spend(*(int *)arg);

	pr_info("b_kthread_exit_locked: %d\n", err);
	return err;
}
static int want = 5;

static int __init b_init(void)
{
	kthread_run(spender, &want, "spender");
	return 0;
}
static void __exit b_exit(void) { }
module_init(b_init);
module_exit(b_exit);
