#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <linux/pgtable.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("clear the PMD entry above a vmalloc area, then read");

static noinline int pmd_cleared_peek(char *p)
{
	return *(volatile char *)p;
}

static int __init pmd_cleared_init(void)
{
	unsigned long size = 4UL << 20;
	char *area = vmalloc(size), *p = PTR_ALIGN(area, PMD_SIZE);
	pgd_t *pgd = pgd_offset_pgd(current->active_mm->pgd, (unsigned long)p);
	p4d_t *p4d = p4d_offset(pgd, (unsigned long)p);
	pud_t *pud = pud_offset(p4d, (unsigned long)p);
	pmd_t *pmd = pmd_offset(pud, (unsigned long)p);

	p[5] = 7;
	printk(KERN_INFO "pmd_cleared: before: %d\n", pmd_cleared_peek(p + 5));
	WRITE_ONCE(*pmd, __pmd(0));
	asm volatile("mov %%cr3, %%rax; mov %%rax, %%cr3" ::: "rax", "memory");
	asm volatile("invlpg (%0)" :: "r" (p + 5) : "memory");
	printk(KERN_INFO "pmd_cleared: after: %d\n", pmd_cleared_peek(p + 5));
	return 0;
}

static void __exit pmd_cleared_exit(void)
{
	printk(KERN_INFO "pmd_cleared: unloaded\n");
}

module_init(pmd_cleared_init);
module_exit(pmd_cleared_exit);
