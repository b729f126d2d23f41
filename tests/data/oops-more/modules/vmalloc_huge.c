#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("more virtual memory than there is");

static int __init vmalloc_huge_init(void)
{
	void *p = vmalloc(1UL << 40);
	char *q;

	printk(KERN_INFO "vmalloc_huge: vmalloc gave %s\n", p ? "memory" : "NULL");
	q = vzalloc(0);
	printk(KERN_INFO "vmalloc_huge: vzalloc(0) gave %s\n", q ? "memory" : "NULL");
	q[5] = 1;
	return 0;
}

static void __exit vmalloc_huge_exit(void)
{
	printk(KERN_INFO "vmalloc_huge: unloaded\n");
}

module_init(vmalloc_huge_init);
module_exit(vmalloc_huge_exit);
