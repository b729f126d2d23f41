#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a segment selector that names no descriptor");

static ushort selector = 0x1f8;
module_param(selector, ushort, 0);

static noinline void seg_set(u16 sel)
{
	asm volatile("mov %0, %%es" : : "r" ((u32)sel) : "memory");
}

static int __init seg_load_init(void)
{
	pr_info("seg_load: es = %#x\n", selector);
	seg_set(selector);
	pr_info("seg_load: loaded\n");
	return 0;
}

static void __exit seg_load_exit(void)
{
}

module_init(seg_load_init);
module_exit(seg_load_exit);
