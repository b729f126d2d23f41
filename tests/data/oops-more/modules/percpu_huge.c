#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/percpu.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("per-CPU memory of too many bytes");

static noinline void __percpu *percpu_huge_get(size_t n)
{
	return __alloc_percpu(n, 64);
}

static int __init percpu_huge_init(void)
{
	void __percpu *p = percpu_huge_get(256);

	printk(KERN_INFO "percpu_huge: small: %s\n", p ? "there" : "NULL");
	free_percpu(p);
	p = percpu_huge_get(100000);
	printk(KERN_INFO "percpu_huge: large: %s\n", p ? "there" : "NULL");
	free_percpu(p);
	return 0;
}

static void __exit percpu_huge_exit(void)
{
	printk(KERN_INFO "percpu_huge: unloaded\n");
}

module_init(percpu_huge_init);
module_exit(percpu_huge_exit);
