#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("iretq and other instructions of the system with operands that are wrong");

static int which;
module_param(which, int, 0);

static noinline void system_do(int n)
{
	unsigned long zero = 0;

	switch (n) {
	case 0:
		asm volatile("lldt %w0" : : "r" (0x123));
		break;
	case 1:
		asm volatile("mov %0, %%ss" : : "r" (0));
		break;
	case 2:
		asm volatile("ltr %w0" : : "r" (0x10));
		break;
	case 3:
		asm volatile("mov %0, %%cr8" : : "r" (zero + 0x100));
		break;
	case 4:
		asm volatile("ud1 %%eax, %%eax" : :);
		break;
	}
}

static int __init sys_insn_init(void)
{
	pr_info("sys_insn: %d\n", which);
	system_do(which);
	pr_info("sys_insn: survived\n");
	return 0;
}

static void __exit sys_insn_exit(void)
{
}

module_init(sys_insn_init);
module_exit(sys_insn_exit);
