#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a mutex is locked twice by the same task with a spinlock held");

static DEFINE_MUTEX(atomic_mutex_m);
static DEFINE_SPINLOCK(atomic_mutex_s);

static int __init atomic_mutex_init(void)
{
	spin_lock(&atomic_mutex_s);
	printk(KERN_INFO "atomic_mutex: %d\n", mutex_trylock(&atomic_mutex_m));
	printk(KERN_INFO "atomic_mutex: %d\n", mutex_trylock(&atomic_mutex_m));
	mutex_unlock(&atomic_mutex_m);
	spin_unlock(&atomic_mutex_s);
	spin_unlock(&atomic_mutex_s);
	printk(KERN_INFO "atomic_mutex: preempt_count %x\n", preempt_count());
	return 0;
}

static void __exit atomic_mutex_exit(void)
{
	printk(KERN_INFO "atomic_mutex: unloaded\n");
}

module_init(atomic_mutex_init);
module_exit(atomic_mutex_exit);
