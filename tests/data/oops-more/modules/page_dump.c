#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("what dump_page() says of pages of several kinds");

static int __init page_dump_init(void)
{
	struct page *one = alloc_page(GFP_KERNEL | __GFP_ZERO);
	struct page *four = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);

	dump_page(one, "a page of its own");
	get_page(one);
	one->index = 0x123;
	dump_page(one, NULL);
	put_page(one);
	__free_page(one);
	dump_page(four, "first of four");
	dump_page(four + 3, "last of four");
	four[3]._mapcount.counter = 4;
	dump_page(four + 3, "mapped, it says");
	pr_info("page_dump: mapcount %d\n", page_mapcount(four + 3));
	four[3]._mapcount.counter = -1;
	__free_pages(four, 2);
	pr_info("page_dump: done\n");
	return 0;
}

static void __exit page_dump_exit(void)
{
	printk(KERN_INFO "page_dump: unloaded\n");
}

module_init(page_dump_init);
module_exit(page_dump_exit);
