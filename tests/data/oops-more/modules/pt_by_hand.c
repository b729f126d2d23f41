#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <linux/mman.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("walk page tables by hand");

static noinline void pt_by_hand_walk(const char *what, unsigned long va)
{
	pgd_t *pgd = pgd_offset(current->mm, va);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;
	pte_t *pte;

	if (pgd_none(*pgd) || pgd_bad(*pgd)) {
		printk(KERN_INFO "pt_by_hand: %s: no pgd\n", what);
		return;
	}
	p4d = p4d_offset(pgd, va);
	if (p4d_none(*p4d)) {
		printk(KERN_INFO "pt_by_hand: %s: no p4d\n", what);
		return;
	}
	pud = pud_offset(p4d, va);
	if (pud_none(*pud)) {
		printk(KERN_INFO "pt_by_hand: %s: no pud\n", what);
		return;
	}
	if (pud_large(*pud)) {
		printk(KERN_INFO "pt_by_hand: %s: 1G page\n", what);
		return;
	}
	pmd = pmd_offset(pud, va);
	if (pmd_none(*pmd)) {
		printk(KERN_INFO "pt_by_hand: %s: no pmd\n", what);
		return;
	}
	if (pmd_large(*pmd)) {
		printk(KERN_INFO "pt_by_hand: %s: 2M page %d\n", what, pmd_pfn(*pmd) << 12 == (__pa(va) & PMD_MASK));
		return;
	}
	pte = pte_offset_kernel(pmd, va);
	if (pte_none(*pte)) {
		printk(KERN_INFO "pt_by_hand: %s: no pte\n", what);
		return;
	}
	printk(KERN_INFO "pt_by_hand: %s: present %d write %d young %d dirty %d exec %d flags %lx\n", what, !!pte_present(*pte), !!pte_write(*pte), !!pte_young(*pte), !!pte_dirty(*pte), pte_exec(*pte), pte_val(*pte) & 0xfff);
}

static int __init pt_by_hand_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	char *v = vmalloc(PAGE_SIZE);

	*v = 1;
	put_user(1, (char __user *)u);
	pt_by_hand_walk("vmalloc", (unsigned long)v);
	pt_by_hand_walk("behind vmalloc", (unsigned long)v + PAGE_SIZE);
	pt_by_hand_walk("user", u);
	pt_by_hand_walk("user untouched", u + PAGE_SIZE);
	pt_by_hand_walk("null", 0);
	pt_by_hand_walk("wild", 0x123456789000);
	return 0;
}

static void __exit pt_by_hand_exit(void)
{
	printk(KERN_INFO "pt_by_hand: unloaded\n");
}

module_init(pt_by_hand_init);
module_exit(pt_by_hand_exit);
