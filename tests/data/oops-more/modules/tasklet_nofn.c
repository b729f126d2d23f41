#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/interrupt.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a tasklet without a function");

static struct tasklet_struct t;

static int __init tasklet_nofn_init(void)
{
	printk(KERN_INFO "tasklet_nofn: scheduling\n");
	tasklet_schedule(&t);
	printk(KERN_INFO "tasklet_nofn: scheduled\n");
	return 0;
}

static void __exit tasklet_nofn_exit(void)
{
	printk(KERN_INFO "tasklet_nofn: unloaded\n");
}

module_init(tasklet_nofn_init);
module_exit(tasklet_nofn_exit);
