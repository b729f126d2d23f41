#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a reader tries to become the writer of an rwlock");

static DEFINE_RWLOCK(rw_upgrade_lock);
static int rw_upgrade_value;

static noinline void rw_upgrade_set(int v)
{
	write_lock(&rw_upgrade_lock);
	rw_upgrade_value = v;
	write_unlock(&rw_upgrade_lock);
}

static int rw_upgrade_thread(void *unused)
{
	read_lock(&rw_upgrade_lock);
	if (!rw_upgrade_value)
		rw_upgrade_set(1);
	read_unlock(&rw_upgrade_lock);
	return 0;
}

static int __init rw_upgrade_init(void)
{
	kthread_run(rw_upgrade_thread, NULL, "upgrader");
	return 0;
}

static void __exit rw_upgrade_exit(void)
{
	printk(KERN_INFO "rw_upgrade: unloaded\n");
}

module_init(rw_upgrade_init);
module_exit(rw_upgrade_exit);
