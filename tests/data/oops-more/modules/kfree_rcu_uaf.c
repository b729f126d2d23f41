#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/rcupdate.h>
#include <linux/delay.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an element used after its grace period");

struct el {
	int v;
	struct el *peer;
	struct rcu_head rcu;
};
static struct el __rcu *head;

static noinline int kfree_rcu_uaf_peer(struct el *e)
{
	return READ_ONCE(e->peer->v);
}

static int __init kfree_rcu_uaf_init(void)
{
	struct el *e = kzalloc(sizeof(*e), GFP_KERNEL);

	e->v = 8;
	e->peer = e;
	rcu_assign_pointer(head, e);
	printk(KERN_INFO "kfree_rcu_uaf: %d\n", kfree_rcu_uaf_peer(e));
	RCU_INIT_POINTER(head, NULL);
	kfree_rcu(e, rcu);
	msleep(300);
	printk(KERN_INFO "kfree_rcu_uaf: waited\n");
	printk(KERN_INFO "kfree_rcu_uaf: %d\n", kfree_rcu_uaf_peer(e));
	return 0;
}

static void __exit kfree_rcu_uaf_exit(void)
{
	printk(KERN_INFO "kfree_rcu_uaf: unloaded\n");
}

module_init(kfree_rcu_uaf_init);
module_exit(kfree_rcu_uaf_exit);
