#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("overwrite a pointer in kmalloc_caches, which is read-only after init");

static noinline void kro_caches_write_swap(struct kmem_cache **at, struct kmem_cache *with)
{
	WRITE_ONCE(*at, with);
}

static int __init kro_caches_write_init(void)
{
	struct kmem_cache **row = kmalloc_caches[KMALLOC_NORMAL];

	OPTIMIZER_HIDE_VAR(row);
	printk(KERN_INFO "kro_caches_write: slot 7 of %ps\n", row);
	kro_caches_write_swap(row + 7, row[8]);
	return 0;
}

static void __exit kro_caches_write_exit(void)
{
	printk(KERN_INFO "kro_caches_write: unloaded\n");
}

module_init(kro_caches_write_init);
module_exit(kro_caches_write_exit);
