/* A vmalloc of more than the machine has, of a size computed without a check. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("vzalloc of too much");

static noinline void *vzalloc_huge_table(unsigned int rows, unsigned int columns)
{
	return vzalloc(array_size(rows, columns));
}

static int __init vzalloc_huge_init(void)
{
	void *p = vzalloc_huge_table(300, 400);

	printk(KERN_INFO "vzalloc_huge: 300x400 %s\n", p ? "ok" : "failed");
	vfree(p);
	p = vzalloc_huge_table(300000, 40000);
	printk(KERN_INFO "vzalloc_huge: 300000x40000 %s\n", p ? "ok" : "failed");
	return 0;
}

static void __exit vzalloc_huge_exit(void)
{
	printk(KERN_INFO "vzalloc_huge: unloaded\n");
}

module_init(vzalloc_huge_init);
module_exit(vzalloc_huge_exit);
