#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("push and pop through a stack pointer that leads nowhere");

static noinline void push_hole_push(unsigned long sp)
{
	asm volatile("mov %%rsp, %%rbx\n\tmov %0, %%rsp\n\tpush $42\n\tpop %%rax\n\tmov %%rbx, %%rsp"
		     : : "r" (sp) : "rax", "rbx", "memory");
}

static int __init push_hole_init(void)
{
	long *ok = (long *)__get_free_page(GFP_KERNEL);

	push_hole_push((unsigned long)(ok + 8));
	printk(KERN_INFO "push_hole: pushed %ld\n", ok[7]);
	push_hole_push(0xffffa80000001000UL);
	printk(KERN_INFO "push_hole: back\n");
	return 0;
}

static void __exit push_hole_exit(void)
{
	printk(KERN_INFO "push_hole: unloaded\n");
}

module_init(push_hole_init);
module_exit(push_hole_exit);
