#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/delay.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kthread_worker: items queued, delayed, cancelled, and queued to a second worker");

static struct kthread_worker *first, *second;

static void say(struct kthread_work *w)
{
	pr_info("kw_misuse: item runs in %s\n", current->comm);
}

static DEFINE_KTHREAD_WORK(item, say);
static DEFINE_KTHREAD_DELAYED_WORK(later, say);

static noinline void share(void)
{
	pr_info("kw_misuse: queued to the second: %d\n", kthread_queue_work(second, &item));
	kthread_flush_work(&item);
}

static int __init kw_misuse_init(void)
{
	first = kthread_create_worker(0, "first/%d", 1);
	second = kthread_create_worker_on_cpu(0, 0, "second");
	if (IS_ERR(first) || IS_ERR(second))
		return -ENOMEM;
	pr_info("kw_misuse: queued %d\n", kthread_queue_work(first, &item));
	pr_info("kw_misuse: queued %d\n", kthread_queue_work(first, &item));
	kthread_flush_work(&item);
	pr_info("kw_misuse: delayed %d\n", kthread_queue_delayed_work(first, &later, HZ));
	pr_info("kw_misuse: modified %d\n", kthread_mod_delayed_work(first, &later, 2));
	msleep(60);
	pr_info("kw_misuse: delayed %d\n", kthread_queue_delayed_work(first, &later, HZ));
	pr_info("kw_misuse: cancelled %d\n", kthread_cancel_delayed_work_sync(&later));
	share();
	kthread_bind(second->task, 0);
	return 0;
}

static void __exit kw_misuse_exit(void)
{
	kthread_destroy_worker(first);
	second->task = NULL;
	kthread_destroy_worker(second);
}

module_init(kw_misuse_init);
module_exit(kw_misuse_exit);
