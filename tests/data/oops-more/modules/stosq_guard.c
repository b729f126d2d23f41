#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("rep stosq runs over the end of a vmalloc area");

static noinline void stosq_guard_fill(void *to, unsigned long n)
{
	asm volatile("rep stosq" : "+D" (to), "+c" (n) : "a" (0x1122334455667788UL) : "memory");
}

static int __init stosq_guard_init(void)
{
	void *p = vmalloc(3 * PAGE_SIZE);

	printk(KERN_INFO "stosq_guard: p=%px\n", p);
	stosq_guard_fill(p, 3 * PAGE_SIZE / 8);
	printk(KERN_INFO "stosq_guard: full\n");
	stosq_guard_fill(p + PAGE_SIZE, 3 * PAGE_SIZE / 8);
	printk(KERN_INFO "stosq_guard: fuller\n");
	return 0;
}

static void __exit stosq_guard_exit(void)
{
	printk(KERN_INFO "stosq_guard: unloaded\n");
}

module_init(stosq_guard_init);
module_exit(stosq_guard_exit);
