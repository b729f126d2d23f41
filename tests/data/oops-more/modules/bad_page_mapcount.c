/* A block of 64 pages is freed while its first page still counts two mappings. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("free an order-6 block that is still mapped");

static int __init bad_page_mapcount_init(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 6);

	printk(KERN_INFO "bad_page_mapcount: pfn=%lx mapcount=%d\n", page_to_pfn(page), page_mapcount(page));
	atomic_set(&page->_mapcount, 1);
	printk(KERN_INFO "bad_page_mapcount: mapcount=%d\n", page_mapcount(page));
	__free_pages(page, 6);
	printk(KERN_INFO "bad_page_mapcount: still here\n");
	return 0;
}

static void __exit bad_page_mapcount_exit(void)
{
	printk(KERN_INFO "bad_page_mapcount: unloaded\n");
}

module_init(bad_page_mapcount_init);
module_exit(bad_page_mapcount_exit);
