#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/kthread.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("AB-BA");

static DEFINE_MUTEX(lock_a);
static DEFINE_MUTEX(lock_b);

static noinline void both(struct mutex *x, struct mutex *y)
{
	mutex_lock(x);
	msleep(50);
	mutex_lock(y);
	pr_info("sysrq_w: got both\n");
	mutex_unlock(y);
	mutex_unlock(x);
}

static int ab(void *unused) { both(&lock_a, &lock_b); return 0; }
static int ba(void *unused) { both(&lock_b, &lock_a); return 0; }

static int __init sysrq_w_init(void)
{
	kthread_run(ab, NULL, "thread_ab");
	kthread_run(ba, NULL, "thread_ba");
	return 0;
}

static void __exit sysrq_w_exit(void)
{
}
module_init(sysrq_w_init);
module_exit(sysrq_w_exit);
