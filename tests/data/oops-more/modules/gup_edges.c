/* No fault: pages of the user pinned for the kernel, over a hole and against the protection. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/highmem.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("get_user_pages_fast");

static int __init gup_edges_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, 3 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	unsigned long r = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	struct page *pg[3] = { NULL };
	long x = 0, *k;
	int n;

	vm_munmap(u + 2 * PAGE_SIZE, PAGE_SIZE);
	n = get_user_pages_fast(u, 3, FOLL_WRITE, pg);
	printk(KERN_INFO "gup_edges: %d pages of 3, third %px\n", n, pg[2]);
	k = kmap_local_page(pg[1]);
	k[5] = 1234;
	kunmap_local(k);
	printk(KERN_INFO "gup_edges: get_user %d\n", (int)get_user(x, (long __user *)(u + PAGE_SIZE) + 5));
	printk(KERN_INFO "gup_edges: x %ld anonymous %d\n", x, PageAnon(pg[1]) != 0);
	while (n-- > 0)
		put_page(pg[n]);
	printk(KERN_INFO "gup_edges: read-only for writing %d\n", get_user_pages_fast(r, 1, FOLL_WRITE, pg));
	printk(KERN_INFO "gup_edges: read-only for reading %d\n", get_user_pages_fast(r, 1, 0, pg));
	printk(KERN_INFO "gup_edges: nothing there %d\n", get_user_pages_fast(0x10000, 1, 0, pg));
	printk(KERN_INFO "gup_edges: kernel address %d\n", get_user_pages_fast((unsigned long)&x, 1, 0, pg));
	return 0;
}

static void __exit gup_edges_exit(void)
{
	printk(KERN_INFO "gup_edges: unloaded\n");
}

module_init(gup_edges_init);
module_exit(gup_edges_exit);
