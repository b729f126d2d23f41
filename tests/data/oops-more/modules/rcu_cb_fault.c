// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/rcupdate.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL write in an RCU callback that init waits for");

static struct rcu_head rcu_cb_fault_head;

static noinline void rcu_cb_fault_fn(struct rcu_head *h)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	*(volatile char *)p = 'A';
}

static int __init rcu_cb_fault_init(void)
{
	printk(KERN_INFO "rcu_cb_fault: call_rcu\n");
	call_rcu(&rcu_cb_fault_head, rcu_cb_fault_fn);
	rcu_barrier();
	printk(KERN_INFO "rcu_cb_fault: still here\n");
	return 0;
}

static void __exit rcu_cb_fault_exit(void)
{
	printk(KERN_INFO "rcu_cb_fault: unloaded\n");
}

module_init(rcu_cb_fault_init);
module_exit(rcu_cb_fault_exit);
