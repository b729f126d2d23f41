#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/completion.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("init waits for its thread");

static DECLARE_COMPLETION(complete_ok_done);
static DECLARE_COMPLETION(complete_ok_never);

static int complete_ok_fn(void *data)
{
	printk(KERN_INFO "complete_ok: thread works\n");
	msleep(30);
	printk(KERN_INFO "complete_ok: thread is done\n");
	complete(&complete_ok_done);
	return 0;
}

static int __init complete_ok_init(void)
{
	unsigned long left;

	kthread_run(complete_ok_fn, NULL, "completer");
	printk(KERN_INFO "complete_ok: waiting\n");
	wait_for_completion(&complete_ok_done);
	printk(KERN_INFO "complete_ok: completed\n");
	left = wait_for_completion_timeout(&complete_ok_never, HZ / 10);
	printk(KERN_INFO "complete_ok: second wait: %lu\n", left);
	return left ? -EIO : 0;
}

static void __exit complete_ok_exit(void)
{
	printk(KERN_INFO "complete_ok: unloaded\n");
}

module_init(complete_ok_init);
module_exit(complete_ok_exit);
