#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a general protection fault in a kernel thread");

static noinline long die_kthread_sum(long *p)
{
	return p[0] + p[1];
}

static int die_kthread_fn(void *data)
{
	printk(KERN_INFO "die_kthread: %ld\n", die_kthread_sum(data));
	return 0;
}

static int __init die_kthread_init(void)
{
	struct task_struct *t = kthread_create(die_kthread_fn, (void *)0x6b6b6b6b6b6b6b6b, "gpd");

	if (IS_ERR(t))
		return PTR_ERR(t);
	printk(KERN_INFO "die_kthread: created %s\n", t->comm);
	wake_up_process(t);
	return 0;
}

static void __exit die_kthread_exit(void)
{
	printk(KERN_INFO "die_kthread: unloaded\n");
}

module_init(die_kthread_init);
module_exit(die_kthread_exit);
