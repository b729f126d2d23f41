#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/srcu.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("SRCU: readers, synchronize, call_srcu, barrier");

struct node {
	int v;
	struct rcu_head rcu;
};

DEFINE_STATIC_SRCU(stat);
static struct srcu_struct dyn;
static struct node __rcu *ptr;

static void gone(struct rcu_head *head)
{
	struct node *n = container_of(head, struct node, rcu);

	pr_info("srcu: freed %d\n", n->v);
	kfree(n);
}

static int __init srcu_ok_init(void)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL), *old;
	int err = init_srcu_struct(&dyn), idx;

	n->v = 1;
	rcu_assign_pointer(ptr, n);
	idx = srcu_read_lock(&dyn);
	pr_info("srcu: %d %d\n", err, srcu_dereference(ptr, &dyn)->v);
	srcu_read_unlock(&dyn, idx);
	old = n;
	n = kzalloc(sizeof(*n), GFP_KERNEL);
	n->v = 2;
	rcu_assign_pointer(ptr, n);
	synchronize_srcu(&dyn);
	call_srcu(&dyn, &old->rcu, gone);
	srcu_barrier(&dyn);
	idx = srcu_read_lock(&stat);
	srcu_read_unlock(&stat, idx);
	synchronize_srcu_expedited(&stat);
	pr_info("srcu: done\n");
	return 0;
}

static void __exit srcu_ok_exit(void)
{
	kfree(rcu_dereference_protected(ptr, 1));
	cleanup_srcu_struct(&dyn);
	pr_info("srcu: gone\n");
}

module_init(srcu_ok_init);
module_exit(srcu_ok_exit);
