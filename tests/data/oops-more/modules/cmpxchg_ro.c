#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/atomic.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("cmpxchg on a word of a read-only page");

static const atomic64_t cmpxchg_ro_owner = ATOMIC64_INIT(7);

static noinline long cmpxchg_ro_take(atomic64_t *owner)
{
	return atomic64_cmpxchg(owner, 7, 8);
}

static int __init cmpxchg_ro_init(void)
{
	printk(KERN_INFO "cmpxchg_ro: owner %lld\n", atomic64_read(&cmpxchg_ro_owner));
	printk(KERN_INFO "cmpxchg_ro: was %ld\n", cmpxchg_ro_take((atomic64_t *)&cmpxchg_ro_owner));
	return 0;
}

static void __exit cmpxchg_ro_exit(void)
{
	printk(KERN_INFO "cmpxchg_ro: unloaded\n");
}

module_init(cmpxchg_ro_init);
module_exit(cmpxchg_ro_exit);
