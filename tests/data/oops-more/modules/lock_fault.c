#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NULL write with a spinlock held");

static DEFINE_SPINLOCK(lock_fault_lock);

static noinline void lock_fault_poke(char *p)
{
	*(volatile char *)p = 'A';
}

static int __init lock_fault_init(void)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	spin_lock(&lock_fault_lock);
	lock_fault_poke(p);
	spin_unlock(&lock_fault_lock);
	return 0;
}

static void __exit lock_fault_exit(void)
{
	printk(KERN_INFO "lock_fault: unloaded\n");
}

module_init(lock_fault_init);
module_exit(lock_fault_exit);
