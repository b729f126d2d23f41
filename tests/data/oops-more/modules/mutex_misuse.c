#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mutex.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a mutex that is given back twice");

static DEFINE_MUTEX(mutex_misuse_m);

static int __init mutex_misuse_init(void)
{
	mutex_lock(&mutex_misuse_m);
	printk(KERN_INFO "mutex_misuse: locked %d try %d\n", mutex_is_locked(&mutex_misuse_m), mutex_trylock(&mutex_misuse_m));
	mutex_unlock(&mutex_misuse_m);
	mutex_unlock(&mutex_misuse_m);
	printk(KERN_INFO "mutex_misuse: locked %d\n", mutex_is_locked(&mutex_misuse_m));
	return 0;
}

static void __exit mutex_misuse_exit(void)
{
	printk(KERN_INFO "mutex_misuse: unloaded\n");
}

module_init(mutex_misuse_init);
module_exit(mutex_misuse_exit);
