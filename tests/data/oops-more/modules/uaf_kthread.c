#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/kthread.h>
#include <linux/delay.h>
#include <linux/err.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a thread goes on with an object that was freed");

struct conf {
	int interval;
	struct conf *parent;
	const char *name;
};
static struct conf *conf;
static struct task_struct *thread;

static noinline void uaf_kthread_step(struct conf *c)
{
	printk(KERN_INFO "uaf_kthread: interval %d\n", c->interval);
	printk(KERN_INFO "uaf_kthread: parent's %d\n", c->parent->interval);
}

static int uaf_kthread_fn(void *data)
{
	msleep(50);
	uaf_kthread_step(data);
	return 0;
}

static int __init uaf_kthread_init(void)
{
	conf = kzalloc(sizeof(*conf), GFP_KERNEL);
	conf->parent = conf;
	conf->interval = 5;
	thread = kthread_run(uaf_kthread_fn, conf, "uaf_kthread");
	kfree(conf);
	return PTR_ERR_OR_ZERO(thread);
}

static void __exit uaf_kthread_exit(void)
{
	printk(KERN_INFO "uaf_kthread: unloaded\n");
}

module_init(uaf_kthread_init);
module_exit(uaf_kthread_exit);
