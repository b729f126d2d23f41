#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("apply_to_page_range takes the write right away from the second page");

#include <asm/tlbflush.h>

static int apply_ro_one(pte_t *pte, unsigned long addr, void *data)
{
	int *n = data;

	(*n)++;
	set_pte(pte, pte_wrprotect(*pte));
	asm volatile("invlpg (%0)" :: "r" (addr) : "memory");
	return 0;
}

static noinline void apply_ro_store(char *p, int at)
{
	WRITE_ONCE(p[at], 'x');
}

static int __init apply_ro_init(void)
{
	char *p = vzalloc(4 * PAGE_SIZE);
	int n = 0, r;

	apply_ro_store(p, 5000);
	r = apply_to_page_range(current->mm, (unsigned long)p + PAGE_SIZE, 0, apply_ro_one, &n);
	printk(KERN_INFO "apply_ro: empty range %d, %d pages\n", r, n);
	r = apply_to_page_range(current->mm, (unsigned long)p + PAGE_SIZE, PAGE_SIZE, apply_ro_one, &n);
	printk(KERN_INFO "apply_ro: one page %d, %d pages\n", r, n);
	apply_ro_store(p, 0);
	apply_ro_store(p, 8192);
	apply_ro_store(p, 5001);
	printk(KERN_INFO "apply_ro: still here\n");
	return 0;
}

static void __exit apply_ro_exit(void)
{
	printk(KERN_INFO "apply_ro: unloaded\n");
}

module_init(apply_ro_init);
module_exit(apply_ro_exit);
