#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/string.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("other ways to memory, and which page an address has");

static int mm_ways_seen;

static int mm_ways_entry(pte_t *pte, unsigned long addr, void *data)
{
	mm_ways_seen += !!(pte_val(*pte) & _PAGE_PRESENT);
	return mm_ways_seen == *(int *)data ? -EINTR : 0;
}

static void mm_ways_vmalloc(void)
{
	char *v = vmalloc_user(3 * PAGE_SIZE), *a = vcalloc(100, 30);
	struct page *first = vmalloc_to_page(v), *second = vmalloc_to_page(v + PAGE_SIZE);
	struct page *pages[2] = { first, second };
	size_t huge = 1UL << 40;
	char *both;
	int stop = 10;

	OPTIMIZER_HIDE_VAR(huge);
	printk(KERN_INFO "mm_ways: vmalloc: %d %d count %d pfn %d\n", v[5000], a[2999],
	       page_count(first), vmalloc_to_pfn(v) == page_to_pfn(first));
	strcpy(page_address(second), "through the direct map");
	printk(KERN_INFO "mm_ways: vmalloc: %s\n", v + PAGE_SIZE);
	both = vm_map_ram(pages, 2, NUMA_NO_NODE);
	printk(KERN_INFO "mm_ways: vm_map_ram: %s\n", both + PAGE_SIZE);
	vm_unmap_ram(both, 2);
	printk(KERN_INFO "mm_ways: apply: %d", apply_to_page_range(current->mm, (unsigned long)v, 3 * PAGE_SIZE, mm_ways_entry, &stop));
	printk(KERN_CONT " %d\n", mm_ways_seen);
	mm_ways_seen = 0;
	stop = 2;
	printk(KERN_INFO "mm_ways: apply: %d %d\n", apply_to_page_range(current->mm, (unsigned long)v, 3 * PAGE_SIZE, mm_ways_entry, &stop), mm_ways_seen);
	printk(KERN_INFO "mm_ways: %px\n", __vmalloc_array(huge, huge, GFP_KERNEL));
	vfree(v);
	vfree(a);
	vm_unmap_aliases();
}

static void mm_ways_pages(void)
{
	char *p = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	struct page *page = virt_to_page(p), *block = alloc_pages(GFP_KERNEL, 1);

	printk(KERN_INFO "mm_ways: exact: %d %d %d, behind %d\n", page_count(page),
	       page_count(page + 1), page_count(page + 2), page_count(page + 3));
	free_pages_exact(p, 3 * PAGE_SIZE);
	printk(KERN_INFO "mm_ways: split: %d %d", page_count(block), page_count(block + 1));
	split_page(block, 1);
	printk(KERN_CONT " -> %d %d\n", page_count(block), page_count(block + 1));
	__free_page(block + 1);
	__free_page(block);
}

static void mm_ways_user(void)
{
	unsigned long u = vm_mmap(NULL, 0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	unsigned long ro = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	struct page *pages[4];
	int before;
	char *s;
	long n;

	n = copy_to_user((char __user *)u + 4000, "a string of the user", 21);
	n = get_user_pages_fast(u, 2, FOLL_WRITE, pages);
	before = page_count(pages[0]);
	printk(KERN_INFO "mm_ways: fast: %ld\n", n);
	s = page_address(pages[0]);
	printk(KERN_INFO "mm_ways: %s\n", s + 4000);
	strcpy(s + 4000, "changed");
	put_page(pages[0]);
	put_page(pages[1]);
	s = strndup_user((char __user *)u + 4000, 100);
	printk(KERN_INFO "mm_ways: %s\n", s);
	kfree(s);
	printk(KERN_INFO "mm_ways: %ld %ld\n", PTR_ERR(strndup_user((char __user *)u + 4000, 3)), PTR_ERR(strndup_user((char __user *)0x10, 100)));
	n = pin_user_pages_fast(u, 1, FOLL_WRITE, pages);
	printk(KERN_INFO "mm_ways: pin: %ld, %d more\n", n, page_count(pages[0]) - before + 1);
	unpin_user_pages(pages, n);
	printk(KERN_INFO "mm_ways: %d more\n", page_count(pages[0]) - before + 1);
	printk(KERN_INFO "mm_ways: read-only: %d %d, nothing: %d, kernel: %d\n",
	       get_user_pages_fast(ro, 1, FOLL_WRITE, pages), get_user_pages_fast(ro, 1, 0, pages),
	       get_user_pages_fast(0x10000, 1, 0, pages),
	       get_user_pages_fast((unsigned long)page_address(pages[0]), 1, 0, pages));
	printk(KERN_INFO "mm_ways: across the end: %d\n", get_user_pages_fast(u + PAGE_SIZE, 4, FOLL_WRITE, pages));
	s = vmemdup_user((char __user *)u + 4000, 8);
	printk(KERN_INFO "mm_ways: %s\n", s);
	kvfree(s);
}

static int __init mm_ways_init(void)
{
	struct sysinfo si = {};
	struct kmem_cache *c = kmem_cache_create("mm_ways", 40, 0, 0, NULL);
	char *k = kmalloc_node(100, GFP_KERNEL, 0), *o = kmem_cache_alloc_node(c, GFP_KERNEL | __GFP_ZERO, 0);

	mm_ways_vmalloc();
	mm_ways_pages();
	mm_ways_user();
	printk(KERN_INFO "mm_ways: %d %zu\n", o[39], ksize(k));
	kfree(k);
	kmem_cache_free(c, o);
	kmem_cache_destroy(c);
	si_meminfo(&si);
	printk(KERN_INFO "mm_ways: unit %u, free %d, high %lu\n", si.mem_unit, si.freeram < si.totalram && si.freeram > si.totalram / 4, si.totalhigh);
	printk(KERN_INFO "mm_ways: available %d\n", si_mem_available() > si.totalram / 4);
	return 0;
}

static void __exit mm_ways_exit(void)
{
	printk(KERN_INFO "mm_ways: unloaded\n");
}

module_init(mm_ways_init);
module_exit(mm_ways_exit);
