#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("read-copy-update");

struct conf {
	int n;
	struct rcu_head rcu;
};
static struct conf __rcu *rcu_ok_conf;

static void rcu_ok_free(struct rcu_head *head)
{
	struct conf *c = container_of(head, struct conf, rcu);

	printk(KERN_INFO "rcu_ok: freeing %d\n", c->n);
	kfree(c);
}

static void rcu_ok_set(int n)
{
	struct conf *c = kmalloc(sizeof(*c), GFP_KERNEL), *old;

	c->n = n;
	old = rcu_replace_pointer(rcu_ok_conf, c, true);
	if (old)
		call_rcu(&old->rcu, rcu_ok_free);
}

static int __init rcu_ok_init(void)
{
	rcu_ok_set(1);
	rcu_ok_set(2);
	rcu_read_lock();
	printk(KERN_INFO "rcu_ok: reading %d\n", rcu_dereference(rcu_ok_conf)->n);
	rcu_read_unlock();
	rcu_barrier();
	synchronize_rcu();
	printk(KERN_INFO "rcu_ok: synchronized\n");
	return 0;
}

static void __exit rcu_ok_exit(void)
{
	kfree_rcu(rcu_dereference_protected(rcu_ok_conf, true), rcu);
	rcu_barrier();
	printk(KERN_INFO "rcu_ok: unloaded\n");
}

module_init(rcu_ok_init);
module_exit(rcu_ok_exit);
