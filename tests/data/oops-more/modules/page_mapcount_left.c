#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a page freed with its map count raised");

static int __init page_mapcount_left_init(void)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_ZERO, 2);

	split_page(page, 2);
	atomic_inc(&page[2]._mapcount);
	pr_info("page_mapcount_left: mapcount %d\n", page_mapcount(page + 2));
	__free_page(page + 1);
	__free_page(page + 2);
	__free_page(page + 3);
	__free_page(page);
	pr_info("page_mapcount_left: still here\n");
	return 0;
}

static void __exit page_mapcount_left_exit(void)
{
	printk(KERN_INFO "page_mapcount_left: unloaded\n");
}

module_init(page_mapcount_left_init);
module_exit(page_mapcount_left_exit);
