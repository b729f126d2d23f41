#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an address as a parameter, read on load");

static unsigned long addr;
module_param(addr, ulong, 0444);
static int width = 4;
module_param(width, int, 0444);

static noinline u64 peek_param_read(unsigned long a, int w)
{
	switch (w) {
	case 1: return *(volatile u8 *)a;
	case 2: return *(volatile u16 *)a;
	case 4: return *(volatile u32 *)a;
	}
	return *(volatile u64 *)a;
}

static int __init peek_param_init(void)
{
	pr_info("peek_param: %d bytes at %lx\n", width, addr);
	pr_info("peek_param: %llx\n", peek_param_read(addr, width));
	return 0;
}

static void __exit peek_param_exit(void)
{
	printk(KERN_INFO "peek_param: unloaded\n");
}

module_init(peek_param_init);
module_exit(peek_param_exit);
