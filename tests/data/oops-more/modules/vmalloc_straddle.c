/* An unaligned load of 8 bytes of which the last 3 are in the guard page. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("load across the end of a vmalloc area");

static noinline u64 vmalloc_straddle_load(char *p)
{
	return *(volatile u64 *)p;
}

static int __init vmalloc_straddle_init(void)
{
	char *p = vmalloc(PAGE_SIZE);

	memset(p, 0x5a, PAGE_SIZE);
	printk(KERN_INFO "vmalloc_straddle: last 8 bytes %llx\n", vmalloc_straddle_load(p + PAGE_SIZE - 8));
	printk(KERN_INFO "vmalloc_straddle: 5 in, 3 out\n");
	printk(KERN_INFO "vmalloc_straddle: got %llx\n", vmalloc_straddle_load(p + PAGE_SIZE - 5));
	return 0;
}

static void __exit vmalloc_straddle_exit(void)
{
	printk(KERN_INFO "vmalloc_straddle: unloaded\n");
}

module_init(vmalloc_straddle_init);
module_exit(vmalloc_straddle_exit);
