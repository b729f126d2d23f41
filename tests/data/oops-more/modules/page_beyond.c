/* The struct page of a frame beyond the end of memory does not exist. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("page_count of a frame that is not there");

static noinline int page_beyond_count(unsigned long pfn)
{
	return page_count(pfn_to_page(pfn));
}

static int __init page_beyond_init(void)
{
	printk(KERN_INFO "page_beyond: pfn 0x1000 valid %d\n", pfn_valid(0x1000));
	printk(KERN_INFO "page_beyond: pfn 0x48000 valid %d\n", pfn_valid(0x48000));
	printk(KERN_INFO "page_beyond: count %d\n", page_beyond_count(0x48000));
	return 0;
}

static void __exit page_beyond_exit(void)
{
	printk(KERN_INFO "page_beyond: unloaded\n");
}

module_init(page_beyond_init);
module_exit(page_beyond_exit);
