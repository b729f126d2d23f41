#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("vfree of the same area twice, and of a page inside");

static noinline void vfree_twice_free(void *p)
{
	vfree(p);
}

static int __init vfree_twice_init(void)
{
	char *p = vmalloc(5 * PAGE_SIZE);

	printk(KERN_INFO "vfree_twice: is vmalloc %d\n", is_vmalloc_addr(p));
	vfree_twice_free(p);
	OPTIMIZER_HIDE_VAR(p);
	vfree_twice_free(p);
	printk(KERN_INFO "vfree_twice: and unaligned\n");
	vfree_twice_free(p + 100);
	printk(KERN_INFO "vfree_twice: still here\n");
	return 0;
}

static void __exit vfree_twice_exit(void)
{
	printk(KERN_INFO "vfree_twice: unloaded\n");
}

module_init(vfree_twice_init);
module_exit(vfree_twice_exit);
