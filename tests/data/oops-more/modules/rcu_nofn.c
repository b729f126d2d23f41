#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/rcupdate.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call_rcu with no function");

static struct rcu_head head;

static int __init rcu_nofn_init(void)
{
	printk(KERN_INFO "rcu_nofn: queueing\n");
	call_rcu(&head, NULL);
	rcu_barrier();
	printk(KERN_INFO "rcu_nofn: called\n");
	return 0;
}

static void __exit rcu_nofn_exit(void)
{
	printk(KERN_INFO "rcu_nofn: unloaded\n");
}

module_init(rcu_nofn_init);
module_exit(rcu_nofn_exit);
