/* Pin a user page, write to it through the kernel's address, read it as the user; then pin what is not there. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
#include <linux/highmem.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("get_user_pages_fast");

static int gup_pin(unsigned long u, unsigned int flags, struct page **page)
{
	return get_user_pages_fast(u, 1, flags, page);
}

static int __init gup_init(void)
{
	struct page *page = NULL;
	int x = 0, r;
	unsigned long u = vm_mmap(NULL, 0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);

	r = gup_pin(u, FOLL_WRITE, &page);
	printk(KERN_INFO "gup: pinned %d, mapcount %d\n", r, page_mapcount(page));
	((int *)page_address(page))[3] = 4711;
	printk(KERN_INFO "gup: get_user=%d", (int)get_user(x, (int __user *)(u + 12)));
	printk(KERN_CONT " x=%d\n", x);
	vm_munmap(u, PAGE_SIZE);
	printk(KERN_INFO "gup: unmapped: mapcount %d, still %d\n", page_mapcount(page), ((int *)page_address(page))[3]);
	put_page(page);
	printk(KERN_INFO "gup: unmapped=%d\n", gup_pin(u, 0, &page));
	u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	printk(KERN_INFO "gup: read-only for writing=%d\n", gup_pin(u, FOLL_WRITE, &page));
	return 0;
}

static void __exit gup_exit(void)
{
	printk(KERN_INFO "gup: unloaded\n");
}

module_init(gup_init);
module_exit(gup_exit);
