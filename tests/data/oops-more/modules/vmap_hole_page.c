#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("vmap of an array with a missing page");

static noinline void *vmap_hole_page_map(struct page **pages, int n)
{
	return vmap(pages, n, VM_MAP, PAGE_KERNEL);
}

static int __init vmap_hole_page_init(void)
{
	struct page *pages[4] = { };
	char *p;

	pages[0] = alloc_page(GFP_KERNEL);
	pages[1] = alloc_page(GFP_KERNEL);
	pages[3] = pages[0];
	p = vmap_hole_page_map(pages, 2);
	p[PAGE_SIZE] = 'b';
	printk(KERN_INFO "vmap_hole_page: two pages: %c\n", *(char *)page_address(pages[1]));
	vunmap(p);
	p = vmap_hole_page_map(pages, 4);
	printk(KERN_INFO "vmap_hole_page: four pages: %px\n", p);
	return 0;
}

static void __exit vmap_hole_page_exit(void)
{
	printk(KERN_INFO "vmap_hole_page: unloaded\n");
}

module_init(vmap_hole_page_init);
module_exit(vmap_hole_page_exit);
