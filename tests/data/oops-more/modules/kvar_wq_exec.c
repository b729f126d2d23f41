#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("timer function is the variable system_wq");

static void (*kvar_wq_exec_fn)(struct timer_list *);
static struct timer_list kvar_wq_exec_timer;

static int __init kvar_wq_exec_init(void)
{
	kvar_wq_exec_fn = (void *)&system_wq;
	timer_setup(&kvar_wq_exec_timer, kvar_wq_exec_fn, 0);
	printk(KERN_INFO "kvar_wq_exec: %pS is armed\n", kvar_wq_exec_fn);
	kvar_wq_exec_fn(&kvar_wq_exec_timer);
	return 0;
}

static void __exit kvar_wq_exec_exit(void)
{
	printk(KERN_INFO "kvar_wq_exec: unloaded\n");
}

module_init(kvar_wq_exec_init);
module_exit(kvar_wq_exec_exit);
