#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a two-byte and an eight-byte read across the end of a mapping");

static noinline u16 page_cross_two(const void *p)
{
	return *(volatile u16 *)p;
}

static noinline u64 page_cross_eight(const void *p)
{
	return *(volatile u64 *)p;
}

static int __init page_cross_init(void)
{
	char *p = vzalloc(2 * PAGE_SIZE);

	p[PAGE_SIZE] = 1;
	printk(KERN_INFO "page_cross: two %x eight %llx\n", page_cross_two(p + PAGE_SIZE - 1),
	       page_cross_eight(p + PAGE_SIZE - 3));
	printk(KERN_INFO "page_cross: eight %llx\n", page_cross_eight(p + 2 * PAGE_SIZE - 5));
	return 0;
}

static void __exit page_cross_exit(void)
{
	printk(KERN_INFO "page_cross: unloaded\n");
}

module_init(page_cross_init);
module_exit(page_cross_exit);
