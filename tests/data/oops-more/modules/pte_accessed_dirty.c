/* No fault: the accessed and dirty bits are cleared by hand, and the processor sets them again. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("accessed and dirty bits of a vmalloc PTE");

static noinline void pte_accessed_dirty_show(const char *when, char *p)
{
	unsigned int level;
	unsigned long v = READ_ONCE(lookup_address((unsigned long)p, &level)->pte);

	printk(KERN_INFO "pte_accessed_dirty: %s: accessed %d dirty %d writable %d\n", when, !!(v & _PAGE_ACCESSED),
	       !!(v & _PAGE_DIRTY), !!(v & _PAGE_RW));
}

static int __init pte_accessed_dirty_init(void)
{
	unsigned int level;
	char *p = vmalloc(PAGE_SIZE);
	pte_t *pte = lookup_address((unsigned long)p, &level);

	pte_accessed_dirty_show("as allocated", p);
	WRITE_ONCE(pte->pte, pte->pte & ~(_PAGE_ACCESSED | _PAGE_DIRTY));
	asm volatile("invlpg (%0)" :: "r" (p) : "memory");
	pte_accessed_dirty_show("cleared", p);
	(void)READ_ONCE(p[100]);
	pte_accessed_dirty_show("after a read", p);
	WRITE_ONCE(p[100], 1);
	pte_accessed_dirty_show("after a write", p);
	vfree(p);
	return 0;
}

static void __exit pte_accessed_dirty_exit(void)
{
	printk(KERN_INFO "pte_accessed_dirty: unloaded\n");
}

module_init(pte_accessed_dirty_init);
module_exit(pte_accessed_dirty_exit);
