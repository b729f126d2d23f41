#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a vmalloc page made read-only by hand, then a string copied to it");

static noinline void pte_ro_strcpy_write(char *to, const char *from)
{
	strcpy(to, from);
}

static int __init pte_ro_strcpy_init(void)
{
	unsigned int level;
	char *p = vmalloc(2 * PAGE_SIZE), text[32];
	pte_t *pte;

	snprintf(text, sizeof(text), "level of %s", "a string");
	pte_ro_strcpy_write(p + PAGE_SIZE, text);
	pte = lookup_address((unsigned long)p + PAGE_SIZE, &level);
	printk(KERN_INFO "pte_ro_strcpy: %s level=%u pte=%016lx\n", p + PAGE_SIZE, level, pte_val(*pte));
	WRITE_ONCE(pte->pte, pte->pte & ~_PAGE_RW);
	printk(KERN_INFO "pte_ro_strcpy: pte now %016lx\n", pte_val(*pte));
	asm volatile("invlpg (%0)" :: "r" (p + PAGE_SIZE) : "memory");
	pte_ro_strcpy_write(p + PAGE_SIZE - 4, text);
	printk(KERN_INFO "pte_ro_strcpy: written\n");
	return 0;
}

static void __exit pte_ro_strcpy_exit(void)
{
	printk(KERN_INFO "pte_ro_strcpy: unloaded\n");
}

module_init(pte_ro_strcpy_init);
module_exit(pte_ro_strcpy_exit);
