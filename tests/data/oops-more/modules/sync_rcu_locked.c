#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("synchronize_rcu() under a spinlock");

static DEFINE_SPINLOCK(sync_rcu_locked_lock);
static int __rcu *sync_rcu_locked_ptr;

static noinline void sync_rcu_locked_drop(void)
{
	int *old;

	spin_lock(&sync_rcu_locked_lock);
	old = rcu_dereference_protected(sync_rcu_locked_ptr, 1);
	RCU_INIT_POINTER(sync_rcu_locked_ptr, NULL);
	synchronize_rcu();
	kfree(old);
	spin_unlock(&sync_rcu_locked_lock);
}

static int __init sync_rcu_locked_init(void)
{
	rcu_assign_pointer(sync_rcu_locked_ptr, kzalloc(sizeof(int), GFP_KERNEL));
	sync_rcu_locked_drop();
	printk(KERN_INFO "sync_rcu_locked: dropped\n");
	return 0;
}

static void __exit sync_rcu_locked_exit(void)
{
	printk(KERN_INFO "sync_rcu_locked: unloaded\n");
}

module_init(sync_rcu_locked_init);
module_exit(sync_rcu_locked_exit);
