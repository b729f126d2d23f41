#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("vmalloc with bottom halves disabled by a lock");

static DEFINE_SPINLOCK(vmalloc_bh_lock);

static noinline void *vmalloc_bh_grow(int pages)
{
	void *p;

	spin_lock_bh(&vmalloc_bh_lock);
	p = vmalloc(pages * PAGE_SIZE);
	spin_unlock_bh(&vmalloc_bh_lock);
	return p;
}

static int __init vmalloc_bh_init(void)
{
	vfree(vmalloc(PAGE_SIZE));
	printk(KERN_INFO "vmalloc_bh: growing\n");
	printk(KERN_INFO "vmalloc_bh: %px\n", vmalloc_bh_grow(3));
	return 0;
}

static void __exit vmalloc_bh_exit(void)
{
	printk(KERN_INFO "vmalloc_bh: unloaded\n");
}

module_init(vmalloc_bh_init);
module_exit(vmalloc_bh_exit);
