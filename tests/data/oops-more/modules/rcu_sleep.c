#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/rcupdate.h>
#include <linux/delay.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sleep between rcu_read_lock and unlock");

static int __init rcu_sleep_init(void)
{
	printk(KERN_INFO "rcu_sleep: reading\n");
	rcu_read_lock();
	msleep(20);
	rcu_read_unlock();
	printk(KERN_INFO "rcu_sleep: read\n");
	return 0;
}

static void __exit rcu_sleep_exit(void)
{
	printk(KERN_INFO "rcu_sleep: unloaded\n");
}

module_init(rcu_sleep_init);
module_exit(rcu_sleep_exit);
