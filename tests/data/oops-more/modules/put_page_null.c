#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("put_page of what vmalloc_to_page found for a hole");

static noinline void put_page_null_drop(unsigned long addr)
{
	struct page *page = vmalloc_to_page((void *)addr);

	printk(KERN_INFO "put_page_null: page is %s\n", page ? "there" : "NULL");
	put_page(page);
}

static int __init put_page_null_init(void)
{
	char *v = vmalloc(PAGE_SIZE);

	get_page(vmalloc_to_page(v));
	put_page_null_drop((unsigned long)v + 100);
	put_page_null_drop((unsigned long)v + PAGE_SIZE);
	printk(KERN_INFO "put_page_null: still here\n");
	return 0;
}

static void __exit put_page_null_exit(void)
{
	printk(KERN_INFO "put_page_null: unloaded\n");
}

module_init(put_page_null_init);
module_exit(put_page_null_exit);
