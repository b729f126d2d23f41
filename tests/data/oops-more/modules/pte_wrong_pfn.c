#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a vmalloc PTE leads beyond the end of RAM; copy it");

static noinline void pte_wrong_pfn_copy(char *to, const char *from)
{
	strcpy(to, from);
}

static int __init pte_wrong_pfn_init(void)
{
	unsigned int level;
	char *p = vmalloc(2 * PAGE_SIZE), *q = vmalloc(PAGE_SIZE);
	pte_t *a, *b;

	strcpy(p, "first");
	strcpy(q, "second");
	a = lookup_address((unsigned long)p, &level);
	b = lookup_address((unsigned long)q, &level);
	WRITE_ONCE(a->pte, b->pte);
	asm volatile("invlpg (%0)" :: "r" (p) : "memory");
	printk(KERN_INFO "pte_wrong_pfn: p says %s\n", p);
	pte_wrong_pfn_copy(q, "third");
	printk(KERN_INFO "pte_wrong_pfn: now p says %s\n", p);
	WRITE_ONCE(a->pte, 0);
	asm volatile("invlpg (%0)" :: "r" (p) : "memory");
	printk(KERN_INFO "pte_wrong_pfn: p[1] page %d\n", p[PAGE_SIZE]);
	pte_wrong_pfn_copy(p, "fourth");
	return 0;
}

static void __exit pte_wrong_pfn_exit(void)
{
	printk(KERN_INFO "pte_wrong_pfn: unloaded\n");
}

module_init(pte_wrong_pfn_init);
module_exit(pte_wrong_pfn_exit);
