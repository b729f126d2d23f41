#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/rcupdate.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a fault inside a read-side critical section");

struct rcu_fault_conf {
	int level;
	int limit;
};
static struct rcu_fault_conf __rcu *rcu_fault_conf;

static noinline int rcu_fault_limit(void)
{
	int limit;

	rcu_read_lock();
	limit = rcu_dereference(rcu_fault_conf)->limit;
	rcu_read_unlock();
	return limit;
}

static int __init rcu_fault_init(void)
{
	printk(KERN_INFO "rcu_fault: nobody has published a configuration\n");
	printk(KERN_INFO "rcu_fault: limit %d\n", rcu_fault_limit());
	return 0;
}

static void __exit rcu_fault_exit(void)
{
	printk(KERN_INFO "rcu_fault: unloaded\n");
}

module_init(rcu_fault_init);
module_exit(rcu_fault_exit);
