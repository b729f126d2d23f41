/* Two vmalloc pages exchange their page-table entries: the contents change places. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("exchange two page-table entries");

static void pte_alias_flush(char *p)
{
	asm volatile("invlpg (%0)" :: "r" (p) : "memory");
}

static int __init pte_alias_init(void)
{
	char *a = vmalloc(PAGE_SIZE), *b = vmalloc(PAGE_SIZE);
	unsigned int la, lb;
	pte_t *pa, *pb, t;

	strcpy(a, "first");
	strcpy(b, "second");
	pa = lookup_address((unsigned long)a, &la);
	pb = lookup_address((unsigned long)b, &lb);
	t = READ_ONCE(*pa);
	WRITE_ONCE(*pa, *pb);
	WRITE_ONCE(*pb, t);
	pte_alias_flush(a);
	pte_alias_flush(b);
	printk(KERN_INFO "pte_alias: levels %u %u, a=%s b=%s\n", la, lb, a, b);
	t = *pa;
	WRITE_ONCE(*pa, *pb);
	WRITE_ONCE(*pb, t);
	pte_alias_flush(a);
	pte_alias_flush(b);
	printk(KERN_INFO "pte_alias: and back, a=%s b=%s\n", a, b);
	vfree(a);
	vfree(b);
	return 0;
}

static void __exit pte_alias_exit(void)
{
	printk(KERN_INFO "pte_alias: unloaded\n");
}

module_init(pte_alias_init);
module_exit(pte_alias_exit);
