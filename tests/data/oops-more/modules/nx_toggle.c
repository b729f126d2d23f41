/* Code in vmalloc memory: with the NX bit taken out of its PTE it runs, with the bit put back it does not. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("clear and set NX of a vmalloc PTE");

static noinline int nx_toggle_call(void *p)
{
	int (*fn)(void) = p;
	int r = fn();

	barrier();
	return r;
}

static void nx_toggle_nx(void *p, pteval_t nx)
{
	unsigned int level;
	pte_t *pte = lookup_address((unsigned long)p, &level);

	WRITE_ONCE(pte->pte, (pte->pte & ~_PAGE_NX) | nx);
	asm volatile("invlpg (%0)" :: "r" (p) : "memory");
	printk(KERN_INFO "nx_toggle: pte now %016lx\n", pte_val(*pte));
}

static int __init nx_toggle_init(void)
{
	static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };	/* mov $42,%eax; ret */
	unsigned char *p = vmalloc(PAGE_SIZE);

	memcpy(p, code, sizeof(code));
	nx_toggle_nx(p, 0);
	printk(KERN_INFO "nx_toggle: returned %d\n", nx_toggle_call(p));
	nx_toggle_nx(p, _PAGE_NX);
	printk(KERN_INFO "nx_toggle: returned %d\n", nx_toggle_call(p));
	return 0;
}

static void __exit nx_toggle_exit(void)
{
	printk(KERN_INFO "nx_toggle: unloaded\n");
}

module_init(nx_toggle_init);
module_exit(nx_toggle_exit);
