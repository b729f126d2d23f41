#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("no-execute taken off a vmalloc page, and put on again");

static noinline long pte_exec_run(void *code, long x)
{
	long (*fn)(long) = code;
	long r = fn(x);

	barrier();
	return r;
}

static int __init pte_exec_init(void)
{
	static const u8 code[] = { 0x48, 0x8d, 0x04, 0x3f, 0xc3 };	/* lea (%rdi,%rdi), %rax; ret */
	unsigned int level;
	char *p = vmalloc(PAGE_SIZE);
	pte_t *pte;

	memcpy(p, code, sizeof(code));
	pte = lookup_address((unsigned long)p, &level);
	WRITE_ONCE(pte->pte, pte->pte & ~_PAGE_NX);
	asm volatile("invlpg (%0)" :: "r" (p) : "memory");
	printk(KERN_INFO "pte_exec: pte now %016lx: %ld\n", pte_val(*pte), pte_exec_run(p, 21));
	WRITE_ONCE(pte->pte, pte->pte | _PAGE_NX);
	asm volatile("invlpg (%0)" :: "r" (p) : "memory");
	printk(KERN_INFO "pte_exec: pte now %016lx\n", pte_val(*pte));
	printk(KERN_INFO "pte_exec: %ld\n", pte_exec_run(p, 21));
	return 0;
}

static void __exit pte_exec_exit(void)
{
	printk(KERN_INFO "pte_exec: unloaded\n");
}

module_init(pte_exec_init);
module_exit(pte_exec_exit);
