#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a fault in process context while bottom halves are disabled");

static DEFINE_SPINLOCK(bh_fault_lock);
struct bh_fault_stats {
	long rx, tx, drops;
};

static noinline void bh_fault_count(struct bh_fault_stats *s)
{
	s->drops++;
}

static int __init bh_fault_init(void)
{
	struct bh_fault_stats *s = NULL;

	OPTIMIZER_HIDE_VAR(s);
	printk(KERN_INFO "bh_fault: counting a drop\n");
	spin_lock_bh(&bh_fault_lock);
	bh_fault_count(s);
	spin_unlock_bh(&bh_fault_lock);
	return 0;
}

static void __exit bh_fault_exit(void)
{
	printk(KERN_INFO "bh_fault: unloaded\n");
}

module_init(bh_fault_init);
module_exit(bh_fault_exit);
