#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/spinlock.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sleeping with a spinlock held");

static DEFINE_SPINLOCK(atomic_sleep_lock);

static int __init atomic_sleep_init(void)
{
	printk(KERN_INFO "atomic_sleep: locking\n");
	spin_lock(&atomic_sleep_lock);
	msleep(20);
	spin_unlock(&atomic_sleep_lock);
	printk(KERN_INFO "atomic_sleep: unlocked\n");
	return 0;
}

static void __exit atomic_sleep_exit(void)
{
	printk(KERN_INFO "atomic_sleep: unloaded\n");
}

module_init(atomic_sleep_init);
module_exit(atomic_sleep_exit);
