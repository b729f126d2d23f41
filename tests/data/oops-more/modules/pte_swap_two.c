#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("two page-table entries exchanged, one of them then moved out of RAM");

static noinline int pte_swap_two_get(volatile char *p)
{
	return *p;
}

static void pte_swap_two_flush(void *p)
{
	asm volatile("invlpg (%0)" :: "r" (p) : "memory");
}

static int __init pte_swap_two_init(void)
{
	unsigned int level;
	char *p = vmalloc(2 * PAGE_SIZE);
	pte_t *a, *b, t;

	p[0] = 'a';
	p[PAGE_SIZE] = 'b';
	a = lookup_address((unsigned long)p, &level);
	b = lookup_address((unsigned long)p + PAGE_SIZE, &level);
	t = *a;
	*a = *b;
	*b = t;
	pte_swap_two_flush(p);
	pte_swap_two_flush(p + PAGE_SIZE);
	printk(KERN_INFO "pte_swap_two: level %u, %c %c\n", level, pte_swap_two_get(p), pte_swap_two_get(p + PAGE_SIZE));
	*b = __pte(pte_val(*b) & ~_PAGE_PRESENT);
	pte_swap_two_flush(p + PAGE_SIZE);
	printk(KERN_INFO "pte_swap_two: pte now %016lx\n", pte_val(*b));
	printk(KERN_INFO "pte_swap_two: %c\n", pte_swap_two_get(p + PAGE_SIZE));
	return 0;
}

static void __exit pte_swap_two_exit(void)
{
	printk(KERN_INFO "pte_swap_two: unloaded\n");
}

module_init(pte_swap_two_init);
module_exit(pte_swap_two_exit);
